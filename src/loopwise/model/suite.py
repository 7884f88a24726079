"""The Suite: tests, fixtures and resources, and who uses whom.

Both readers (live pytest, source files) make it and the planner reads it. It is
built so that what tests have in common is stored once: a suite of 50,000 tests has
few fixtures, few classes and few ways in which a test uses fixtures.

A fixture *instance* is not stored: it is a definition, the scope instance in which
the test's branch places it, and a parameter. ``instance_of`` works it out.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from loopwise.model.place import Place
from loopwise.model.scope import Branch, Scope, ScopeInstance
from loopwise.model.step import Step


@dataclass(frozen=True, slots=True)
class FixtureDefinition:
    """A fixture function as it is defined."""

    name: str
    scope: Scope
    place: Place
    is_async: bool
    """It runs on a loop: a coroutine, an async generator, or declared to be one."""
    loop_scope: Scope | None = None
    """The user's explicit loop scope, a minimum."""
    home: str | None = None
    """For package scope: the package that it is defined in."""
    makes: str = ""
    """For a sync fixture: the loop-bound type of what it makes, as one writes it."""

    @property
    def lives_on_a_loop(self) -> bool:
        """Whether its value belongs to a loop by itself, whatever it depends on."""
        return self.is_async or bool(self.makes)


@dataclass(frozen=True, slots=True)
class Resource:
    """A loop-bound object outside of fixtures, such as a module-level engine.

    It lives as long as the process, so its loop is the session's.
    """

    name: str
    place: Place
    type: str = ""
    """Its loop-bound type, as one writes it: ``httpx.AsyncClient``."""
    is_idle: bool = False
    """Whether nobody in the suite uses it in a way that needs a loop."""
    scope: Scope = Scope.SESSION
    loop_scope: None = None
    home: None = None

    @property
    def lives_on_a_loop(self) -> bool:
        """Whether it belongs to a loop by itself."""
        return not self.is_idle


Member = FixtureDefinition | Resource


@dataclass(frozen=True, slots=True, eq=False)
class Uses:
    """How a test uses members: indices into ``Suite.members``.

    ``direct`` is what the test itself asks for, ``of`` what each member asks for.
    Compared by identity: tests that use the same fixtures in the same way share one.
    """

    direct: tuple[int, ...] = ()
    of: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


class Parameter(NamedTuple):
    """A parameter that a test gives to a fixture."""

    member: int
    value: Hashable
    """Equal for parameters for which pytest would reuse a cached fixture."""
    scope: Scope
    """How long pytest keeps the fixture for it."""


@dataclass(frozen=True, slots=True, eq=False)
class Test:
    """A test as collected: one function, with one set of parameters."""

    id: str
    place: Place
    is_async: bool
    branch: Branch
    uses: Uses
    loop_scope: Scope | None = None
    """The user's explicit loop scope, honoured as it is."""
    params: tuple[Parameter, ...] = ()


Between = Callable[[Test | int, int], tuple[Step, ...]]
"""Gives the steps from a test, or from a member, to a resource that it reaches."""


def nothing_between(_holder: Test | int, _resource: int, /) -> tuple[Step, ...]:
    """Give no steps: what holds a resource names it."""
    return ()


class Instance(NamedTuple):
    """A fixture instance (or a resource) that more than one test may use."""

    member: int
    at: ScopeInstance
    param: Hashable = None


@dataclass(frozen=True, slots=True, eq=False)
class Suite:
    """Everything that the planner needs to know of a test suite."""

    tests: Sequence[Test]
    members: Sequence[Member]
    merged: frozenset[int] = frozenset()
    """Members with parameters that cannot be told apart, so are taken for one."""
    between: Between = nothing_between
    """What lies between a resource and what reaches it: functions and objects."""

    def holds(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Give members with what they ask for: once for each way tests use them."""
        for uses in dict.fromkeys(test.uses for test in self.tests):
            yield from uses.of.items()


def instance_of(suite: Suite, index: int, test: Test) -> Instance | None:
    """Work out which instance of member ``index`` the test uses.

    ``None`` where the instance belongs to this test alone.
    """
    member = suite.members[index]
    scope, value = member.scope, None
    for parameter in test.params:
        if parameter.member == index:
            scope = parameter.scope
            value = None if index in suite.merged else parameter.value
    at = test.branch.at(scope, member.home)
    return None if at is None else Instance(index, at, value)
