"""A large suite on paper: every test uses ten fixtures, in one of three ways.

A third of the files belongs on the session's loop, a third on the file's and a third
of the tests on a loop of their own, so that no part of the planner is left idle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, cycle, islice
from typing import Literal

Width = Literal["function", "module", "session"]
Variety = Literal["alike", "different"]

TESTS_PER_FILE = 100
WAYS_WHEN_ALIKE = 4
WIDTHS: tuple[Width, ...] = ("session", "module", "function")
_OF_A_TEST = 12
_ASKED_OF_A_TEST = 5


@dataclass(frozen=True, slots=True)
class Drawn:
    """A fixture on paper."""

    name: str
    scope: Width
    is_async: bool
    uses: tuple[str, ...] = ()


SESSION_WIDE = (
    Drawn("pool", "session", is_async=True),
    Drawn("bus", "session", is_async=True, uses=("pool",)),
    Drawn("settings", "session", is_async=False),
    Drawn("folder", "session", is_async=False, uses=("settings",)),
)


@dataclass(frozen=True, slots=True)
class DrawnFile:
    """A test file on paper: its own fixtures, and what each of its tests asks for."""

    number: int
    loop: Width
    fixtures: tuple[Drawn, ...]
    asked: tuple[tuple[str, ...], ...]


def draw(tests: int, variety: Variety) -> Iterator[DrawnFile]:
    """Draw a suite file by file.

    Tests of a file are `alike` when they use fixtures in a few ways, as people write
    them, and `different` when no two of them use the same: the planner's worst case.
    """
    for number, start in enumerate(range(0, tests, TESTS_PER_FILE)):
        loop = WIDTHS[number % len(WIDTHS)]
        wide = ("pool", "bus") if loop == "session" else ("settings", "folder")
        fixtures = tuple(_of_file(loop, wide))
        shared = tuple(one.name for one in fixtures if one.scope == "module")
        own = [one.name for one in fixtures if one.scope == "function"]
        ways: Iterator[tuple[str, ...]] = combinations(own, _ASKED_OF_A_TEST)
        if variety == "alike":
            ways = cycle(list(islice(ways, WAYS_WHEN_ALIKE)))
        count = min(TESTS_PER_FILE, tests - start)
        asked = tuple((*wide, *shared, *way) for way in islice(ways, count))
        yield DrawnFile(number, loop, fixtures, asked)


def _of_file(loop: Width, wide: tuple[str, ...]) -> Iterator[Drawn]:
    on_loop = loop != "function"
    yield Drawn("client", "module", is_async=on_loop, uses=wide[:1])
    yield Drawn("session", "module", is_async=False, uses=("client",))
    yield Drawn("queue", "module", is_async=on_loop, uses=wide[1:])
    for i in range(_OF_A_TEST):
        below = ("client", "session", "queue")[i % 3]
        # Five of the twelve are asked for, so each test gets an async one.
        yield Drawn(f"row_{i}", "function", is_async=i % 3 != 1, uses=(below,))
