"""The log of a run, put in order: calls, who held what, and when it happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Event = Mapping[str, Any]


@dataclass(slots=True, eq=False)
class Call:
    """One set-up of a fixture, or one call of a test."""

    serial: int
    is_test: bool
    number: int
    item: str
    visit: int
    """The position of the item among those that ran."""
    loop: int | None
    current: int | None
    held: list[tuple[Call, str]] = field(default_factory=list)
    """Calls whose values it held, and how it got them."""
    made_on: int | None = None
    """The loop that its value belongs to."""
    begin: Event = field(default_factory=dict)
    up: Event | None = None
    down: Event | None = None

    def values(self) -> Iterator[Held]:
        """Give all that it held, directly or not, with the ways that led there."""
        waiting = [Held(one, (_way(self, how),), ()) for one, how in self.held]
        known = set()
        while waiting:
            held = waiting.pop()
            if held not in known:
                known.add(held)
                yield held
                waiting += [
                    Held(one, (*held.ways, _way(held.call, how)), (*held.by, held.call))
                    for one, how in held.call.held
                ]


class Held(NamedTuple):
    """A call whose value is held."""

    call: Call
    ways: tuple[str, ...]
    """How each holder got it, or got who holds it."""
    by: tuple[Call, ...]
    """The fixtures in between."""


def _way(holder: Call, how: str) -> str:
    """Name how a value was got: ``late`` if the holder was on its loop already."""
    if how == "computed":
        return "late" if holder.is_test or holder.loop is not None else "computed"
    return "asked" if how != "planned" and holder.is_test else "planned"


@dataclass(frozen=True, slots=True)
class Item:
    """A collected test: of one function, with one set of parameters."""

    id: str
    number: int
    params: Mapping[str, Any]


@dataclass(slots=True)
class Log:
    """One run."""

    events: Sequence[Event]
    items: list[Item] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    calls: dict[int, Call] = field(default_factory=dict)

    @property
    def tests(self) -> list[Call]:
        return [call for call in self.calls.values() if call.is_test]

    @property
    def fixtures(self) -> list[Call]:
        return [call for call in self.calls.values() if not call.is_test]


def read(events: Sequence[Event]) -> Log:
    """Put the events of a run in order."""
    log = Log(events)
    for event in events:
        kind = event["event"]
        if kind == "collected":
            log.items = [Item(**item) for item in event["items"]]
        elif kind == "item starts":
            log.ran.append(event["item"])
        elif kind == "begin":
            call = _call(event, log)
            log.calls[call.serial] = call
        elif kind == "got":
            got = log.calls[event["value"]]
            log.calls[event["serial"]].held.append((got, event["how"]))
        elif kind == "made":
            log.calls[event["serial"]].made_on = event["current"]
        elif kind == "made thing":
            call = log.calls[event["serial"]]
            call.made_on = call.made_on or event["made_on"]
        elif kind == "up":
            log.calls[event["serial"]].up = event
        elif kind == "down":
            log.calls[event["serial"]].down = event
    return log


def _call(event: Event, log: Log) -> Call:
    return Call(
        serial=event["serial"],
        is_test=event["what"] == "test",
        number=event["number"],
        item=event["item"],
        visit=len(log.ran) - 1,
        loop=event["loop"],
        current=event["current"],
        made_on=event["loop"],
        held=[(log.calls[serial], "planned") for serial in event["holds"]],
        begin=event,
    )
