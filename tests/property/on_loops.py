"""Where things run: on the loop of their component, which ends when its scope does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.property.case import Case
from tests.property.log import Call, Event, Held
from tests.property.project import chain


def runs_where_expected(case: Case) -> Iterator[str]:
    """Everything of one component runs on one loop, and nothing else does."""
    loop_of: dict[tuple[str, int], int | None] = {}
    key_of: dict[int | None, tuple[str, int]] = {}
    for call in case.log.calls.values():
        node, loop = case.node(call), _loop(case, call)
        if node is None:
            continue
        if loop is None:
            if _needs_loop(case, call):
                yield f"{case.name(call)} has no loop"
            continue
        place = case.place(node, call)
        key = (place, case.block(place, call.visit))
        if loop_of.setdefault(key, loop) != loop:
            yield (
                f"{case.name(call)} is on loop {loop}, but belongs on that of "
                f"{key}, which is {loop_of[key]}"
            )
        elif key_of.setdefault(loop, key) != key:
            yield (
                f"{case.name(call)} belongs on the loop of {key}, but loop {loop} "
                f"is that of {key_of[loop]}"
            )


def _loop(case: Case, call: Call) -> int | None:
    """Give the loop that a call ran on; sync code has the current one."""
    if call.loop is not None:
        return call.loop
    return call.current if _needs_loop(case, call) else None


def _needs_loop(case: Case, call: Call) -> bool:
    """Tell whether it is async, or holds what is."""
    if not call.is_test:
        return case.lives_on_a_loop(call.item, call.number)
    test = case.project.tests[call.number]
    if test.is_async or case.project.application.resource(test.reach) is not None:
        return True
    used = {number for item, number in case.expected.nodes if item == call.item}
    return any(case.lives_on_a_loop(call.item, number) for number in used)


def holds_its_own(case: Case) -> Iterator[str]:
    """Whoever awaits a value is on the loop that the value was made on."""
    for call in case.log.calls.values():
        loop = call.loop if call.loop is not None else call.current
        if call.loop is None and not call.is_test:
            continue
        for held in call.values():
            value = held.call
            if value.made_on in {None, loop} or _is_parted(case, call, held):
                continue
            yield (
                f"{case.name(call)} is on loop {loop}, but holds {case.name(value)} "
                f"of loop {value.made_on} ({', '.join(held.ways)})"
            )


def _is_parted(case: Case, call: Call, held: Held) -> bool:
    """Tell whether the two may be on different loops."""
    if _is_settled(held) or _is_marked(case, call.item):
        return True
    if call.item not in case.tainted:
        # What came up earlier by surprise is where it is, unless that is the widest.
        is_wide = case.fixture(held.call).scope == "session"
        return case.is_surprise(held.call) and not is_wide
    # A test that turns out to use a wider loop moves there, but what was set up for
    # it before cannot. The session's loop is the widest: there it must be.
    scope, is_unplanned = case.fixture(held.call).scope, case.is_unplanned(held.call)
    if is_unplanned and "asked" in held.ways:
        return True
    on_session = scope == "session" or is_unplanned
    return not (call.is_test and on_session and scope != "function")


def _is_settled(held: Held) -> bool:
    """Tell whether somebody in between was on another loop already."""
    loops = {one.loop for one in held.by}
    return "late" in held.ways or not loops <= {None, held.call.made_on}


def _is_marked(case: Case, item: str) -> bool:
    """Tell whether a mark is honoured even where it parts what belongs together.

    The model has said which loops those are.
    """
    number = next(one.number for one in case.log.items if one.id == item)
    test = case.project.tests[number]
    marks = [test.marks, *map(case.project.marks.get, chain(test.owner))]
    return any(mark is not None and mark.asyncio is not None for mark in marks)


def follows_what_turns_up(case: Case) -> Iterator[str]:
    """What is set up for a test after a session's value turned up is on its loop."""
    turned_up: dict[str, int] = {}
    for event in case.log.events:
        if event["event"] not in {"begin", "got"} or _is_marked(case, event["item"]):
            continue
        call = case.log.calls[event["serial"]]
        for held in call.values():
            if case.fixture(held.call).scope == "session" and not _is_settled(held):
                if held.call.made_on is not None and call.loop is None:
                    turned_up[call.item] = held.call.made_on
        loop = turned_up.get(call.item, call.loop)
        is_new = event["event"] == "begin" and call.loop is not None
        if is_new and (call.is_test or case.fixture(call).scope == "function"):
            if call.loop != loop:
                yield f"{case.name(call)} is on loop {call.loop}, not on {loop}"


def loops_end(case: Case) -> Iterator[str]:
    """Each loop is closed once, when its scope is over, with nothing left on it."""
    watch = _LoopEnds(case)
    for event in case.log.events:
        yield from watch.see(event)
    for loop in watch.opened:
        if watch.closed[loop] != 1:
            yield f"loop {loop} was closed {watch.closed[loop]} times"


class _LoopEnds:
    """Goes through a log with what is alive at each moment."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.position = -1
        self.opened: list[int] = []
        self.closed: Counter[int] = Counter()
        self.alive: dict[int, Call] = {}
        self.left: dict[int, int] = {}
        """Tasks and generators that were left behind: by who did it, the loop."""
        self.end: dict[int, int] = {}
        """For each loop the position of the last item of its scope."""
        for call in case.log.calls.values():
            node = case.node(call)
            if call.loop is not None and node is not None:
                place = case.place(node, call)
                self.end[call.loop] = case.last(place, call.visit)

    def see(self, event: Event) -> Iterator[str]:
        kind, serial = event["event"], event.get("serial", 0)
        if kind == "item starts":
            self.position += 1
        elif kind == "loop opened":
            self.opened.append(event["loop"])
        elif kind == "up":
            self.alive[serial] = self.case.log.calls[serial]
        elif kind == "down":
            self.alive.pop(serial, None)
        elif kind == "left":
            self.left[serial] = event["loop"]
        elif kind == "left ends":
            self.left.pop(serial, None)
        elif kind == "loop closed":
            yield from self._close(event["loop"])

    def _close(self, loop: int) -> Iterator[str]:
        self.closed[loop] += 1
        for call in self.alive.values():
            if call.loop == loop and self.case.fixture(call).kind.yields:
                yield f"loop {loop} was closed before {self.case.name(call)} ended"
        if loop in self.left.values():
            yield f"loop {loop} was closed before what was left on it ended"
        if self.end.get(loop, self.position) != self.position:
            yield (
                f"loop {loop} was closed at item {self.position}, but its scope ends "
                f"with item {self.end[loop]}"
            )
