"""The suites whose plans are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.released.fetching import ROOT
from benchmarks.released.suites import RealSuite, read_suites

_LIBRARIES = (
    "asyncpg",
    "aiosqlite",
    "aiohttp",
    "httpx",
    "sqlalchemy[asyncio]",
    "redis",
)


LEFT_OUT = {
    "graphql-core": "pytest-describe collects its tests: it runs functions to find "
    "the tests inside them"
}
"""Suites that are not compared, and why."""


def suites_to_compare(names: Sequence[str] = ()) -> tuple[RealSuite, ...]:
    """Give the documentation's examples, and all suites that any benchmark runs."""
    found = {one.name: one for one in _of_the_docs()}
    for program in ("precision", "suites"):
        found.update({one.name: one for one in read_suites(program)})
    chosen = (one for one in found.values() if not names or one.name in names)
    return tuple(one for one in chosen if one.name not in LEFT_OUT)


def _of_the_docs() -> Iterator[RealSuite]:
    """Give the examples of the documentation, those of one folder as a suite."""
    folder = ROOT / "docs" / "examples"
    for one in sorted({path.parent for path in folder.rglob("test_*.py")}):
        is_top = one == folder
        here = one.relative_to(ROOT).as_posix()
        found = sorted(one.glob("test_*.py"))
        first, *others = [path.relative_to(ROOT).as_posix() for path in found]
        yield RealSuite(
            "docs" if is_top else f"docs/{one.name}",
            "examples of the documentation",
            "docs",
            ("pytest",),
            _LIBRARIES,
            # Not the options of the repository's own tests: they switch Loopwise off.
            ("-o", "addopts=", *others),
            here=first if is_top else here,
        )
