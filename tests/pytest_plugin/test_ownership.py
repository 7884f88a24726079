"""Which tests and fixtures are Loopwise's to run, and which are left alone."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pytest

from loopwise import fixture
from loopwise.pytest_plugin.ownership import is_declared
from loopwise.testing import ExampleSuite
from tests.pytest_plugin.samples import decorated

SUITE = ExampleSuite(
    {
        "pytest.ini": "[pytest]\nmarkers =\n    trio\n    twisted",
        "test_one.py": """
            import functools
            import unittest
            import pytest
            import loopwise

            async def test_plain(): ...

            @pytest.mark.asyncio
            async def test_marked(): ...

            @pytest.mark.trio
            async def test_trio(): ...

            @pytest.mark.twisted
            async def test_twisted(): ...

            @pytest.mark.anyio
            async def test_anyio(): ...

            async def test_backend(anyio_backend): ...

            def wrapped(function):
                @functools.wraps(function)
                def wrapper(*args, **kwargs):
                    return function(*args, **kwargs)
                return wrapper

            @wrapped
            async def test_wrapped(): ...

            class TestUnit(unittest.TestCase):
                def test_unit(self): ...

            class TestIsolated(unittest.IsolatedAsyncioTestCase):
                async def test_isolated(self): ...

            @pytest.fixture
            async def plain():
                return 1

            @loopwise.fixture
            async def declared():
                return 1

            def test_uses_plain(plain): ...

            def test_uses_declared(declared): ...
        """,
    }
)


def planned(directory: Path, *args: str) -> dict[str, tuple[bool, bool]]:
    """Give for each planned test whether it is async and whether it needs a loop."""
    return {
        one["id"].rpartition("::")[2]: (one["async"], one["loop"] is not None)
        for one in SUITE.plan(directory, *args)["tests"]
    }


def test_tests_of_other_plugins_are_not_planned(tmp_path: Path) -> None:
    """Items of anyio, trio, twisted and unittest's own async cases are left alone."""
    assert planned(tmp_path) == {
        "test_plain": (True, True),
        "test_marked": (True, True),
        "test_wrapped": (True, True),
        "test_unit": (False, False),
        "test_uses_plain": (False, True),
        "test_uses_declared": (False, True),
    }


def test_strict_mode_takes_what_is_marked_or_declared(tmp_path: Path) -> None:
    """In strict mode unmarked tests and plain fixtures are left alone too."""
    assert planned(tmp_path, "--loop-mode=strict") == {
        "test_plain": (False, False),
        "test_marked": (True, True),
        "test_wrapped": (False, False),
        "test_unit": (False, False),
        "test_uses_plain": (False, False),
        "test_uses_declared": (False, True),
    }


async def _plain() -> None: ...


async def _declared() -> None: ...


fixture(_declared)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (_declared, True),
        (functools.partial(_declared), True),
        (decorated(_declared), True),
        (_plain, False),
        (decorated(_plain), False),
        (len, False),
    ],
)
def test_declared_function_is_known_inside_wrappers(
    function: Any, expected: bool
) -> None:
    """A function that was declared async is known under what wraps it."""
    assert is_declared(function) is expected
