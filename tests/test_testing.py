"""Small test suites as data, run under real pytest."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from loopwise import testing
from loopwise.testing import ExampleSuite, Result

SUITE = ExampleSuite(
    {
        "test_one.py": """
            import pytest

            def test_passes(): ...

            def test_fails():
                assert 1 == 2

            def test_skips():
                pytest.skip("later")

            @pytest.mark.xfail
            def test_is_known():
                assert False

            @pytest.mark.xfail
            def test_is_better_than_known(): ...

            @pytest.fixture
            def broken():
                raise ValueError("broken")

            def test_has_no_set_up(broken): ...

            @pytest.fixture
            def breaks():
                yield
                raise ValueError("breaks")

            def test_has_no_teardown(breaks): ...
        """,
        "sub/test_two.py": "async def test_async(): ...",
    }
)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Run the suite once."""
    return SUITE.run(tmp_path_factory.mktemp("suite"))


def test_outcomes_are_recorded_in_order(result: Result) -> None:
    """Each test has one outcome, under its id, in the order of the run."""
    assert list(result.outcomes.items()) == [
        ("sub/test_two.py::test_async", "passed"),
        ("test_one.py::test_passes", "passed"),
        ("test_one.py::test_fails", "failed"),
        ("test_one.py::test_skips", "skipped"),
        ("test_one.py::test_is_known", "xfailed"),
        ("test_one.py::test_is_better_than_known", "xpassed"),
        ("test_one.py::test_has_no_set_up", "error"),
        ("test_one.py::test_has_no_teardown", "error"),
    ]


def test_outcomes_are_counted(result: Result) -> None:
    """Outcomes are counted by their names."""
    assert result.counts == {
        "passed": 2,
        "failed": 1,
        "skipped": 1,
        "xfailed": 1,
        "xpassed": 1,
        "error": 2,
    }
    assert result.exit_code == pytest.ExitCode.TESTS_FAILED


def test_texts_of_failures_are_recorded(result: Result) -> None:
    """What pytest would print of a failure is kept with its phase."""
    texts = {
        (one["id"].rpartition("::")[2], one["when"]): one["text"]
        for one in result.reports
        if one["outcome"] == "failed"
    }
    assert set(texts) == {
        ("test_fails", "call"),
        ("test_has_no_set_up", "setup"),
        ("test_has_no_teardown", "teardown"),
    }
    assert "assert 1 == 2" in texts["test_fails", "call"]
    assert "ValueError: breaks" in texts["test_has_no_teardown", "teardown"]
    assert "test session starts" in result.text


def test_second_run_starts_anew(tmp_path: Path) -> None:
    """A run in the same directory does not add to the record of the one before."""
    for _ in range(2):
        found = SUITE.run(tmp_path, "-k", "passes or async")
        assert found.counts == {"passed": 2}


def test_files_are_written_dedented(tmp_path: Path) -> None:
    """Texts are written without the indentation of the test that holds them."""
    ExampleSuite({"a/b.py": "\n    one = 1\n    two = 2\n"}).write(tmp_path)
    text = (tmp_path / "a" / "b.py").read_text(encoding="utf-8")
    assert text == "\none = 1\ntwo = 2\n"


def test_arguments_and_environment_reach_the_run(tmp_path: Path) -> None:
    """The suite's own arguments come before those of the run; its variables are set."""
    suite = ExampleSuite(
        {
            "test_one.py": """
                import os

                def test_env():
                    assert os.environ["MINE"] == "yes"
                    assert "PYTEST_MINE" not in os.environ

                def test_other(): ...
            """
        },
        args=("-k", "env"),
        env={"MINE": "yes"},
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_MINE", "of the pytest around")
        assert suite.run(tmp_path).counts == {"passed": 1}
        assert suite.run(tmp_path, "-k", "other").outcomes == {
            "test_one.py::test_other": "passed"
        }


def test_plan_is_read(tmp_path: Path) -> None:
    """The plan is given as the data that pytest prints."""
    plan = SUITE.plan(tmp_path, "sub")
    assert [one["id"] for one in plan["tests"]] == ["sub/test_two.py::test_async"]


def test_hanging_run_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that hangs is ended and told of, instead of hanging the tests around."""
    monkeypatch.setattr(testing, "TIMEOUT", 3.0)
    suite = ExampleSuite({"test_one.py": "import time\ntime.sleep(60)"})
    with pytest.raises(subprocess.TimeoutExpired):
        suite.run(tmp_path)


def test_plan_of_a_broken_suite_says_why(tmp_path: Path) -> None:
    """Where there is no plan the text that pytest printed is shown."""
    suite = ExampleSuite({"test_one.py": "raise ValueError('at import')"})
    with pytest.raises(Exception, match="at import"):
        suite.plan(tmp_path)


def test_unknown_outcome_of_a_record() -> None:
    """A failure in set-up or teardown counts as an error, whatever came before."""
    reports = [
        {"id": "a", "when": "call", "outcome": "passed", "text": ""},
        {"id": "a", "when": "teardown", "outcome": "failed", "text": ""},
        {"id": "b", "when": "call", "outcome": "failed", "text": ""},
        {"id": "b", "when": "teardown", "outcome": "failed", "text": ""},
    ]
    assert Result(1, "", tuple(reports)).outcomes == {"a": "error", "b": "error"}
