"""Suites built by hand, so that a planner's test reads like the suite that it is about.

    suite = Building()
    db = suite.fixture("db", SESSION)
    client = suite.fixture("client", MODULE, uses=[db])
    module = suite.module("test_one.py")
    module.test("test_a", client)
    assert suite.loops() == {"test_a": "session"}

A loop is written as its scope and, but for the session's, whose it is:
``"module test_one.py"``; ``"own"`` is the test's own, ``"none"`` is no need of any.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from loopwise.model.place import Place
from loopwise.model.plan import Plan
from loopwise.model.scope import Branch, Scope, ScopeInstance
from loopwise.model.settings import Minimum, Settings
from loopwise.model.suite import (
    Between,
    FixtureDefinition,
    Instance,
    Member,
    Parameter,
    Resource,
    Suite,
    Test,
    Uses,
    instance_of,
    nothing_between,
)
from loopwise.plan.assign import assign

FUNCTION, CLASS, MODULE, PACKAGE, SESSION = Scope

Holder = Test | int
"""Who reaches a resource: a test, or a fixture by its number."""

SESSION_INSTANCE = ScopeInstance(SESSION, "")


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter for a fixture, by ``indirect`` or by the fixture's own ``params``."""

    fixture: int
    value: Hashable
    scope: Scope | None = None
    """That of ``parametrize``; the fixture's own if there is none."""
    is_hashable: bool = True


@dataclass(slots=True)
class Building:
    """A suite under construction. Fixtures and resources are known by their numbers."""

    members: list[Member] = field(default_factory=list)
    uses: dict[int, tuple[int, ...]] = field(default_factory=dict)
    tests: list[Test] = field(default_factory=list)
    merged: set[int] = field(default_factory=set)
    share: bool = True
    """Whether tests that use the same in the same way share one ``Uses``."""
    known: dict[object, Uses] = field(default_factory=dict)
    between: Between = nothing_between
    """Gives the steps between a resource and who reaches it."""

    def fixture(
        self,
        name: str,
        scope: Scope = FUNCTION,
        *,
        uses: Iterable[int] = (),
        loop_scope: Scope | None = None,
        home: Home | None = None,
        is_async: bool = True,
        makes: str = "",
        file: str = "conftest.py",
    ) -> int:
        """Declare a fixture, async unless said otherwise; its line is its number."""
        place = Place(file, len(self.members) + 1)
        at = None if home is None else home.id
        definition = FixtureDefinition(
            name, scope, place, is_async, loop_scope, at, makes
        )
        return self._member(definition, uses)

    def resource(
        self, name: str, bound_type: str = "", *, is_idle: bool = False
    ) -> int:
        """Declare a loop-bound object outside fixtures."""
        place = Place("app/db.py", 1)
        return self._member(Resource(name, place, bound_type, is_idle), ())

    def _member(self, member: Member, uses: Iterable[int]) -> int:
        self.members.append(member)
        number = len(self.members) - 1
        self.uses[number] = tuple(uses)
        return number

    def package(self, name: str) -> Home:
        """Declare a package at the top."""
        return Home(self, Branch(SESSION_INSTANCE)).package(name)

    def module(self, name: str) -> Home:
        """Declare a module at the top, in no package."""
        return Home(self, Branch(SESSION_INSTANCE)).module(name)

    def follow(
        self, direct: Iterable[int], overrides: Mapping[int, int]
    ) -> tuple[tuple[int, ...], dict[int, tuple[int, ...]]]:
        """Work out what a test uses, as pytest does with overrides."""
        of: dict[int, tuple[int, ...]] = {}
        first = tuple(overrides.get(member, member) for member in direct)
        waiting = list(first)
        while waiting:
            member = waiting.pop()
            if member in of:
                continue
            # The override itself may use what it overrides: `def db(db)`.
            of[member] = tuple(
                other if overrides.get(other) == member else overrides.get(other, other)
                for other in self.uses[member]
            )
            waiting += of[member]
        return first, of

    def suite(self, order: Sequence[int] | None = None) -> Suite:
        """Give the suite, its tests in another order if one is given."""
        numbers = range(len(self.tests)) if order is None else order
        tests = [self.tests[number] for number in numbers]
        return Suite(tests, list(self.members), frozenset(self.merged), self.between)

    def plan(
        self, settings: Settings | None = None, order: Sequence[int] | None = None
    ) -> Plan:
        """Plan the suite."""
        return assign(self.suite(order), settings)

    def loops(
        self, settings: Settings | None = None, order: Sequence[int] | None = None
    ) -> dict[str, str]:
        """Give the loop of each test by the test's name."""
        return loops_of(self.plan(settings, order))


