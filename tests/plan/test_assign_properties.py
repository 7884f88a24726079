"""What holds of every plan: seen on random suites, and in how the work grows."""

from __future__ import annotations

import sys
from collections.abc import Callable
from random import Random
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopwise.plan.assign import assign
from loopwise.plan.diagnose import diagnose
from tests.plan.building import (
    FUNCTION,
    MODULE,
    SESSION,
    Building,
    loop_of_member,
)
from tests.plan.random_suites import (
    Drawn,
    drawn_suites,
    members_elsewhere,
    members_of,
    placed,
    plainly,
)


@given(drawn_suites(), st.randoms(use_true_random=False))
def test_order_of_tests_has_no_say(drawn: Drawn, random: Random) -> None:
    """Shuffled tests get the same loops, and so do the fixtures."""
    order = list(range(len(drawn.building.tests)))
    random.shuffle(order)
    plan = drawn.building.plan(drawn.settings)
    shuffled = drawn.building.plan(drawn.settings, order)
    assert placed(shuffled) == placed(plan)


@given(drawn_suites(marks=False))
def test_test_is_never_apart_from_what_it_uses(drawn: Drawn) -> None:
    """Without marks every test runs on the loop of all async things that it uses."""
    plan = drawn.building.plan(drawn.settings)
    for number in range(len(plan.suite.tests)):
        assert members_elsewhere(plan, number) == set()
        assert not plan.placement(number).apart


@given(drawn_suites(marks=False))
def test_plan_is_no_wider_than_it_must_be(drawn: Drawn) -> None:
    """A plan gives the loops that plain widening to a fixed point gives."""
    plan = drawn.building.plan(drawn.settings)
    loops = {
        test.id: plan.placement(number).loop
        for number, test in enumerate(plan.suite.tests)
    }
    assert loops == plainly(drawn)


@given(drawn_suites(), st.data())
def test_part_of_a_suite_is_planned_as_well(drawn: Drawn, data: st.DataObject) -> None:
    """Leaving tests out may narrow a loop but separates none from what it uses."""
    numbers = range(len(drawn.building.tests))
    kept = sorted(data.draw(st.sets(st.sampled_from(numbers), min_size=1)))
    whole = drawn.building.plan(drawn.settings)
    part = drawn.building.plan(drawn.settings, kept)
    for number, before in enumerate(kept):
        if part.suite.tests[number].loop_scope is None:
            assert members_elsewhere(part, number) == set()
            assert part.placement(number).scope <= whole.placement(before).scope


@given(drawn_suites())
def test_marked_test_knows_what_it_is_apart_from(drawn: Drawn) -> None:
    """``apart`` names exactly the members that run on another loop than their test."""
    plan = drawn.building.plan(drawn.settings)
    for number in range(len(plan.suite.tests)):
        assert set(plan.placement(number).apart) == members_elsewhere(plan, number)


@given(drawn_suites())
def test_mark_is_never_made_narrower(drawn: Drawn) -> None:
    """A marked test runs on a loop at least as wide as its mark, and of its scope."""
    plan = drawn.building.plan(drawn.settings)
    for number, test in enumerate(plan.suite.tests):
        if test.loop_scope is None:
            continue
        asked = test.branch.at(test.loop_scope)
        loop = plan.placement(number).loop
        if asked is None or asked.scope is SESSION:
            assert loop == asked
        else:
            assert loop is not None
            assert loop.width >= asked.width
            if loop.scope is not asked.scope:  # a package scope outside of packages
                assert loop.scope is SESSION
                assert plan.reason(number).written == str(test.loop_scope)


@given(drawn_suites())
def test_members_run_with_what_they_hold(drawn: Drawn) -> None:
    """Whatever marks say, a fixture is on the loop of every async thing it holds."""
    plan = drawn.building.plan(drawn.settings)
    for number, test in enumerate(plan.suite.tests):
        members = members_of(plan, number)
        for member in members:
            loop = loop_of_member(plan, number, member)
            for held in test.uses.of[member]:
                if held in members:
                    assert loop_of_member(plan, number, held) == loop


