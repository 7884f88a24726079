"""Warnings for what pytest-asyncio warns of, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.testing import ExampleSuite

# What each test of the suite is warned of, as a filter would match it.
SUITE = ExampleSuite(
    {
        # Without it pytest 9 fails the test before anybody is warned.
        "conftest.py": """
            import pytest

            @pytest.hookimpl(tryfirst=True)
            def pytest_fixture_setup(fixturedef, request):
                if fixturedef.argname == "plain":
                    made = fixturedef.func()
                    fixturedef.cached_result = (made, None, None)
                    return made
        """,
        "test_scope.py": """
            import pytest

            @pytest.mark.asyncio(scope="module")
            async def test_a(): ...
        """,
        "test_policy.py": """
            import asyncio
            import pytest
            import warnings

            @pytest.fixture
            def event_loop_policy():
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    return asyncio.get_event_loop_policy()

            async def test_a(): ...

            async def test_b(): ...
        """,
        "test_mark.py": """
            import pytest

            @pytest.mark.asyncio
            def test_a(): ...

            async def test_b(): ...
        """,
        "test_closed.py": """
            import asyncio

            def test_a(event_loop):
                event_loop.close()
        """,
        "test_generator.py": """
            async def test_a():
                yield
        """,
        "test_strict.py": """
            import pytest

            @pytest.fixture
            async def plain(): ...

            @pytest.mark.asyncio
            async def test_a(plain):
                plain.close()
        """,
        "test_good.py": """
            import pytest

            @pytest.mark.asyncio(loop_scope="module")
            async def test_a(event_loop_policy): ...
        """,
    }
)
WARNINGS = {
    "scope": (
        'The "scope" keyword argument to the asyncio marker has been deprecated.',
        "PytestDeprecationWarning",
        (),
    ),
    "policy": (
        'Overriding the "event_loop_policy" fixture is deprecated',
        "PytestDeprecationWarning",
        (),
    ),
    "mark": (
        "is marked with '@pytest.mark.asyncio' but it is not",
        "PytestWarning",
        (),
    ),
    "closed": (
        "An exception occurred during teardown of an asyncio.Runner",
        "RuntimeWarning",
        (),
    ),
    "generator": (
        "Tests based on asynchronous generators are not supported. test_a will be",
        "PytestCollectionWarning",
        (),
    ),
    "strict": (
        "asyncio test 'test_a' requested async @pytest.fixture 'plain' in strict mode.",
        "PytestDeprecationWarning",
        ("--loop-mode=strict",),
    ),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_warning_is_given_once(tmp_path: Path, name: str) -> None:
    """The suite runs, and is warned in pytest-asyncio's words, of its category."""
    text, category, args = WARNINGS[name]
    result = SUITE.run(tmp_path, f"test_{name}.py", *args)
    assert {*result.counts} <= {"passed", "xfailed"}, result.text
    assert result.text.count(f"{category}: ") == 1, result.text
    assert text in result.text


@pytest.mark.parametrize("name", ["scope", "policy", "closed", "strict"])
def test_filters_match_the_module(tmp_path: Path, name: str) -> None:
    """A filter for pytest-asyncio's module matches as it did: nothing is left."""
    _, category, args = WARNINGS[name]
    prefix = "" if category == "RuntimeWarning" else "pytest."
    ini = (
        "[pytest]\nfilterwarnings =\n    error\n"
        f"    ignore::{prefix}{category}:pytest_asyncio.plugin\n"
    )
    suite = ExampleSuite({**SUITE.files, "pytest.ini": ini})
    result = suite.run(tmp_path, f"test_{name}.py", *args)
    assert {*result.counts} == {"passed"}, result.text
    assert "warning" not in result.text


def test_good_suite_has_no_warning(tmp_path: Path) -> None:
    """Who does none of it is warned of nothing."""
    result = SUITE.run(tmp_path, "test_good.py", "-W", "error")
    assert result.counts == {"passed": 1}, result.text


@pytest.mark.parametrize("name", ["policy", "scope", "closed", "mark"])
def test_warning_as_an_error_is_told_as_one(tmp_path: Path, name: str) -> None:
    """With ``-W error`` it is the warning that is told, and no further error."""
    text, _, args = WARNINGS[name]
    result = SUITE.run(tmp_path, f"test_{name}.py", "-W", "error", *args)
    assert result.exit_code != 0
    assert text in result.text
    assert "AssertionError" not in result.text
    assert "INTERNALERROR" not in result.text
