"""Fixes: each one that is offered takes its conflict away, and breaks nothing else."""

from __future__ import annotations

import dataclasses
import re

from hypothesis import given

from loopwise.model.plan import Plan
from loopwise.model.scope import Scope
from loopwise.model.settings import Settings
from loopwise.model.suite import FixtureDefinition, Suite
from loopwise.plan.assign import assign
from loopwise.plan.conflicts import Conflict, conflicts
from loopwise.plan.suggest import MOST, Fixer
from tests.plan.building import (
    CLASS,
    FUNCTION,
    MODULE,
    SESSION,
    Building,
    Param,
    name_of,
)
from tests.plan.random_suites import Drawn, drawn_suites

DROP = re.compile(r'drop loop_scope(?:="(\w+)")? from (\S+)(?: and (\d+) more)?')
NARROW = 'keep the fixture per test: scope="function"'


def offered(plan: Plan, settings: Settings | None = None) -> list[list[str]]:
    """Give the texts of the fixes of each conflict."""
    return [fixes_of(plan, one, settings or Settings()) for one in conflicts(plan)]


def numbers_of(plan: Plan, conflict: Conflict) -> list[int]:
    """Give the numbers of the tests of a conflict."""
    return [test for group in conflict.nearest for test in plan.groups[group]]


def fixes_of(plan: Plan, conflict: Conflict, settings: Settings) -> list[str]:
    """Give the fixes of one conflict."""
    found = Fixer(plan, settings).suggest(nearest(plan, conflict), [*conflict.nearest])
    return [fix.text for fix in found]


def nearest(plan: Plan, conflict: Conflict) -> int:
    """Give the member of a conflict that its first test uses, as Diagnostics do."""
    tests = plan.suite.tests
    first = min(
        conflict.nearest,
        key=lambda group: min(
            (tests[test].place, tests[test].id) for test in plan.groups[group]
        ),
    )
    return conflict.nearest[first]


def applied(suite: Suite, fixed: int, tests: list[int], fix: str) -> Suite:
    """Do to a suite what a fix says, as its reader would."""
    if fix.startswith(NARROW):
        members = [*suite.members]
        member = members[fixed]
        assert isinstance(member, FixtureDefinition)
        assert ("without loop_scope" in fix) == (member.loop_scope is not None)
        members[fixed] = dataclasses.replace(member, scope=FUNCTION, loop_scope=None)
        changed = [
            dataclasses.replace(
                test,
                params=tuple(
                    one._replace(scope=FUNCTION) if one.member == fixed else one
                    for one in test.params
                ),
            )
            for test in suite.tests
        ]
        return dataclasses.replace(suite, members=members, tests=changed)
    match = DROP.fullmatch(fix)
    assert match is not None, fix
    assert len(tests) == int(match[3] or 0) + 1
    scopes = {str(suite.tests[test].loop_scope) for test in tests}
    assert scopes == {match[1]} if match[1] else len(scopes) > 1
    assert match[2] in {name_of(suite.tests[test]) for test in tests}
    changed = [
        dataclasses.replace(test, loop_scope=None) if number in tests else test
        for number, test in enumerate(suite.tests)
    ]
    return dataclasses.replace(suite, tests=changed)


def test_mark_may_be_dropped_or_the_fixture_kept_per_test() -> None:
    """Where both work, both are offered, the smaller change first."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    suite.module("test_one.py").test("test_a", db, marked=FUNCTION)
    assert offered(suite.plan()) == [
        ['drop loop_scope="function" from test_a', NARROW],
    ]


def test_fix_names_the_first_of_many_tests() -> None:
    """A fix for several tests names the one that stands first and counts the rest."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    for name in ("test_a", "test_b", "test_c"):
        home.test(name, db, marked=MODULE)
    plan = suite.plan(order=[2, 0, 1])
    assert offered(plan) == [
        ['drop loop_scope="module" from test_a and 2 more', NARROW],
    ]


