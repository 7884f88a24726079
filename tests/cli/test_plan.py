"""``loopwise plan``: the plan from source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loopwise.cli.main import main
from loopwise.testing import ExampleSuite

SUITE = ExampleSuite(
    {
        "conftest.py": """
            import pytest

            @pytest.fixture(scope="session")
            async def db():
                yield 1
        """,
        "low/test_low.py": """
            import pytest

            @pytest.mark.asyncio(loop_scope="module")
            async def test_low(db): ...
        """,
        "test_top.py": """
            async def test_top(db): ...
            async def test_own(): ...
            def test_sync(): ...
        """,
    }
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project, and go there."""
    SUITE.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_prints_what_pytest_would(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The tree is that of `pytest --loop-plan`, its diagnostics included."""
    assert main(["plan"]) == 0
    printed = capsys.readouterr().out.rstrip()
    live = SUITE.run(project, "--loop-plan", "-q").text
    assert "LW101 fixture `db` lives on another event loop" in printed
    assert printed in live


def test_as_json(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON it is in the form of `pytest --loop-plan=json`, with the same content."""
    assert main(["plan", "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    live = SUITE.plan(project)
    assert printed == live


def test_paths(
    project: Path,  # it is where the command runs
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Paths choose what is read; one that is not there is told, with exit code 2."""
    assert main(["plan", "test_top.py::test_own"]) == 0
    printed = capsys.readouterr().out
    assert "test_top.py::test_own" in printed
    assert "test_top.py::test_top" not in printed
    assert main(["plan", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_unreadable_files_are_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is no Python is told with its line; the others are planned."""
    (project / "test_broken.py").write_text("def test_x(:\n")
    assert main(["plan"]) == 0
    printed = capsys.readouterr().out
    assert "test_broken.py:1 is not valid Python" in printed
    assert "test_top.py::test_top" in printed


def test_overrides_of_the_loop_are_told_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the run says of an `event_loop` fixture is said from source, too."""
    suite = ExampleSuite(
        {
            "conftest.py": """
                import asyncio

                import pytest

                @pytest.fixture(scope="session")
                def event_loop():
                    loop = asyncio.new_event_loop()
                    yield loop
                    loop.close()
            """,
            "test_one.py": "async def test_one(): ...",
        }
    )
    live = suite.plan(tmp_path)["diagnostics"]
    monkeypatch.chdir(tmp_path)
    assert main(["plan", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["diagnostics"] == live
    assert [one["code"] for one in live] == ["LW104"]
