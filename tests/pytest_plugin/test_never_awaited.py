"""Python's warning of coroutines that are never awaited, told in another way."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from loopwise.pytest_plugin.never_awaited import NAME, NeverAwaited

TEXT = "coroutine 'work' was never awaited"


async def work() -> None:
    """Never run."""


def drop() -> None:
    """Make a coroutine, and drop it."""
    coroutine: object = work()
    del coroutine


Told = tuple[list[str], list[warnings.WarningMessage]]


@pytest.fixture
def told() -> Iterator[Told]:
    """Take the function's place: what is told, and what is warned of instead."""
    found: list[str] = []

    def tell(coroutine: Any, message: str) -> Warning | None:
        found.append(message.strip())
        assert coroutine.__name__ == "work"
        return UserWarning("ours") if len(found) == 1 else None

    with warnings.catch_warnings(record=True) as record:
        warnings.simplefilter("always")
        one = NeverAwaited(tell)
        one.install()
        one.begin()
        try:
            yield found, record
        finally:
            one.uninstall()


def test_what_is_given_for_it_is_warned_of(told: Told) -> None:
    """Python's text is handed on, and the warning has the place of Python's own."""
    found, record = told
    drop()
    drop()
    assert found == [TEXT, TEXT]
    (warning,) = record
    assert (str(warning.message), warning.filename) == ("ours", __file__)


def test_who_records_warnings_gets_pythons_own(told: Told) -> None:
    """Inside a block that records warnings, text and place are Python's."""
    found, record = told
    with pytest.warns(RuntimeWarning) as inner:
        drop()
    assert str(inner[0].message).strip() == TEXT
    assert inner[0].filename == __file__
    assert not found
    assert not record


def test_pythons_function_is_put_back() -> None:
    """Afterwards everything is as it was, also when it is put back twice."""
    before = getattr(warnings, NAME)
    one = NeverAwaited(lambda *_: None)
    one.install()
    assert getattr(warnings, NAME) is not before
    one.uninstall()
    one.uninstall()
    assert getattr(warnings, NAME) is before
