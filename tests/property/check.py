"""Holds the log of a run against what must be true of every run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.property.case import Case
from tests.property.lifetimes import (
    ends_after_its_users,
    idle_between,
    seen_while_it_lives,
    set_up_once,
    torn_down_at_home,
)
from tests.property.log import Log
from tests.property.on_loops import (
    follows_what_turns_up,
    holds_its_own,
    loops_end,
    runs_where_expected,
)
from tests.property.on_resources import is_told_once, nothing_left_open, uses_succeed

Rule = Callable[[Case], Iterator[str]]


def violations(case: Case) -> Iterator[tuple[str, str]]:
    """Give what is wrong with a run: the rule, and what breaks it."""
    for rule in RULES:
        for text in rule(case):
            yield rule.__name__, text


def same_as_twin(case: Case) -> Iterator[str]:
    """The suite does what its synchronous twin does under plain pytest."""
    ours, theirs = [*_steps(case.log)], [*_steps(case.twin)]
    for number, (one, two) in enumerate(zip(ours, theirs, strict=False)):
        if one != two:
            before = ours[max(0, number - 3) : number]
            yield f"step {number}: {one}, but its twin: {two}; before that: {before}"
            return
    if len(ours) != len(theirs):
        rest = (ours + theirs)[min(len(ours), len(theirs)) :][:3]
        yield f"{len(ours)} steps, but its twin has {len(theirs)}: {rest}"


STEPS = {
    "item starts": (),
    "begin": ("what", "number", "serial", "holds", "marks"),
    "got": ("serial", "value"),
    "reach": ("serial", "key"),
    "finalizer": ("serial",),
    "up": ("serial",),
    "down": ("serial",),
    "end": ("serial",),
    "finished": ("number",),
    "report": ("when", "outcome", "xfail", "error"),
}


def _steps(log: Log) -> Iterator[tuple[object, ...]]:
    for event in log.events:
        if event["event"] in STEPS:
            facts = [event[name] for name in STEPS[event["event"]]]
            yield (event["event"], event["item"], *facts)


RULES: tuple[Rule, ...] = (
    same_as_twin,
    runs_where_expected,
    holds_its_own,
    follows_what_turns_up,
    torn_down_at_home,
    seen_while_it_lives,
    set_up_once,
    ends_after_its_users,
    loops_end,
    idle_between,
    uses_succeed,
    nothing_left_open,
    is_told_once,
)
