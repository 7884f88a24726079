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


def suites_to_compare(names: Sequence[str] = ()) -> tuple[RealSuite, ...]:
    """Give the documentation's examples, and all suites that any benchmark runs."""
    examples = RealSuite(
        "docs",
        "the examples of the documentation",
        "docs",
        ("pytest",),
        _LIBRARIES,
        here="docs/examples",
    )
    found = {examples.name: examples}
    for program in ("precision", "suites"):
        found.update({one.name: one for one in read_suites(program)})
    return tuple(one for one in found.values() if not names or one.name in names)
