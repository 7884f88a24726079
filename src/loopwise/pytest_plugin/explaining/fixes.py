"""Fixes for an object of another loop, each planned again before it is offered."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from loopwise.model.diagnostic import Fix
from loopwise.model.plan import Plan
from loopwise.model.scope import Scope
from loopwise.model.suite import Resource, instance_of
from loopwise.plan.replan import (
    as_fixture,
    fits,
    share_loop,
    with_async_fixture,
    with_async_test,
    with_loop_scope,
)
from loopwise.plan.steps import test_name
from loopwise.plan.suggest import MOST, Fixer
from loopwise.provenance.births import UNKNOWN
from loopwise.provenance.owners import Root
from loopwise.pytest_plugin.definitions import Definition
from loopwise.pytest_plugin.explaining.case import Case
from loopwise.pytest_plugin.explaining.declaring import Declared, declare
from loopwise.pytest_plugin.functions import is_in
from loopwise.pytest_plugin.ownership import inner_test
from loopwise.pytest_plugin.run import loop_name


@dataclass(frozen=True, slots=True)
class _Maker:
    """Sync code of the suite that made a loop of its own."""

    place: str
    is_in_thread: bool = False
    """Whether it had a thread run that loop, as a sync test client does."""
    fixture: Definition | None = None
    test: pytest.Item | None = None

    def text(self) -> str:
        """Say what to do with it."""
        what = f"use the running loop in place of its own ({self.place})"
        if self.fixture is not None:
            name = self.fixture.member.name
            return f"make the fixture async, `async def {name}`: {what}"
        name = "it" if self.test is None else self.test.name.partition("[")[0]
        if self.is_in_thread:
            client = "an async client in place of the one with a thread"
            return f"make {name} async, with {client} ({self.place})"
        return f"make {name} async, and await there what it runs ({self.place})"


def fixes_for(
    case: Case, loop: AbstractEventLoop, root: Root | None, *, is_loop: bool = False
) -> tuple[Fix, ...]:
    """Offer what brings the user of an object and the object onto one loop.

    With ``is_loop`` the object is that loop itself.
    """
    if case.number is None or root is None or root.test:
        return ()
    if is_loop:
        name = root.step.name.rpartition(".")[2]
        return (Fix(f"call asyncio.get_running_loop() where `{name}` is used"),)
    found = [
        *_without_mark(case, loop, root),
        *_without_own_loop(case, loop, root),
        *_not_at_import(case, loop, root),
        *_declared(case, loop, root),
    ]
    if not found and _is_ours_or_import(case, loop):
        found += _in_fixture(case, root)
    found = found or [*_one_loop(case, loop)]
    return tuple(dict.fromkeys(found))[:MOST]


def _without_mark(case: Case, loop: AbstractEventLoop, root: Root) -> Iterator[Fix]:
    """Offer to drop the marks that part tests from what they use.

    From all such tests at once: some of them only failed elsewhere, or not yet.
    """
    member, plan = _member(case, root), case.runtime.plan
    if member is None:
        return
    numbers = {case.number, _test_on(case, loop)} - {None}
    if not any(
        _parts(case, number, member) for number in numbers if number is not None
    ):
        return
    groups = [
        group
        for group, tests in enumerate(plan.groups)
        if _parts(case, tests[0], member)
    ]
    yield from Fixer(plan, case.runtime.settings).suggest(member, groups)


def _parts(case: Case, number: int, member: int) -> bool:
    """Whether a test says by its mark that it is not on the loop of what it uses."""
    plan = case.runtime.plan
    test = plan.suite.tests[number]
    if test.loop_scope is None or member not in test.uses.of:
        return False
    instance = instance_of(plan.suite, member, test)
    at = None if instance is None else plan.instances.get(instance)
    return at is None or at != plan.placement(number).loop


def _test_on(case: Case, loop: AbstractEventLoop) -> int | None:
    """Give the test whose own loop it is, or was."""
    name = case.births.of(loop).name
    for item, number in case.runtime.live.number.items():
        if name == loop_name(None, item):
            return number
    return None


def _without_own_loop(case: Case, loop: AbstractEventLoop, root: Root) -> Iterator[Fix]:
    yield from async_maker(case, loop, _member(case, root))


def async_maker(
    case: Case, loop: AbstractEventLoop, member: int | None
) -> Iterator[Fix]:
    """Offer to make async what made another loop, whose member a test uses."""
    maker = _maker(case, loop)
    if maker is not None and _helps(case, case.runtime.plan, maker, member):
        yield Fix(maker.text())


def _not_at_import(case: Case, loop: AbstractEventLoop, root: Root) -> Iterator[Fix]:
    """Offer to run in a fixture what a module runs when it is imported."""
    member, number = _member(case, root), case.number
    if case.births.describe(loop) != UNKNOWN or member is None or number is None:
        return
    place = case.at_import
    if place is not None and share_loop(case.runtime.plan, number, member):
        yield Fix(f"run what {place} does at its import in an async session fixture")


def _declared(case: Case, loop: AbstractEventLoop, root: Root) -> Iterator[Fix]:
    """Offer to declare a type that no catalog knows, with what else it takes."""
    if root.fixture is not None:
        return
    declared = declare(case, root)
    if declared is None:
        return
    if case.births.of(loop).name:
        yield Fix(declared.text)
        return
    # The loop is none of ours: who made it must use the tests' as well.
    maker = _maker(case, loop)
    if maker is not None and _helps_declared(case, declared, maker):
        yield Fix(f"{declared.text}, and {maker.text()}")


def _in_fixture(case: Case, root: Root) -> Iterator[Fix]:
    """Offer to make the object in an async fixture, where the tests' loop runs."""
    plan, member, number = case.runtime.plan, _member(case, root), case.number
    if member is None or number is None:
        return
    if root.fixture is None:
        changed, name = as_fixture(plan.suite, member), root.step.name
        text = f'make `{name}` in a session fixture: `async def`, scope="session"'
    elif not root.fixture.member.is_async:
        changed = with_async_fixture(plan.suite, member)
        text = f"make the fixture async: `async def {root.step.name}`"
    else:
        return
    after = fits(plan, changed, case.runtime.settings)
    if after is not None and share_loop(after, number, member):
        yield Fix(text)


