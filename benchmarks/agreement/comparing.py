"""Two plans of one suite, compared test by test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

NO_LOOP = "no loop"


@dataclass(frozen=True, slots=True)
class Difference:
    """One test whose placement is not the same."""

    test: str
    live: str
    source: str
    """Empty where the test was not found there."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of a suite."""

    tests: int
    """That live pytest has."""
    asynchronous: int
    different: tuple[Difference, ...]
    by_function: int
    """How many were compared with what their function's tests have in common."""
    extra: tuple[str, ...]
    """Test functions that only the source has."""

    @property
    def equal(self) -> int:
        """How many tests have the same placement."""
        return self.tests - len(self.different)

    @property
    def share(self) -> float:
        """The part of the tests that have the same placement."""
        return self.equal / self.tests if self.tests else 1.0


def compare(live: Mapping[str, Any], source: Mapping[str, Any]) -> Compared:
    """Compare the loop of every test: its scope, and what of the suite has it."""
    known = {one["id"]: _loop(one) for one in source["tests"]}
    by_function: dict[str, set[str]] = {}
    for one in source["tests"]:
        by_function.setdefault(_function(one["id"]), set()).add(_loop(one))
    different = []
    by_functions = 0
    for one in live["tests"]:
        loop, test = _loop(one), one["id"]
        found = known.get(test)
        if found is None:
            # Its parameters are only known when the code runs: then it counts what
            # the function's tests have in common.
            by_functions += 1
            loops = by_function.get(_function(test), set())
            found = " or ".join(sorted(loops))
        if found != loop:
            different.append(Difference(test, loop, found))
    collected = {_function(one["id"]) for one in live["tests"]}
    return Compared(
        len(live["tests"]),
        sum(one["async"] for one in live["tests"]),
        tuple(different),
        by_functions,
        tuple(one for one in by_function if one not in collected),
    )


def _function(test: str) -> str:
    path, is_split, rest = test.partition("::")
    return path + is_split + rest.partition("[")[0]


def _loop(test: Mapping[str, Any]) -> str:
    loop = test["loop"]
    if loop is None:
        return NO_LOOP
    of = "" if loop["scope"] == "function" else loop["of"]
    return f"{loop['scope']} {of}".rstrip()


def files_of(tests: Iterable[str]) -> dict[str, int]:
    """Count tests by the files that they are in."""
    found: dict[str, int] = {}
    for one in tests:
        path = one.partition("::")[0]
        found[path] = found.get(path, 0) + 1
    return found
