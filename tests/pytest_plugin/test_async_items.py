"""The async tests of a run, made known to those who look for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.testing import ExampleSuite, Result
from tests.compat.hiding import hidden

SUITE = ExampleSuite(
    {
        "test_one.py": """
            import pytest

            def test_sync(): ...

            async def test_plain(): ...

            @pytest.mark.asyncio
            async def test_marked(): ...

            @pytest.mark.asyncio(loop_scope="module")
            class TestIt:
                async def test_method(self): ...
        """
    },
    ("-q", "--collect-only", "--strict-markers"),
)
ALL = ["test_plain", "test_marked", "TestIt::test_method"]
MARKED = ["test_marked", "TestIt::test_method"]


def selected(result: Result) -> list[str]:
    return [
        line.partition("::")[2]
        for line in result.text.splitlines()
        if line.startswith("test_one.py::")
    ]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ((), MARKED),
        (("--loop-mode=auto",), ALL),
        (("--asyncio-mode=auto",), ALL),
        (("-o", "asyncio_mode=auto"), ALL),
        (("-o", "loopwise_mode=auto"), ALL),
        (("--asyncio-mode=strict",), MARKED),
    ],
)
def test_mark_selects_async_tests(
    tmp_path: Path, args: tuple[str, ...], expected: list[str]
) -> None:
    """Where the auto mode was chosen, ``-m asyncio`` selects every async test."""
    assert selected(SUITE.run(tmp_path, "-m", "asyncio", *args)) == expected


def test_mark_leaves_tests_out(tmp_path: Path) -> None:
    """``-m "not asyncio"`` leaves the sync ones."""
    result = SUITE.run(tmp_path, "-m", "not asyncio", "--asyncio-mode=auto")
    assert selected(result) == ["test_sync"]


def test_conftest_may_choose_the_mode(tmp_path: Path) -> None:
    """``config.option.asyncio_mode`` counts, where a conftest sets it in time."""
    suite = ExampleSuite(
        {
            **SUITE.files,
            "conftest.py": """
                def pytest_configure(config):
                    config.option.asyncio_mode = "auto"
            """,
        },
        SUITE.args,
    )
    assert selected(suite.run(tmp_path, "-m", "asyncio")) == ALL
    strict = suite.files["conftest.py"].replace("auto", "strict")
    suite = ExampleSuite({**suite.files, "conftest.py": strict})
    plan = suite.plan(tmp_path)
    assert [one["async"] for one in plan["tests"]] == [False, False, True, True]


def test_bad_mode_of_a_conftest_ends_the_run(tmp_path: Path) -> None:
    """A mode that a conftest sets and that is none is a usage error."""
    suite = ExampleSuite(
        {
            "conftest.py": """
                def pytest_configure(config):
                    config.option.asyncio_mode = "legacy"
            """,
            "test_one.py": "def test_a(): ...",
        }
    )
    result = suite.run(tmp_path)
    assert "'legacy' is not a valid --asyncio-mode." in result.text
    assert result.exit_code == pytest.ExitCode.USAGE_ERROR
    assert "INTERNALERROR" not in result.text


def test_mark_is_no_choice_of_a_loop(tmp_path: Path) -> None:
    """The mark that is added decides nothing: the plan is the one without it."""
    suite = ExampleSuite(
        {
            "test_one.py": """
                import pytest

                @pytest.fixture(scope="session")
                async def db(): ...

                async def test_db(db): ...

                async def test_own(): ...
            """
        }
    )
    plans = [suite.plan(tmp_path, *args) for args in ((), ("--loop-mode=auto",))]
    assert plans[0]["tests"] == plans[1]["tests"]


@pytest.mark.parametrize("environment", ["real", "hidden"])
def test_tests_are_recognised_by_their_class(tmp_path: Path, environment: str) -> None:
    """Async tests count as ``PytestAsyncioFunction``, and stay what they are."""
    suite = ExampleSuite(
        {
            "conftest.py": """
                import pytest
                from pytest_asyncio.plugin import PytestAsyncioFunction

                class Mine(pytest.Function):
                    def mine(self):
                        return "mine"

                def pytest_pycollect_makeitem(collector, name, obj):
                    if name == "test_mine":
                        return Mine.from_parent(collector, name=name)

                def pytest_collection_modifyitems(items):
                    for item in items:
                        expected = not item.name.startswith("test_sync")
                        assert isinstance(item, PytestAsyncioFunction) is expected
                        assert isinstance(item, pytest.Function)
                        if item.name == "test_mine":
                            assert item.mine() == "mine"
            """,
            "test_one.py": """
                async def test_plain(): ...

                async def test_mine(): ...

                def test_sync(): ...
            """,
        }
    )
    if environment == "hidden":
        suite = hidden(suite)
    result = suite.run(tmp_path)
    assert result.counts == {"passed": 3}, result.text


GENERATOR = ExampleSuite(
    {
        "test_one.py": """
            async def test_generator():
                assert False
                yield

            class TestIt:
                async def test_method(self):
                    yield

            async def test_plain(): ...
        """
    }
)


def test_generator_is_expected_to_fail(tmp_path: Path) -> None:
    """A test that is an async generator is not run, and there is a warning of it."""
    result = GENERATOR.run(tmp_path, "-rx")
    assert result.counts == {"xfailed": 2, "passed": 1}, result.text
    for name in ("test_generator", "test_method"):
        assert (
            "PytestCollectionWarning: Tests based on asynchronous generators are not "
            f"supported. {name} will be ignored."
        ) in result.text


def test_generator_fails_where_warnings_are_errors(tmp_path: Path) -> None:
    """With ``-W error`` the test fails, and the text says what and where."""
    result = GENERATOR.run(tmp_path, "-W", "error")
    assert result.counts == {"failed": 2, "passed": 1}, result.text
    assert "test_generator is an async generator: it has a `yield`" in result.text
    assert "(test_one.py:2)" in result.text
