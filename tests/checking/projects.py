"""Small projects for the tests of a check."""

from __future__ import annotations

import textwrap
from pathlib import Path

from loopwise.checking.check import check
from loopwise.checking.options import Options
from loopwise.model.report import Report

DROPPED = """
import asyncio

async def work():
    pass

async def test_background():
    asyncio.create_task(work())
"""
"""One finding, LW703, in line 8."""

CLEAN = "async def test_nothing():\n    pass\n"


def project(directory: Path, **files: str) -> Path:
    """Write a project; ``__`` in a name stands for a slash."""
    return written(
        directory,
        {f"{name.replace('__', '/')}.py": text for name, text in files.items()},
    )


def written(directory: Path, files: dict[str, str]) -> Path:
    """Write files, and a configuration if none of them is one."""
    texts = {"pytest.ini": "[pytest]\n", **files}
    for name, text in texts.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    return directory


def checked(directory: Path, *paths: str, **options: object) -> Report:
    """Check a directory as if the command was started in it."""
    chosen = Options(directory=directory, **options)  # type: ignore[arg-type]  # as the tests give them
    return check([Path(one) for one in paths or (".",)], chosen)


def lines_of(report: Report) -> list[str]:
    """Give what was found, shortly."""
    return [f"{one.place} {one.code}" for one in report.findings]
