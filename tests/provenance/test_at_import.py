"""Lines that run a loop while their module is imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.model.place import Place
from loopwise.provenance.at_import import runs_at_import


@pytest.mark.parametrize(
    "line",
    [
        "asyncio.run(start())",
        "loop.run_until_complete(start())",
        "asyncio.get_event_loop().run_until_complete(start())",
        "ready = asyncio.run(start())",
        "if True: asyncio.run(start())",
        "class A: value = asyncio.run(start())",
    ],
)
def test_runs_at_import(tmp_path: Path, line: str) -> None:
    """A call outside of functions is found, with its line."""
    file = tmp_path / "app.py"
    file.write_text(f"import asyncio\n{line}\n")
    assert runs_at_import([str(file)], str(tmp_path)) == [Place("app.py", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "def f(): asyncio.run(start())",
        "f = lambda: asyncio.run(start())",
        "if __name__ == '__main__': asyncio.run(start())",
        "uvicorn.run(app)",
        "no python (",
    ],
)
def test_runs_later_or_not_at_all(tmp_path: Path, text: str) -> None:
    """What is called later, by nobody, or is no such call is not found."""
    file = tmp_path / "app.py"
    file.write_text(text)
    assert runs_at_import([str(file), str(tmp_path / "gone.py")], str(tmp_path)) == []
