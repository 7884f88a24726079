"""The suites whose plans are compared."""

from __future__ import annotations

from collections.abc import Sequence

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
    examples = RealSuite(
        "docs",
        "the examples of the documentation",
        "docs",
        ("pytest",),
        _LIBRARIES,
        # Not those of the repository's own tests, which switch Loopwise off.
        ("-o", "addopts="),
        here="docs/examples",
    )
    found = {examples.name: examples}
    for program in ("precision", "suites"):
        found.update({one.name: one for one in read_suites(program)})
    chosen = (one for one in found.values() if not names or one.name in names)
    return tuple(one for one in chosen if one.name not in LEFT_OUT)
