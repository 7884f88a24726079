"""What belongs to a loop, outside of async fixtures: used, and in the end closed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.property.application import closable
from tests.property.case import Case
from tests.property.log import Call
from tests.property.project import chain

LEFT_OPEN = "Left open when its loop ended, and closed by Loopwise:"
LINE = re.compile(
    r"  (?P<place>\S+)\s+(?P<name>\S+)  (?P<type>\S+)(  \((?P<why>.*)\))?"
)


def uses_succeed(case: Case) -> Iterator[str]:
    """Whatever is used is on its own loop, however it was come by."""
    chosen = {*_chosen(case)}
    for event in case.log.events:
        if event["event"] == "use" and event["error"] and event["key"] not in chosen:
            call = case.log.calls[event["serial"]]
            yield f"{case.name(call)} cannot use {event['key']}: {event['error']}"


def _chosen(case: Case) -> Iterator[str]:
    """Give what is used where no plan had a say: then it may be anywhere.

    That is where a mark has put a test, or what came to it by a name that no code
    tells.
    """
    for event in case.log.events:
        if event["event"] == "use":
            if is_chosen(case, event["item"]):
                yield event["key"]
        elif event["event"] == "made thing":
            call = case.log.calls[event["serial"]]
            if call.item in case.tainted or case.is_surprise(call):
                yield f"call {call.serial}"


def is_chosen(case: Case, item: str) -> bool:
    """Tell whether the plan has no say, or not the only one, for an item."""
    if item in case.tainted:
        return True
    number = next(one.number for one in case.log.items if one.id == item)
    test = case.project.tests[number]
    marks = [test.marks, *map(case.project.marks.get, chain(test.owner))]
    return any(mark is not None and mark.asyncio is not None for mark in marks)


@dataclass(slots=True)
class _Object:
    """An object that can be closed, from when it is bound."""

    key: str
    loop: int | None
    maker: Call | None
    shape: str
    is_open: bool = True
    by: str = ""


@dataclass(slots=True)
class _Objects:
    """All of them, as they come and go in a log."""

    case: Case
    objects: dict[int, _Object] = field(default_factory=dict)
    made: dict[int, tuple[Call, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for event in self.case.log.events:
            if event["event"] == "made thing" and event["object"] is not None:
                call = self.case.log.calls[event["serial"]]
                self.made[event["object"]] = (call, event["shape"])

    def see(self, event: dict[str, object]) -> None:
        number = event.get("object")
        if not isinstance(number, int):
            return
        if event["event"] == "bound":
            maker, shape = self.made.get(number, (None, ""))
            loop = event["loop"]
            assert loop is None or isinstance(loop, int)
            self.objects[number] = _Object(str(event["key"]), loop, maker, shape)
        elif event["event"] == "closed" and number in self.objects:
            self.objects[number].is_open = False
            self.objects[number].by = str(event["by"])

    def is_seen(self, one: _Object) -> bool:
        """Tell whether Loopwise can see that something is open."""
        if one.maker is None:
            thing = self.case.project.application.thing(int(one.key[1:]))
            return thing.kept != "factory" and closable(thing.what)
        fixture = self.case.fixture(one.maker)
        if fixture.is_async or not self.case.project.application.makes(fixture.reach):
            return False
        is_wide = fixture.scope != "function"
        return one.shape == "bare" or (one.shape == "tuple" and is_wide)


def nothing_left_open(case: Case) -> Iterator[str]:
    """What is still open when its loop ends is closed before."""
    watch, chosen = _Objects(case), {*_chosen(case)}
    for event in case.log.events:
        watch.see(dict(event))
        if event["event"] == "loop closed":
            for one in watch.objects.values():
                if one.loop != event["loop"] or not one.is_open:
                    continue
                key = one.key if one.maker is None else f"call {one.maker.serial}"
                if key not in chosen and watch.is_seen(one):
                    yield f"{key} was open when loop {one.loop} was closed"


def is_told_once(case: Case) -> Iterator[str]:
    """What had to be closed is listed at the end of the run, and nothing else."""
    watch = _Objects(case)
    for event in case.log.events:
        watch.see(dict(event))
    told = [*_told(case.text)]
    for line, count in Counter(told).items():
        if count > 1:
            yield f"told {count} times: {line}"
    expected = {
        _name(case, one) for one in watch.objects.values() if one.by == "aclose"
    }
    found = [(_file(place), _number(name)) for place, name, _, _ in told]
    for file, number in expected:
        if found.count((file, number)) != 1:
            yield f"{number} of {file} was closed, but told {found}"
    for one in found:
        if one not in expected:
            yield f"{one} was told, but not closed"
    for line in told:
        if line[3]:
            yield f"not closed: {line}"


def _name(case: Case, one: _Object) -> tuple[str, str]:
    """Give the file and the number in the name that something must be told by."""
    if one.maker is None:
        thing = case.project.application.thing(int(one.key[1:]))
        return f"app/{thing.module.replace('.', '/')}.py", str(thing.number)
    fixture = case.fixture(one.maker)
    file = fixture.owner.partition("::")[0]
    if not file.endswith(".py"):
        file = f"{file}/conftest.py".removeprefix("/")
    return file, fixture.name[1:]


def _file(place: str) -> str:
    return place.partition(":")[0]


def _number(name: str) -> str:
    found = re.search(r"\d+", name)
    return name if found is None else found[0]


def _told(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Give the lines that tell what was left open: place, name, type, problem."""
    lines = iter(text.splitlines())
    for line in lines:
        if line == LEFT_OPEN:
            next(lines)
            for told in lines:
                match = LINE.fullmatch(told)
                if match is None:
                    return
                yield match["place"], match["name"], match["type"], match["why"] or ""