@given(drawn_suites())
def test_loop_outlives_what_lives_on_it(drawn: Drawn) -> None:
    """No instance is on a loop that is closed before the instance ends."""
    plan = drawn.building.plan(drawn.settings)
    for instance, loop in plan.instances.items():
        assert loop.width >= instance.at.width


@given(drawn_suites(), st.randoms(use_true_random=False))
def test_reasons_do_not_depend_on_order(drawn: Drawn, random: Random) -> None:
    """Shuffled tests get the same reasons: the same kind, scope and source."""
    order = list(range(len(drawn.building.tests)))
    random.shuffle(order)
    plan = drawn.building.plan(drawn.settings)
    shuffled = drawn.building.plan(drawn.settings, order)
    for number, before in enumerate(order):
        one, two = shuffled.reason(number), plan.reason(before)
        assert (one.because, one.scope, one.source) == (
            two.because,
            two.scope,
            two.source,
        )
        assert one.steps[-1].name == two.steps[-1].name
        assert one.steps[0] == two.steps[0]


@given(drawn_suites())
def test_reason_has_the_scope_of_the_loop(drawn: Drawn) -> None:
    """Every reason starts at its test, and names the scope of the loop it explains."""
    plan = drawn.building.plan(drawn.settings)
    for number, test in enumerate(plan.suite.tests):
        reason = plan.reason(number)
        assert reason.scope is plan.placement(number).scope
        assert reason.steps[0].role == "test"
        assert test.id.endswith(f"::{reason.steps[0].name}")


@given(drawn_suites())
def test_diagnostics_are_there_if_tests_are_apart(drawn: Drawn) -> None:
    """A plan has a Diagnostic exactly if a mark parts some test from what it uses."""
    plan = drawn.building.plan(drawn.settings)
    apart = [one for one in plan.placements if one.apart]
    assert bool(diagnose(plan, drawn.settings)) == bool(apart)


def _calls(work: Callable[[], object]) -> int:
    """Count the function calls that some work takes: the same on every machine."""
    count = 0

    def seen(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def _large(size: int, marked: bool = False) -> Building:
    """Build ``size`` modules of ten tests, each in its own way, tied by pairs."""
    suite = Building(share=False)
    db = suite.fixture("db", SESSION)
    for number in range(size):
        client = suite.fixture(f"client{number}", MODULE)
        page = suite.fixture(f"page{number}", uses=[client])
        home = suite.module(f"test_{number}.py")
        for test in range(10):
            name = f"test_{number}_{test}"
            home.test(name, page, marked=FUNCTION if marked and test == 0 else None)
        if number % 2 and not marked:
            home.test(f"test_{number}_wide", page, db)
    return suite


def test_work_of_planning_is_linear() -> None:
    """Four times the tests take about four times the calls."""
    small, large = _large(20).suite(), _large(80).suite()
    ratio = _calls(lambda: assign(large)) / _calls(lambda: assign(small))
    assert ratio == pytest.approx(4, rel=0.15)


def test_work_of_reasons_is_linear() -> None:
    """Reasons of four times the tests take about four times the calls."""
    small, large = _large(20).plan(), _large(80).plan()
    ratio = _calls(lambda: [large.reason(n) for n in range(len(large.groups))]) / (
        _calls(lambda: [small.reason(n) for n in range(len(small.groups))])
    )
    assert ratio == pytest.approx(4, rel=0.15)


def test_work_of_diagnostics_is_linear() -> None:
    """Four times the contradictions take about four times the calls."""
    small, large = _large(20, marked=True).plan(), _large(80, marked=True).plan()
    assert len(diagnose(large)) == 80
    ratio = _calls(lambda: diagnose(large)) / _calls(lambda: diagnose(small))
    assert ratio == pytest.approx(4, rel=0.25)
