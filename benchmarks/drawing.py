"""The suite on paper as files that pytest collects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.blueprint import SESSION_WIDE, Drawn, DrawnFile, Variety, draw


def write_drawn(folder: Path, tests: int, variety: Variety) -> dict[str, int]:
    """Write the suite, and count how many tests belong on a loop of each scope."""
    folder.mkdir()
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "conftest.py").write_text("\n\n".join(_fixtures(SESSION_WIDE)))
    loops: dict[str, int] = {}
    for file in draw(tests, variety):
        parts = "\n\n".join((*_fixtures(file.fixtures), *_tests(file)))
        (folder / f"test_{file.number:05}.py").write_text(parts)
        loops[file.loop] = loops.get(file.loop, 0) + len(file.asked)
    return loops


def _fixtures(fixtures: Iterable[Drawn]) -> Iterator[str]:
    yield "import pytest"
    for one in fixtures:
        word = "async def" if one.is_async else "def"
        head = f'@pytest.fixture(scope="{one.scope}")'
        yield f"{head}\n{word} {one.name}({', '.join(one.uses)}):\n    yield 1\n"


def _tests(file: DrawnFile) -> Iterator[str]:
    for i, asked in enumerate(file.asked):
        yield f"async def test_{i}({', '.join(asked)}):\n    pass\n"
