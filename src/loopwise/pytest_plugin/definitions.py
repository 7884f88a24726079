"""Fixture definitions as the model has them, each read once from pytest's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from loopwise.model.scope import SCOPE_NAMES, Scope, one_of
from loopwise.model.settings import Mode
from loopwise.model.suite import FixtureDefinition
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.functions import innermost, names_asked_by, place_of
from loopwise.pytest_plugin.ownership import is_loop_fixture


@dataclass(frozen=True, slots=True)
class Definition:
    """A fixture definition, with the names that it asks for."""

    number: int
    member: FixtureDefinition
    names: tuple[str, ...]
    """Parameters of its function, and names that its code may ask for."""
    asks_by_name: bool
    """Whether its code calls ``getfixturevalue``."""


class Definitions:
    """All fixture definitions that were met, numbered as members of the suite."""

    def __init__(self, rootdir: str, mode: Mode) -> None:
        self._rootdir, self._mode = rootdir, mode
        self.found: list[Definition] = []
        self._number: dict[pytest.FixtureDef[Any], int] = {}

    def known(self, definition: pytest.FixtureDef[Any]) -> Definition | None:
        """Give what was read of a definition before, if it was."""
        number = self._number.get(definition)
        return None if number is None else self.found[number]

    def get(
        self, definition: pytest.FixtureDef[Any], item: pytest.Item
    ) -> Definition | None:
        """Read a definition that ``item`` uses; ``None`` for a mere parameter."""
        number = self._number.get(definition)
        if number is None:
            if internals.is_direct_parameter(definition):
                return None
            number = self._number[definition] = len(self.found)
            self.found.append(self._read(definition, number, item))
        return self.found[number]

    def _read(
        self, definition: pytest.FixtureDef[Any], number: int, item: pytest.Item
    ) -> Definition:
        scope = Scope.from_name(definition.scope)
        # Whatever its scope: a parameter may give it package scope.
        package = internals.package_of(item, definition)
        home = "" if package is None else package.nodeid
        member = FixtureDefinition(
            name=definition.argname,
            scope=scope,
            place=place_of(definition.func, self._rootdir),
            is_async=is_loop_fixture(definition, self._mode),
            loop_scope=self._loop_scope(definition),
            home=home,
        )
        asked = names_asked_by(definition.func)
        names = (*definition.argnames, *(asked or ()))
        return Definition(number, member, names, asked is not None)

    def _loop_scope(self, definition: pytest.FixtureDef[Any]) -> Scope | None:
        name = getattr(definition.func, "_loop_scope", None)
        if name is None:
            name = getattr(innermost(definition.func), "_loop_scope", None)
        if name is None:
            return None
        try:
            return Scope.from_name(name)
        except ValueError:
            place = place_of(definition.func, self._rootdir)
            raise pytest.UsageError(
                f"{place}: fixture `{definition.argname}` has loop_scope={name!r}, "
                f"which is not a scope; choose {one_of(SCOPE_NAMES)}"
            ) from None
