"""What people write, and change again, in many rows."""

from __future__ import annotations

from benchmarks.explained.row import Edit, Remedy

ON_ITS_OWN = '@pytest.mark.asyncio(loop_scope="function")\n'
"""What a test says to be on a loop of its own, whatever it awaits."""

NARROWER = "LW10[13]"
"""Known before the run where a mark is narrower than a fixture, or else after it."""


def unmarked(file: str = "test_it.py") -> Remedy:
    """Leave the choice of a test's loop to Loopwise again."""
    return Remedy(
        r'(drop|remove|take) .*loop_scope="function"', (Edit(file, ON_ITS_OWN, ""),)
    )


def awaited(says: str, file: str, *edits: tuple[str, str]) -> Remedy:
    """Change one file, mostly so that it awaits what it ran on a loop of its own."""
    return Remedy(says, tuple(Edit(file, old, new) for old, new in edits))


def in_a_fixture(call: str, file: str = "conftest.py") -> Remedy:
    """Let an async fixture await what `asyncio.run` ran at import."""
    fixture = '@pytest.fixture(scope="session", autouse=True)\nasync def prepared():\n'
    return awaited(
        "fixture",
        file,
        (f"asyncio.run({call})\n", f"{fixture}    await {call}\n"),
        ("import asyncio", "import pytest"),
    )
