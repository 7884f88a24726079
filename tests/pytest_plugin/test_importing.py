"""Objects that the user names by where to import them from."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from loopwise.pytest_plugin.importing import checked, import_factory


@pytest.fixture(autouse=True)
def _modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put modules to import on the path."""
    (tmp_path / "imported_here.py").write_text(
        "from asyncio import new_event_loop\n"
        "class Holder:\n"
        "    @staticmethod\n"
        "    def make(): return 1\n"
        "number = 3\n",
        encoding="utf-8",
    )
    (tmp_path / "breaks_here.py").write_text("1 / 0\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.parametrize(
    "name", ["asyncio:new_event_loop", "asyncio", "imported_here", "asyncio:"]
)
def test_function_is_imported(name: str) -> None:
    """A name with or without its attribute gives the function ``new_event_loop``."""
    assert import_factory(name, "here") is asyncio.new_event_loop


def test_function_may_stand_in_a_class() -> None:
    """The attribute may have dots."""
    assert import_factory("imported_here:Holder.make", "here")() == 1


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("no_such_module:make", "(ModuleNotFoundError: No module named"),
        ("imported_here:nothing", "(AttributeError: module 'imported_here' has no"),
        ("imported_here:Holder.nothing", "(AttributeError: type object 'Holder' has"),
        ("breaks_here:make", "(ZeroDivisionError: division by zero)"),
        ("", "(ValueError: Empty module name)"),
        (":make", "(ValueError: Empty module name)"),
        ("imported here:make", "(ModuleNotFoundError: No module named"),
    ],
)
def test_what_cannot_be_imported_is_told(name: str, why: str) -> None:
    """The text names the source, what was asked for, why not, and how to write it."""
    with pytest.raises(pytest.UsageError) as caught:
        import_factory(name, "pytest.ini")
    text = str(caught.value)
    assert text.startswith(f"pytest.ini: cannot import {name!r} {why}")
    assert text.endswith('); write it as "package.module:name"')


def test_what_cannot_be_called_is_told() -> None:
    """An object that makes nothing is refused by its name."""
    with pytest.raises(pytest.UsageError) as caught:
        import_factory("imported_here:number", "pytest.ini")
    text = "'imported_here:number' is no function that makes an event loop"
    assert str(caught.value) == f"pytest.ini: {text}"


def test_factory_that_fails_says_who_named_it() -> None:
    """The error is the factory's own, with the source as a note."""

    def fails() -> object:
        raise LookupError("no loop")

    with pytest.raises(LookupError, match="no loop") as caught:
        checked(fails, "pytest.ini")()
    assert caught.value.__notes__ == ["raised by the loop factory of pytest.ini"]


def test_factory_that_makes_no_loop_is_refused() -> None:
    """What it made is shown, and who named it."""
    with pytest.raises(TypeError) as caught:
        checked(asyncio.Lock, "pytest.ini")()
    assert str(caught.value).startswith("pytest.ini: the loop factory gave <asyncio")
    assert str(caught.value).endswith(", no event loop")


def test_factory_that_makes_a_loop_is_used_as_it_is() -> None:
    """The loop that it gives is handed on."""
    loop = asyncio.new_event_loop()
    assert checked(lambda: loop, "pytest.ini")() is loop
    loop.close()
