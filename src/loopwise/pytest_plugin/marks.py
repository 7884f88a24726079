"""The ``asyncio`` mark, as tests carry it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from loopwise.model.place import Place
from loopwise.model.scope import SCOPE_NAMES, Scope
from loopwise.model.settings import Leftovers, Limit
from loopwise.pytest_plugin.seconds import VALID_SECONDS, seconds_of

NAME = "asyncio"
KNOWN = frozenset(
    {"loop_scope", "scope", "loop_factories", "loop_factory", "leftovers", "timeout"}
)

ALONE = {"leftovers"}
LEFTOVERS = tuple(one.value for one in Leftovers)


class BadMark(ValueError):
    """A mark has arguments that mean nothing; the text says which and what would."""


@dataclass(frozen=True, slots=True)
class AsyncioMark:
    """What an ``asyncio`` mark says."""

    loop_scope: Scope | None = None
    factories: tuple[str, ...] | None = None
    """Names of loop factories, of those that the hook gives."""
    factory: Callable[[], Any] | str | None = None
    """A loop factory, or where to import it from."""
    says_scope: bool = False
    """Whether the loop scope stands in the deprecated argument ``scope``."""


NOTHING = AsyncioMark()


def mark_of(item: pytest.Item) -> AsyncioMark:
    """Read the closest mark of a test.

    Raises:
        BadMark: the mark's arguments are not such as it takes.
    """
    leftovers_of(item)
    # One that says what becomes of leftovers says nothing of loops: the next counts.
    marks = item.iter_markers(NAME)
    mark = next((one for one in marks if one.args or set(one.kwargs) != ALONE), None)
    if mark is None or not (mark.args or mark.kwargs):
        return NOTHING
    unknown = [*mark.args, *sorted(set(mark.kwargs) - KNOWN)]
    if unknown:
        raise BadMark(
            "mark.asyncio accepts only keyword arguments 'loop_scope', "
            "'loop_factories', 'loop_factory', 'timeout' and 'leftovers'; "
            f"it got {unknown[0]!r}."
        )
    if "scope" in mark.kwargs and "loop_scope" in mark.kwargs:
        raise BadMark(
            'An asyncio pytest marker defines both "scope" and "loop_scope", but it '
            'should only use "loop_scope".'
        )
    return AsyncioMark(
        _scope(mark.kwargs.get("loop_scope", mark.kwargs.get("scope"))),
        _factories(mark.kwargs.get("loop_factories")),
        _factory(mark.kwargs.get("loop_factory")),
        mark.kwargs.get("scope") is not None,
    )


def leftovers_of(item: pytest.Item) -> Leftovers | None:
    """Read what the nearest mark of a test says of what it leaves behind, if any does.

    Raises:
        BadMark: it says nothing that there is.
    """
    value = _nearest(item, "leftovers")
    if value is None:
        return None
    if value not in LEFTOVERS:
        raise BadMark(
            f"mark.asyncio got an unexpected 'leftovers' value {value!r}. "
            f"Valid values are: {', '.join(LEFTOVERS)}."
        )
    return Leftovers(value)


def limit_of(item: pytest.Item) -> Limit | None:
    """Read the time limit of the closest mark that has one; ``None`` says nothing.

    Raises:
        BadMark: it is no number of seconds.
    """
    given = _nearest(item, "timeout")
    if given is None:
        return None
    try:
        return Limit(seconds_of(given), "mark.asyncio")
    except (TypeError, ValueError):
        raise BadMark(
            f"mark.asyncio 'timeout' must be {VALID_SECONDS}; it got {given!r}."
        ) from None


def _nearest(item: pytest.Item, argument: str) -> Any:
    """Give an argument of the closest mark that has it; ``None`` if none has."""
    found = (mark.kwargs.get(argument) for mark in item.iter_markers(NAME))
    return next((value for value in found if value is not None), None)


def _scope(name: object) -> Scope | None:
    if name is None:
        return None
    try:
        return Scope.from_name(name)
    except ValueError:
        raise BadMark(
            f"mark.asyncio got an unexpected loop scope value {name!r}. "
            f"Valid scopes are: {', '.join(SCOPE_NAMES)}."
        ) from None


def _factories(names: object) -> tuple[str, ...] | None:
    if names is None:
        return None
    if isinstance(names, Sequence) and not isinstance(names, str):
        if names and all(isinstance(one, str) and one for one in names):
            return tuple(names)
    raise BadMark(
        "mark.asyncio 'loop_factories' must be a non-empty sequence of strings; "
        f"it got {names!r}."
    )


def _factory(given: object) -> Callable[[], Any] | str | None:
    if given is None or isinstance(given, str) or callable(given):
        return given
    raise BadMark(
        "mark.asyncio 'loop_factory' must be a function that makes an event loop, or "
        f'where to import one from, as "package.module:name"; it got {given!r}.'
    )


def located(error: BadMark, place: Place, test: str) -> str:
    """Write a bad mark's text with the test and the place that carry it."""
    return f"{test}: {error}\n({place})"