def test_fixture_that_a_wider_one_uses_stays_wide() -> None:
    """A fixture is not narrowed below one that uses it: pytest would refuse that."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    client = suite.fixture("client", MODULE, uses=[db])
    home = suite.module("test_one.py")
    home.test("test_a", db, marked=FUNCTION)
    home.test("test_b", client)
    assert offered(suite.plan()) == [['drop loop_scope="function" from test_a']]


def test_fixture_that_holds_a_wider_one_is_not_narrowed() -> None:
    """Narrowing a fixture is not offered if what it holds stays on the other loop."""
    suite = Building()
    engine = suite.fixture("engine", SESSION)
    db = suite.fixture("db", MODULE, uses=[engine])
    suite.module("test_one.py").test("test_a", db, marked=FUNCTION)
    assert offered(suite.plan()) == [['drop loop_scope="function" from test_a']]


def test_resource_is_not_narrowed() -> None:
    """Where a resource widened a fixture, it is the fixture that is to be narrowed."""
    suite = Building()
    engine = suite.resource("engine")
    client = suite.fixture("client", MODULE)
    home = suite.module("test_one.py")
    home.test("test_a", client, marked=MODULE)
    home.test("test_b", client, engine)
    assert offered(suite.plan()) == [['drop loop_scope="module" from test_a', NARROW]]


def test_dropping_a_mark_must_not_part_others() -> None:
    """A mark is not to be dropped if another test would lose its fixture by it."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    client = suite.fixture("client", CLASS)
    cls = suite.module("test_one.py").cls("TestX")
    cls.test("test_a", db, client, marked=CLASS)
    cls.test("test_b", client, marked=CLASS)
    plan = suite.plan()
    assert offered(plan) == [[NARROW]]


def test_narrowing_drops_the_loop_scope_too() -> None:
    """A fixture that is kept per test also runs on the test's loop."""
    suite = Building()
    db = suite.fixture("db", MODULE, loop_scope=SESSION)
    suite.module("test_one.py").test("test_a", db, marked=FUNCTION)
    assert offered(suite.plan())[0][1:] == [f'{NARROW}, without loop_scope="session"']


def test_parameters_are_no_obstacle() -> None:
    """A parametrized fixture can be kept per test as well."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    home.test("test_a[1]", db, marked=FUNCTION, params=[Param(db, 1)])
    assert offered(suite.plan()) == [
        ['drop loop_scope="function" from test_a[1]', NARROW],
    ]


def test_own_fixture_with_a_loop_scope() -> None:
    """A conflict with a fixture that is per test already is solved at the mark."""
    suite = Building()
    clock = suite.fixture("clock", loop_scope=SESSION)
    suite.module("test_one.py").test("test_a", clock, marked=FUNCTION)
    assert offered(suite.plan())[0][0] == 'drop loop_scope="function" from test_a'


@given(drawn_suites())
def test_every_fix_works(drawn: Drawn) -> None:
    """Whatever is offered for a conflict, done to the whole suite, takes it away."""
    plan = drawn.building.plan(drawn.settings)
    before = conflicts(plan)
    for conflict in before:
        tests = numbers_of(plan, conflict)
        fixes = fixes_of(plan, conflict, drawn.settings)
        assert len(fixes) <= MOST
        for fix in fixes:
            changed = applied(plan.suite, nearest(plan, conflict), tests, fix)
            after = assign(changed, drawn.settings)
            for test in tests:
                assert not after.placement(test).apart
            assert len(conflicts(after)) < len(before)
            assert _scopes_match(changed)


def _scopes_match(suite: Suite) -> bool:
    """Tell whether pytest would accept what uses what."""
    scopes: list[Scope] = [member.scope for member in suite.members]
    return all(
        scopes[used] >= scopes[user]
        for test in suite.tests
        for user, others in test.uses.of.items()
        for used in others
    )
