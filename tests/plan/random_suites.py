"""Random suites for Hypothesis, and a slow planner that is plainly right."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from loopwise.model.plan import Plan
from loopwise.model.scope import Scope, ScopeInstance, widest
from loopwise.model.settings import Settings
from loopwise.model.suite import FixtureDefinition, Instance, Resource, instance_of
from tests.plan.building import (
    MODULE,
    PACKAGE,
    SESSION,
    Building,
    Home,
    Param,
    loop_of_member,
    minimum,
)

SCOPES = st.sampled_from(list(Scope))
MAYBE = st.none() | SCOPES


@dataclass(frozen=True, slots=True)
class Drawn:
    """A suite that was drawn, and the settings to plan it with."""

    building: Building
    settings: Settings

    def __repr__(self) -> str:
        return f"{self.building.suite()}\n{self.settings}"


@st.composite
def drawn_suites(draw: st.DrawFn, *, marks: bool = True) -> Drawn:
    """Draw a suite of few places, few fixtures and few tests: rules meet soon."""
    building = Building(share=draw(st.booleans()))
    outer = building.package("pkg")
    inner = outer.package("sub")
    modules = [
        building.module("test_top.py"),
        outer.module("test_one.py"),
        inner.module("test_two.py"),
        inner.module("test_three.py"),
    ]
    homes = [*modules, *(module.cls("TestX") for module in modules)]
    homes.append(homes[-1].cls("TestY"))
    _draw_fixtures(draw, building, [None, outer, inner])
    for number in range(draw(st.integers(1, 8))):
        _draw_test(draw, building, draw(st.sampled_from(homes)), number, marks)
    settings = minimum(test=draw(MAYBE), fixture=draw(MAYBE))
    return Drawn(building, settings if draw(st.booleans()) else Settings())


def _draw_fixtures(
    draw: st.DrawFn, building: Building, homes: list[Home | None]
) -> None:
    if draw(st.booleans()):
        building.resource("engine", is_idle=draw(st.booleans()))
    for _ in range(draw(st.integers(0, 5))):
        number = len(building.members)
        scope = draw(SCOPES)
        wide = [
            other for other in range(number) if building.members[other].scope >= scope
        ]
        building.fixture(
            f"fixture{number}",
            scope,
            uses=draw(st.lists(st.sampled_from(wide), max_size=2)) if wide else (),
            loop_scope=draw(MAYBE) if draw(st.booleans()) else None,
            home=draw(st.sampled_from(homes)) if scope is PACKAGE else None,
            is_async=draw(st.booleans()),
            makes=draw(st.sampled_from(["", "", "httpx.AsyncClient"])),
        )


def _draw_test(
    draw: st.DrawFn, building: Building, home: Home, number: int, marks: bool
) -> None:
    members = range(len(building.members))
    used: list[int] = []
    if members:
        used = draw(st.lists(st.sampled_from(members), max_size=3, unique=True))
    params = [
        Param(one, draw(st.integers(1, 2)), is_hashable=draw(st.booleans()))
        for one in used
        if isinstance(building.members[one], FixtureDefinition)
        and building.members[one].scope >= MODULE
        and draw(st.booleans())
    ]
    is_async = draw(st.booleans())
    marked = draw(MAYBE) if marks and is_async else None
    home.test(f"test_{number}", *used, marked=marked, is_async=is_async, params=params)


Placed = dict[str, tuple[bool, ScopeInstance | None, dict[int, ScopeInstance | None]]]


def placed(plan: Plan) -> tuple[Placed, dict[Instance, ScopeInstance]]:
    """Give everything that a plan decides, in a form that no order shows in."""
    tests: Placed = {}
    for number, test in enumerate(plan.suite.tests):
        placement = plan.placement(number)
        tests[test.id] = (placement.needs_loop, placement.loop, dict(placement.apart))
    return tests, dict(plan.instances)


def members_of(plan: Plan, number: int) -> list[int]:
    """Give the members on loops that a test must share one with.

    For a test with an explicit loop scope not the resources, nor what holds nothing
    else: it may have arranged for them.
    """
    test = plan.suite.tests[number]
    counting = plan.on_loops
    if test.loop_scope is not None:
        counting = _without_resources(plan)
    return [one for one in test.uses.of if one in counting]


def _without_resources(plan: Plan) -> frozenset[int]:
    """Find the members that would be on loops if resources were not."""
    members = plan.suite.members
    found = {
        number
        for number, one in enumerate(members)
        if one.lives_on_a_loop and not isinstance(one, Resource)
    }
    for _ in members:
        for test in plan.suite.tests:
            for member, used in test.uses.of.items():
                if found & set(used):
                    found.add(member)
    return frozenset(found)


def members_elsewhere(plan: Plan, number: int) -> set[int]:
    """Give the members that a test uses and that are on another loop than it is."""
    loop = plan.placement(number).loop
    return {
        one
        for one in members_of(plan, number)
        if loop_of_member(plan, number, one) != loop
    }


def plainly(drawn: Drawn) -> dict[str, ScopeInstance | None]:
    """Plan a suite without marks by widening, again and again, until all is equal."""
    suite, settings = drawn.building.suite(), drawn.settings
    on_loops = _on_loops(drawn.building)
    instances: dict[Instance, ScopeInstance] = {}
    loops: dict[str, ScopeInstance | None] = {}
    changed = True
    while changed:
        changed = False
        for test in suite.tests:
            loop = loops.get(test.id)
            if test.is_async and settings.test_minimum is not None:
                loop = widest(loop, test.branch.at(settings.test_minimum.scope))
            used = [one for one in test.uses.of if one in on_loops]
            found = [instance_of(suite, one, test) for one in used]
            for one, instance in zip(used, found, strict=True):
                member = suite.members[one]
                asked = member.loop_scope
                if asked is None and settings.fixture_minimum is not None:
                    if isinstance(member, FixtureDefinition) and member.is_async:
                        asked = settings.fixture_minimum.scope
                if asked is not None:
                    loop = widest(loop, test.branch.at(asked))
                if instance is not None:
                    loop = widest(loop, instances.get(instance, instance.at))
            after = {one: loop for one in found if one is not None and loop is not None}
            after.update(_kept_outside(after, instances, test.branch.classes))
            changed = changed or loops.get(test.id, SESSION) != loop
            changed = changed or any(instances.get(k) != v for k, v in after.items())
            loops[test.id] = loop
            instances.update(after)
    return loops


def _kept_outside(
    found: dict[Instance, ScopeInstance],
    instances: dict[Instance, ScopeInstance],
    classes: tuple[ScopeInstance, ...],
) -> dict[Instance, ScopeInstance]:
    """Give what tests of outer classes use of the same fixtures, as wide as ``found``.

    And make ``found`` as wide as these are: pytest may take one for the other.
    """
    outside: dict[Instance, ScopeInstance] = {}
    for one, loop in found.items():
        for outer in classes[:-1]:
            other = one._replace(at=outer)
            if one.at.scope is Scope.CLASS and other in instances:
                wide = widest(loop, instances[other])
                assert wide is not None
                outside[other] = outside[one] = wide
    return outside


def _on_loops(building: Building) -> set[int]:
    """Find the members on loops; each uses only such as were declared before it."""
    found: set[int] = set()
    for number, member in enumerate(building.members):
        if member.lives_on_a_loop or found & set(building.uses[number]):
            found.add(number)
    return found
