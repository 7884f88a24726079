"""What nobody closes: closed before its loop is, and said once, at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from loopwise.loops.closing import abort_transports, close_objects
from loopwise.loops.host import Host
from loopwise.loops.hosts import Hosts
from loopwise.loops.reentry import a_loop_runs
from loopwise.model.place import Place
from loopwise.pytest_plugin.reaching import Reaching
from loopwise.resources.bound_type import BoundType
from loopwise.resources.objects import is_open, loop_of

CLOSED = "Left open when its loop ended, and closed by Loopwise:"
NOT_CLOSED = "Left open when its loop ended, and could not be closed:"


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """Something that nobody closed."""

    place: Place
    name: str
    type: str
    problem: str = ""
    """Why it could not be closed."""


@dataclass(frozen=True, slots=True)
class _Thing:
    name: str
    place: Place
    row: BoundType
    value: Any


@dataclass(slots=True)
class Closing:
    """Knows what may be open: resources, and the values of sync fixtures."""

    reaching: Reaching | None
    hosts: Hosts
    found: dict[LeftOpen, None] = field(default_factory=dict)
    _values: dict[pytest.FixtureDef[Any], list[_Thing]] = field(default_factory=dict)

    def note(
        self,
        definition: pytest.FixtureDef[Any],
        place: Place,
        row: BoundType,
        value: Any,
    ) -> None:
        """Note what a sync fixture made: it cannot await what closes that."""
        if row.close:
            thing = _Thing(definition.argname, place, row, value)
            self._values.setdefault(definition, []).append(thing)

    def torn_down(self, definition: pytest.FixtureDef[Any]) -> None:
        """Close what a fixture made and did not close, now that it is torn down."""
        things = self._values.pop(definition, ())
        # Most were never used, or were closed: then nothing else is looked at.
        things = [one for one in things if is_open(one.row, one.value)]
        if things and self.reaching is not None:
            # Handed on from where it lives on: that is closed with the session's loop.
            kept = {id(one.value) for one in self._resources(self.reaching)}
            things = [one for one in things if id(one.value) not in kept]
        for host in self.hosts if things else ():
            self._close(host, things)

    def before_close(self, host: Host) -> None:
        """Close the resources that are open on a host that is about to close."""
        if self.reaching is None or not _is_idle(host):
            return
        resources = list(self._resources(self.reaching))
        self._close(host, resources)
        if not resources:
            return
        # A connection that was taken from a pool and never given back: the pool does
        # not know its loop, and only the loop knows the connection.
        for peer in abort_transports(host):
            place = resources[0].place if len(resources) == 1 else Place("", 0)
            name = f"a connection to {peer}" if peer else "a connection"
            self.found[LeftOpen(place, name, "asyncio transport")] = None

    @staticmethod
    def _resources(reaching: Reaching) -> Iterator[_Thing]:
        for _, number, row, value in reaching.objects():
            member = reaching.members[number]
            yield _Thing(member.name, member.place, row, value)

    def _close(self, host: Host, things: Iterable[_Thing]) -> None:
        if not _is_idle(host):
            return
        found: dict[int, _Thing] = {}
        for one in things:
            if one.row.close and loop_of(one.row, one.value) is host.loop:
                if is_open(one.row, one.value):
                    found.setdefault(id(one.value), one)
        if not found:
            return
        rows = [(one.value, one.row.close) for one in found.values()]
        problems = close_objects(host, rows)
        for one, problem in zip(found.values(), problems, strict=True):
            left = LeftOpen(one.place, one.name, one.row.label, problem)
            self.found[left] = None


def _is_idle(host: Host) -> bool:
    """Whether something can run on a host now."""
    return not (host.is_broken or a_loop_runs() or host.loop.is_running())


def lines(found: list[LeftOpen]) -> list[str]:
    """Write what was left open, one line each."""
    if not found:
        return []
    width = max(len(str(one.place)) for one in found)
    texts: list[str] = []
    for title, is_problem in ((CLOSED, False), (NOT_CLOSED, True)):
        chosen = [one for one in found if bool(one.problem) is is_problem]
        texts += [*([""] if texts else []), title, ""] if chosen else []
        for one in sorted(chosen, key=lambda one: (one.place, one.name)):
            text = f"  {one.place!s:<{width}}  {one.name}  {one.type}"
            texts.append(f"{text}  ({one.problem})" if one.problem else text)
    return texts
