"""The ``asyncio`` mark, as tests carry it."""

from __future__ import annotations

import pytest

from loopwise.model.place import Place
from loopwise.model.scope import SCOPE_NAMES, Scope, one_of

NAME = "asyncio"
KNOWN = frozenset({"loop_scope", "scope", "loop_factories"})


class BadMark(ValueError):
    """A mark has arguments that mean nothing; the text says which and what would."""


def loop_scope_of(item: pytest.Item) -> Scope | None:
    """Give the explicit loop scope of a test: that of the closest mark, if it has one.

    Raises:
        BadMark: the mark's arguments are not such as it takes.
    """
    mark = item.get_closest_marker(NAME)
    if mark is None or not (mark.args or mark.kwargs):
        return None
    if mark.args:
        raise BadMark(
            "mark.asyncio takes keyword arguments only, such as "
            f'loop_scope="session"; it got {mark.args[0]!r}'
        )
    unknown = sorted(set(mark.kwargs) - KNOWN)
    if unknown:
        raise BadMark(
            f"mark.asyncio does not know the argument {unknown[0]!r}; "
            "it takes loop_scope"
        )
    if "scope" in mark.kwargs and "loop_scope" in mark.kwargs:
        raise BadMark(
            "mark.asyncio has both scope and loop_scope, which mean the same; "
            "keep loop_scope"
        )
    name = mark.kwargs.get("loop_scope", mark.kwargs.get("scope"))
    if name is None:
        return None
    try:
        return Scope.from_name(name)
    except ValueError:
        raise BadMark(
            f"mark.asyncio got loop_scope={name!r}, which is not a scope; "
            f"choose {one_of(SCOPE_NAMES)}"
        ) from None


def located(error: BadMark, place: Place, test: str) -> str:
    """Write a bad mark's text with the test and the place that carry it."""
    return f"{place}: {error}\n(on the test {test})"