@dataclass(frozen=True, slots=True)
class Home:
    """A package, module or class: where tests stand."""

    building: Building
    branch: Branch
    id: str = ""
    depth: int = 0

    def package(self, name: str) -> Home:
        """Declare a package in this one."""
        at = self._inside(PACKAGE, f"{self.id}/{name}" if self.id else name)
        packages = (*self.branch.packages, at)
        return self._home(Branch(self.branch.session, packages), at)

    def module(self, name: str) -> Home:
        """Declare a module in this package."""
        at = self._inside(MODULE, f"{self.id}/{name}" if self.id else name)
        return self._home(Branch(self.branch.session, self.branch.packages, at), at)

    def cls(self, name: str) -> Home:
        """Declare a class in this module or class."""
        at = self._inside(CLASS, f"{self.id}::{name}")
        above = self.branch
        classes = (*above.classes, at)
        branch = Branch(above.session, above.packages, above.module, classes)
        return self._home(branch, at)

    def _inside(self, scope: Scope, name: str) -> ScopeInstance:
        return ScopeInstance(scope, name, self.depth + 1)

    def _home(self, branch: Branch, at: ScopeInstance) -> Home:
        return Home(self.building, branch, at.id, at.depth)

    def test(
        self,
        name: str,
        *uses: int,
        marked: Scope | None = None,
        is_async: bool = True,
        params: Iterable[Param] = (),
        overrides: Mapping[int, int] | None = None,
    ) -> int:
        """Declare a test, async unless said otherwise, and give its number."""
        building = self.building
        direct, of = building.follow(uses, overrides or {})
        key: object = (direct, tuple(sorted(of.items())))
        made = Uses(direct, of)
        used = building.known.setdefault(key, made) if building.share else made
        number = len(building.tests)
        place = Place(self.id.partition("::")[0], number + 1)
        given = tuple(self._parameter(one) for one in params)
        test = Test(
            f"{self.id}::{name}", place, is_async, self.branch, used, marked, given
        )
        building.tests.append(test)
        return number

    def _parameter(self, one: Param) -> Parameter:
        scope = self.building.members[one.fixture].scope
        value: Hashable = None
        if one.is_hashable:
            value = one.value
        else:
            self.building.merged.add(one.fixture)
        return Parameter(one.fixture, value, scope if one.scope is None else one.scope)


def minimum(*, test: Scope | None = None, fixture: Scope | None = None) -> Settings:
    """Give settings as ``asyncio_default_*_loop_scope`` in a configuration file."""
    source = "asyncio_default_{}_loop_scope (pytest.ini)"
    return Settings(
        test_minimum=None if test is None else Minimum(test, source.format("test")),
        fixture_minimum=(
            None if fixture is None else Minimum(fixture, source.format("fixture"))
        ),
    )


def named(loop: ScopeInstance | None) -> str:
    """Write a loop as these tests do."""
    return "own" if loop is None else str(loop)


def name_of(test: Test) -> str:
    """Give a test's name, without where it stands."""
    return test.id.rpartition("::")[2]


def loops_of(plan: Plan) -> dict[str, str]:
    """Give the loop of each test by the test's name."""
    return {
        name_of(test): (
            named(plan.placement(number).loop)
            if plan.placement(number).needs_loop
            else "none"
        )
        for number, test in enumerate(plan.suite.tests)
    }


def instances_of(plan: Plan) -> dict[str, str]:
    """Give the loop of each shared instance, written ``name[param] of where``."""
    return {
        instance_name(plan.suite, instance): named(loop)
        for instance, loop in plan.instances.items()
    }


def instance_name(suite: Suite, instance: Instance) -> str:
    """Write an instance as these tests do."""
    param = "" if instance.param is None else f"[{instance.param}]"
    return f"{suite.members[instance.member].name}{param} of {instance.at}"


def loop_of_member(plan: Plan, number: int, member: int) -> ScopeInstance | None:
    """Give the loop of a member as test ``number`` uses it."""
    placement = plan.placement(number)
    instance = instance_of(plan.suite, member, plan.suite.tests[number])
    if instance is not None:
        return plan.instances[instance]
    return placement.apart.get(member, placement.loop)


def apart_of(plan: Plan, number: int) -> dict[str, str]:
    """Give the members that do not run with test ``number``, and where they run."""
    return {
        plan.suite.members[member].name: named(loop)
        for member, loop in plan.placement(number).apart.items()
    }