def _one_loop(case: Case, loop: AbstractEventLoop) -> Iterator[Fix]:
    """Offer to say that a test shares a loop with the one that was first."""
    number, other = case.number, _test_on(case, loop)
    if number is None or other is None or other == number:
        return
    plan = case.runtime.plan
    changed = with_loop_scope(plan.suite, (number, other), Scope.SESSION)
    if fits(plan, changed, case.runtime.settings) is not None:
        tests = plan.suite.tests
        first, second = (test_name(tests[one]) for one in (other, number))
        yield Fix(
            f"let {first} and {second} share a loop: "
            '@pytest.mark.asyncio(loop_scope="session")'
        )


def _is_ours_or_import(case: Case, loop: AbstractEventLoop) -> bool:
    """Whether nobody goes on to use an object on a loop of his own."""
    return bool(case.births.of(loop).name) or case.births.describe(loop) == UNKNOWN


def _member(case: Case, root: Root) -> int | None:
    """Give the number of a root among the members of the suite."""
    if root.fixture is not None:
        number: int = root.fixture.number
        return number
    name = root.step.name.rpartition(".")[2]
    for number, member in enumerate(case.runtime.plan.suite.members):
        if isinstance(member, Resource) and member.place == root.step.place:
            if member.name.partition(".")[0] == name:
                return number
    return None


def _maker(case: Case, loop: AbstractEventLoop) -> _Maker | None:
    """Find the sync test or fixture in whose code a loop was made."""
    birth, place = case.births.of(loop), case.births.place(loop)
    if birth.stop is None or place is None:
        return None
    for definition, known in case.runtime.live.definitions.all():
        if not known.member.is_async and is_in(birth.stop, definition.func):
            return _Maker(str(place), birth.is_in_thread, fixture=known)
    tests = case.runtime.plan.suite.tests
    for item, number in case.runtime.live.number.items():
        if not tests[number].is_async and is_in(birth.stop, inner_test(item)):
            return _Maker(str(place), birth.is_in_thread, test=item)
    return None


def _helps(case: Case, plan: Plan, maker: _Maker, member: int | None) -> bool:
    """Plan again with the maker async, and see whether all are on one loop."""
    number = case.number
    if number is None:
        return False
    if maker.fixture is not None:
        changed = with_async_fixture(plan.suite, maker.fixture.number)
        after = fits(plan, changed, case.runtime.settings)
        return after is not None and share_loop(after, number, maker.fixture.number)
    if maker.test is None or member is None:
        return False
    other = case.runtime.live.number[maker.test]
    changed = with_async_test(plan.suite, other, member)
    after = fits(plan, changed, case.runtime.settings)
    if after is None or not share_loop(after, number, member):
        return False
    loop = after.placement(number).loop
    return loop is not None and after.placement(other).loop == loop


def _helps_declared(case: Case, declared: Declared, maker: _Maker) -> bool:
    # Read again, the suite has the same tests and fixtures in the same order; only
    # members that are no fixtures are new, at the end or between.
    if maker.test is None:
        return False
    return _helps(case, declared.plan, maker, declared.member)
