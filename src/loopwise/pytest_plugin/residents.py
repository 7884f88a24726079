"""Residents: the fixtures that have a value on some loop now."""

from __future__ import annotations

import inspect
from asyncio import AbstractEventLoop
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from loopwise.loops.host import Host
from loopwise.model.scope import ScopeInstance
from loopwise.pytest_plugin.functions import innermost


@dataclass(slots=True, eq=False)
class Resident:
    """One fixture instance that lives on a host."""

    definition: pytest.FixtureDef[Any]
    request: Any
    """The request that set it up; ``finish`` wants it back."""
    host: Host
    at: ScopeInstance | None
    """Whose loop that is; ``None`` is the test's own."""
    error: BaseException | None = None
    """What it died of, between its set-up and its teardown."""
    told: bool = False
    """Whether a test has reported the error."""


class Residents:
    """All residents, in the order of their set-up. A definition has one at a time."""

    def __init__(self) -> None:
        self._of: dict[pytest.FixtureDef[Any], Resident] = {}

    def __bool__(self) -> bool:
        return bool(self._of)

    def __iter__(self) -> Iterator[Resident]:
        return iter(self._of.values())

    def get(self, definition: pytest.FixtureDef[Any]) -> Resident | None:
        """Give the resident that the value of ``definition`` is, if it is one."""
        return self._of.get(definition)

    def move_in(self, resident: Resident) -> None:
        """Note that a fixture was set up."""
        self._of[resident.definition] = resident

    def move_out(self, resident: Resident) -> None:
        """Note that a fixture was torn down."""
        if self._of.get(resident.definition) is resident:
            del self._of[resident.definition]

    def on(self, host: Host) -> list[Resident]:
        """Give the residents of a host, the latest first."""
        return [one for one in reversed(self._of.values()) if one.host is host]

    def on_loop(self, loop: AbstractEventLoop) -> list[Resident]:
        """Give the residents of whatever host keeps a loop, the latest first."""
        return [one for one in reversed(self._of.values()) if one.host.loop is loop]

    def torn_off(self, host: Host) -> list[str]:
        """Name the fixtures on a host whose teardown needs its loop, latest first."""
        return [
            one.definition.argname
            for one in self.on(host)
            if inspect.isasyncgenfunction(innermost(one.definition.func))
        ]

    def dead(self) -> list[Resident]:
        """Give the residents that died before their teardown and were told of."""
        return [one for one in self._of.values() if one.told]
