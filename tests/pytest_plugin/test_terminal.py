"""What Loopwise says in pytest's output."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from loopwise import __version__
from loopwise.model.scope import Scope
from loopwise.model.settings import Minimum, Mode, Settings
from loopwise.pytest_plugin.takeover import is_installed
from loopwise.pytest_plugin.terminal import header, printable
from loopwise.testing import ExampleSuite

SUITE = ExampleSuite(
    {
        "conftest.py": """
            import pytest

            @pytest.fixture(scope="session")
            async def db():
                return "db"
        """,
        "test_one.py": """
            import pytest

            async def test_wide(db): ...

            @pytest.mark.asyncio(loop_scope="function")
            async def test_narrow(db): ...

            def test_sync(): ...
        """,
    }
)


PLACE = " in place of pytest-asyncio" if is_installed() else ""


def test_header_says_what_will_happen() -> None:
    """The header names the version and what is run."""
    assert header(Settings()) == (
        f"loopwise: {__version__}, runs every async test on the loop that fits{PLACE}"
    )


def test_header_says_what_was_chosen() -> None:
    """Strict mode and minimums show in the header, which stays one line."""
    text = header(
        Settings(
            mode=Mode.STRICT,
            test_minimum=Minimum(Scope.MODULE, "tests (pytest.ini)"),
            fixture_minimum=Minimum(Scope.SESSION, "fixtures (pytest.ini)"),
        )
    )
    assert text == (
        f"loopwise: {__version__}, runs async tests that are marked on the loop that "
        f"fits{PLACE}, tests (pytest.ini) = module, at least, "
        "fixtures (pytest.ini) = session, at least"
    )


@pytest.mark.parametrize("option", ["--loop-plan", "--loop-plan=tree"])
def test_plan_is_shown_and_nothing_runs(tmp_path: Path, option: str) -> None:
    """The plan is printed in place of a run, with the Diagnostics below."""
    result = SUITE.run(tmp_path, option, "test_one.py")
    assert result.exit_code == 0, result.text
    assert result.outcomes == {}
    assert "session loop  (1 test)" in result.text
    assert "    test_one.py::test_wide" in result.text
    assert result.text.count("LW101") == 2


def test_plan_for_programs_is_json_alone(tmp_path: Path) -> None:
    """With ``--loop-plan=json`` the output is one JSON document and nothing else."""
    result = SUITE.run(tmp_path, "--loop-plan=json", "-v")
    assert result.outcomes == {}
    plan = json.loads(result.text)
    assert [one["id"] for one in plan["tests"]] == [
        "test_one.py::test_wide",
        "test_one.py::test_narrow",
        "test_one.py::test_sync",
    ]
    assert [one["code"] for one in plan["diagnostics"]] == ["LW101"]


def test_plan_of_some_tests_is_that_of_the_suite(tmp_path: Path) -> None:
    """``-k`` chooses which tests are shown; where they run does not change."""
    result = SUITE.run(tmp_path, "--loop-plan=json", "-k", "wide")
    (one,) = json.loads(result.text)["tests"]
    assert one["loop"] == {"scope": "session", "of": ""}


def test_diagnostics_are_told_once_after_the_run(tmp_path: Path) -> None:
    """After a run what does not fit together is told in a section of its own."""
    result = SUITE.run(tmp_path)
    assert result.counts == {"passed": 3}
    assert result.text.count("LW101 fixture `db`") == 1


def test_plan_where_collection_fails(tmp_path: Path) -> None:
    """A suite that can't be collected has no plan, and pytest says why."""
    broken = ExampleSuite({"test_one.py": "raise ValueError('at import')"})
    result = broken.run(tmp_path, "--loop-plan")
    assert result.exit_code == pytest.ExitCode.INTERRUPTED
    assert "at import" in result.text


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-8", "╰─> a"), ("ascii", "`-> a"), ("no-such-encoding", "`-> a")],
)
def test_text_fits_the_output(
    monkeypatch: pytest.MonkeyPatch, encoding: str, expected: str
) -> None:
    """Signs that the output's encoding does not have are replaced, all or none."""
    output = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "__stdout__", output)
    if encoding == "no-such-encoding":

        class Odd(io.TextIOWrapper):
            encoding = "no-such-encoding"

        monkeypatch.setattr(sys, "__stdout__", Odd(io.BytesIO()))
    else:
        output.reconfigure(encoding=encoding)
    assert printable("╰─> a") == expected
    assert printable("plain") == "plain"


def test_output_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program without an output, as some have on Windows, gets letters."""
    monkeypatch.setattr(sys, "__stdout__", None)
    assert printable("╰─> a") == "`-> a"
