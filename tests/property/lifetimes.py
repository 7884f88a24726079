"""How things begin and end: once, in reverse, at home, and with what they set."""

from __future__ import annotations

from collections.abc import Iterator

from tests.property.case import Case
from tests.property.log import Call, Event
from tests.property.oracle import Node
from tests.property.project import Fixture, Project


def torn_down_at_home(case: Case) -> Iterator[str]:
    """Teardown runs on the loop, in the task and in the context of the set-up."""
    for call in case.log.fixtures:
        if call.loop is None or call.down is None or call.up is None:
            continue
        if call.down["loop"] != call.loop:
            yield f"{case.name(call)} was torn down on loop {call.down['loop']}"
        if not call.down["same_task"]:
            yield f"{case.name(call)} was torn down in another task"
        if call.down["seen"] != call.up["seen"]:
            yield (
                f"{case.name(call)} was set up among {call.up['seen']}, but torn "
                f"down among {call.down['seen']}"
            )


def seen_while_it_lives(case: Case) -> Iterator[str]:
    """What a fixture sets in its context is seen by what comes after, until it ends."""
    alive: dict[int, int] = {}
    for event in case.log.events:
        kind = event["event"]
        if kind == "up":
            call = case.log.calls[event["serial"]]
            # What sync code sets is pytest's own context's, as without Loopwise.
            if call.loop is not None:
                alive[call.number] = call.serial
        elif kind == "finished":
            alive.pop(event["number"], None)
        elif kind in {"begin", "over"}:
            yield from _seen(case, event, alive)


def _seen(case: Case, event: Event, alive: dict[int, int]) -> Iterator[str]:
    seen = {int(x): y for x, y in event["seen"].items() if x.isdigit()}
    who = event["event"]
    if who == "begin":
        who = case.name(case.log.calls[event["serial"]])
    for number, serial in seen.items():
        if alive.get(number) != serial:
            yield f"{who} sees what definition {number} set, which is gone"
    for number in alive.keys() - seen.keys():
        yield f"{who} does not see what definition {number} set"
    if event["seen"].get("shared", 0) not in {0, *alive.values()}:
        yield f"{who} sees the shared variable of a fixture that is gone"
    test = event["seen"].get("test", 0)
    if test and case.log.calls[test].item != event["item"]:
        yield f"{who} sees what an earlier test set"


def set_up_once(case: Case) -> Iterator[str]:
    """Each fixture instance is set up once."""
    known: set[tuple[Node, int]] = set()
    for call in case.log.fixtures:
        node = case.expected.nodes.get((call.item, call.number))
        if node is None or _starts_anew(case.project, case.fixture(call)):
            continue
        key = (node, case.block(node.at, call.visit))
        if key in known:
            yield f"{case.name(call)} is set up again in {node.at or 'the session'}"
        known.add(key)


def _starts_anew(project: Project, one: Fixture) -> bool:
    """Tell whether pytest may set an instance up again before its scope is over.

    It does when a fixture below gets another parameter, or is kept for a package in
    the one that this is kept for. The twin shows whether it does so rightly.
    """
    waiting, known = [one.name], {one.name}
    while waiting:
        name = waiting.pop()
        for other in project.fixtures:
            if other.name == name:
                if other.params or other.scope == "package":
                    return True
                waiting += {*other.uses} - known
                known |= {*other.uses}
    return any(test.indirect in known for test in project.tests)


def ends_after_its_users(case: Case) -> Iterator[str]:
    """What a fixture holds is torn down after it: teardown runs in reverse."""
    alive: dict[int, Call] = {}
    for event in case.log.events:
        if event["event"] == "up":
            call = case.log.calls[event["serial"]]
            alive[call.number] = call
        elif event["event"] == "finished":
            ended = alive.pop(event["number"], None)
            # A package may end within another that asked for its fixture by name,
            # of which pytest keeps no account.
            if ended is None or case.fixture(ended).scope == "package":
                continue
            for call in alive.values():
                if any(one is ended for one, _ in call.held):
                    yield f"{case.name(ended)} ended before its user {case.name(call)}"


def idle_between(case: Case) -> Iterator[str]:
    """Between two tests no loop is current: what was so before is so again."""
    for event in case.log.events:
        if event["event"] in {"item starts", "item ends", "over"}:
            if event["current"] is not None:
                yield (
                    f"loop {event['current']} is current when {event['event']} "
                    f"({event['item']})"
                )
