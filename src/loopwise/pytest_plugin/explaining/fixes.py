"""Fixes for an object of another loop, each planned again before it is offered."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from loopwise.loops.users_code import Stop
from loopwise.model.diagnostic import Fix
from loopwise.model.plan import Plan
from loopwise.model.suite import Resource
from loopwise.plan.replan import (
    as_fixture,
    fits,
    share_loop,
    with_async_fixture,
    with_async_test,
)
from loopwise.plan.suggest import MOST, Fixer
from loopwise.provenance.owners import Root
from loopwise.pytest_plugin.definitions import Definition
from loopwise.pytest_plugin.explaining.case import Case
from loopwise.pytest_plugin.explaining.declaring import Declared, declare
from loopwise.pytest_plugin.functions import code_of
from loopwise.pytest_plugin.ownership import inner_test


@dataclass(frozen=True, slots=True)
class _Maker:
    """Sync code of the suite that made a loop of its own."""

    place: str
    fixture: Definition | None = None
    test: pytest.Item | None = None

    def text(self) -> str:
        """Say what to do with it."""
        if self.fixture is not None:
            who = f"fixture `{self.fixture.member.name}`"
        else:
            who = "it" if self.test is None else self.test.name.partition("[")[0]
        return f"make {who} async, and await there what it runs ({self.place})"


def fixes_for(
    case: Case, loop: AbstractEventLoop, root: Root | None
) -> tuple[Fix, ...]:
    """Offer what brings the user of an object and the object onto one loop."""
    if case.number is None or root is None or root.test:
        return ()
    found = [
        *_without_mark(case, root),
        *_without_own_loop(case, loop, root),
        *_declared(case, loop, root),
        *_in_fixture(case, root),
    ]
    return tuple(dict.fromkeys(found))[:MOST]


def _without_mark(case: Case, root: Root) -> Iterator[Fix]:
    member, number, test = _member(case, root), case.number, case.test
    if member is None or number is None or test is None or test.loop_scope is None:
        return
    fixer = Fixer(case.runtime.plan, case.runtime.settings)
    yield from fixer.suggest(member, [case.runtime.plan.group_of[number]])


def _without_own_loop(case: Case, loop: AbstractEventLoop, root: Root) -> Iterator[Fix]:
    """Offer to make async what made the other loop."""
    maker, member = _maker(case, loop), _member(case, root)
    if maker is not None and member is not None:
        plan = case.runtime.plan
        if _helps(case, plan, maker, member):
            yield Fix(maker.text())


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
        text = f"make fixture `{root.step.name}` async, and what it gives in there"
    else:
        return
    after = fits(plan, changed, case.runtime.settings)
    if after is not None and share_loop(after, number, member):
        yield Fix(text)


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
    if birth.stop is None or place is None or birth.is_in_thread:
        return None
    for definition, known in case.runtime.live.definitions.all():
        if not known.member.is_async and _is_in(birth.stop, definition.func):
            return _Maker(str(place), fixture=known)
    tests = case.runtime.plan.suite.tests
    for item, number in case.runtime.live.number.items():
        if not tests[number].is_async and _is_in(birth.stop, inner_test(item)):
            return _Maker(str(place), test=item)
    return None


def _helps(case: Case, plan: Plan, maker: _Maker, member: int) -> bool:
    """Plan again with the maker async, and see whether all are on one loop."""
    number = case.number
    if number is None:
        return False
    if maker.fixture is not None:
        changed = with_async_fixture(plan.suite, maker.fixture.number)
        after = fits(plan, changed, case.runtime.settings)
        return after is not None and share_loop(after, number, maker.fixture.number)
    if maker.test is None:
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


def _is_in(stop: Stop, function: object) -> bool:
    """Whether a line is one of a function's."""
    code = code_of(function)
    if code is None or code.co_filename != stop.file:
        return False
    last = max((line or 0) for _, _, line in code.co_lines())
    return code.co_firstlineno <= stop.line <= last
