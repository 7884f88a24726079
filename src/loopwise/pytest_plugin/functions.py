"""What can be told of a function without calling it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from loopwise.model.place import Place, shorten

if TYPE_CHECKING:
    from loopwise.loops.users_code import Stop


def is_async(function: object) -> bool:
    """Whether calling it gives something to await or to iterate with ``async for``."""
    return inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)


def is_plainly_async(function: object) -> bool:
    """Whether its code is that of an ``async def``: quick, for a look at every one."""
    flags: int = getattr(getattr(function, "__code__", None), "co_flags", 0)
    return bool(flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR))


def is_plain(function: object) -> bool:
    """Whether it is a function that nobody marked or wrapped, as most are."""
    return type(function) is FunctionType and not function.__dict__


def innermost(function: Any) -> Any:
    """Give the function that decorators and partials are wrapped around."""
    if is_plain(function):
        return function
    seen = 0
    while seen < 100:  # a chain that leads in a circle is the user's, not an error here
        seen += 1
        if isinstance(function, functools.partial):
            function = function.func
        elif inspect.ismethod(function):
            function = function.__func__
        elif hasattr(function, "__wrapped__") and not hasattr(function, "_mock_name"):
            function = function.__wrapped__
        else:
            break
    return function


def is_async_inside(function: object) -> bool:
    """Whether it is async, or a wrapper around something that is."""
    inside = getattr(function, "__func__", function)
    if is_plain(inside):
        return is_plainly_async(inside)
    return is_async(function) or is_async(innermost(function))


def code_of(function: object) -> CodeType | None:
    """Give the code of the innermost function, if it is written in Python."""
    code = getattr(innermost(function), "__code__", None)
    return code if isinstance(code, CodeType) else None


def place_of(function: object, rootdir: str) -> Place:
    """Say where a function is defined, relative to the project where it lies in it.

    Of what is not written in Python only the type's module is known; the line is 0.
    """
    code = code_of(function)
    if code is None:
        return Place(getattr(type(function), "__module__", "?"), 0)
    return Place(shorten(code.co_filename, rootdir), code.co_firstlineno)


def strings_near_getfixturevalue(code: CodeType) -> frozenset[str] | None:
    """Collect the strings of code that calls ``getfixturevalue``, or give ``None``.

    Those that name a fixture are taken as asked for: written as an argument, kept in
    a variable first, or looped over. Too many costs isolation, too few a failure.
    """
    codes = list(_nested(code))
    if not any("getfixturevalue" in one.co_names for one in codes):
        return None
    return frozenset(text for one in codes for text in _strings(one.co_consts))


def names_asked_by(function: object) -> tuple[str, ...] | None:
    """Give names that a function may ask for; ``None``: it never asks by name."""
    code = code_of(function)
    strings = None if code is None else strings_near_getfixturevalue(code)
    return None if strings is None else tuple(sorted(strings))


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _nested(constant)


def _strings(constants: object) -> Iterator[str]:
    if isinstance(constants, str):
        yield constants
    elif isinstance(constants, (tuple, frozenset)):
        for constant in constants:
            yield from _strings(constant)


def is_in(stop: Stop, function: object) -> bool:
    """Whether a line is one of a function's."""
    code = code_of(function)
    if code is None or code.co_filename != stop.file:
        return False
    last = max((line or 0) for _, _, line in code.co_lines())
    last = max([last, *(one.co_firstlineno for one in _nested(code))])
    return code.co_firstlineno <= stop.line <= last
