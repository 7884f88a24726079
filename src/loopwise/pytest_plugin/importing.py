"""Objects that the user names by where to import them from."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable
from typing import Any

import pytest

DEFAULT = "new_event_loop"


def import_factory(name: str, source: str) -> Callable[[], Any]:
    """Import what makes event loops: ``package.module:name``, or a module that has it.

    Raises:
        pytest.UsageError: there is no such thing; the text begins with ``source``.
    """
    module, _, attribute = name.partition(":")
    attribute = attribute or DEFAULT
    try:
        found: Any = importlib.import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except Exception as error:  # whatever an import of the user's code raises
        raise pytest.UsageError(
            f"{source}: cannot import {name!r} ({type(error).__name__}: {error}); "
            'write it as "package.module:name"'
        ) from error
    if not callable(found):
        raise pytest.UsageError(
            f"{source}: {name!r} is no function that makes an event loop"
        )
    made: Callable[[], Any] = found
    return made


def checked(make: Callable[[], Any], source: str) -> Callable[[], Any]:
    """Give a loop factory that says who named it, when it does not make a loop."""

    def made() -> Any:
        try:
            loop = make()
        except Exception as error:
            error.add_note(f"raised by the loop factory of {source}")
            raise
        if not isinstance(loop, asyncio.AbstractEventLoop):
            raise TypeError(f"{source}: the loop factory gave {loop!r}, no event loop")
        return loop

    return made
