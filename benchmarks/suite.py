"""Writes a suite of trivial tests, and reads what it says about itself afterwards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from benchmarks.shapes import Shape

TESTS_PER_FILE = 100

# The suite counts its own tests and loops and leaves the count behind when the
# process ends: a runner's word that tests passed does not show that they ran.
_TALLY = """\
import asyncio
import atexit
import json
import pathlib

tests = 0
loops = 0
nowhere = object()


def here():
    {here}


def count_test():
    global tests
    tests += 1
    return here()


@atexit.register
def leave_behind():
    text = json.dumps({{"tests": tests, "loops": loops}})
    pathlib.Path(__file__).with_name("tally.json").write_text(text)
"""
_HERE_SYNC = "return nowhere"
_HERE_ASYNC = """\
global loops
    loop = asyncio.get_running_loop()
    if not hasattr(loop, "seen"):
        loop.seen = True
        loops += 1
    return loop"""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a runner wants the same suite to be written."""

    is_async: bool = True
    fixture_from: str = "pytest"
    ini: tuple[str, ...] = ()
    conftest: str = ""

    def fill(self, template: str, i: int = 0) -> str:
        """Write one function of a shape, async or as its sync twin."""
        return template.format_map(
            {
                "async": "async " if self.is_async else "",
                "pause": "await asyncio.sleep(0)" if self.is_async else "pass",
                "i": i,
            }
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """What ran in a suite, as counted by its tests."""

    tests: int = 0
    loops: int = 0


def write_suite(folder: Path, shape: Shape, dialect: Dialect, tests: int) -> None:
    """Write a whole project into a folder: configuration, fixtures and tests."""
    folder.mkdir(parents=True)
    here = _HERE_ASYNC if dialect.is_async else _HERE_SYNC
    head = f"import asyncio\nfrom {dialect.fixture_from} import fixture\nimport tally\n"
    _write(folder / "tally.py", _TALLY.format(here=here))
    _write(folder / "pytest.ini", "\n".join(("[pytest]", *dialect.ini, "")))
    _write(
        folder / "conftest.py", head + dialect.conftest + dialect.fill(shape.fixture)
    )
    for start in range(0, tests, TESTS_PER_FILE):
        numbers = range(start, min(start + TESTS_PER_FILE, tests))
        body = "\n".join(dialect.fill(shape.test, i) for i in numbers)
        name = f"test_{start // TESTS_PER_FILE:04}.py"
        _write(folder / name, f"import asyncio\nimport tally\n\n{body}")


def take_tally(folder: Path) -> Tally:
    """Read and remove what the last run left behind; zeros when it left nothing."""
    path = folder / "tally.json"
    try:
        counts = json.loads(path.read_text())
    except FileNotFoundError:
        return Tally()
    path.unlink()
    return Tally(**counts)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
