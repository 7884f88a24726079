"""Fixture definitions as the model has them, each read once from pytest's."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType
from typing import TYPE_CHECKING, Any

import pytest

from loopwise.compat.fixtures import EVENT_LOOP
from loopwise.model.scope import SCOPE_NAMES, Scope, one_of
from loopwise.model.settings import Mode
from loopwise.model.suite import FixtureDefinition, Member
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.functions import (
    code_of,
    innermost,
    names_asked_by,
    place_of,
)
from loopwise.pytest_plugin.ownership import is_loop_fixture

if TYPE_CHECKING:
    from loopwise.pytest_plugin.reaching import Reaching


LOOP = "asyncio.AbstractEventLoop"


@dataclass(frozen=True, slots=True)
class Definition:
    """A fixture definition, with the names that it asks for."""

    number: int
    member: FixtureDefinition
    names: tuple[str, ...]
    """Parameters of its function, and names that its code may ask for."""
    asks_by_name: bool
    """Whether its code calls ``getfixturevalue``."""
    resources: tuple[int, ...] = ()
    """Members that its code reaches."""
    is_read: bool = False
    """Whether its code is the project's own, and was read."""


class Definitions:
    """All fixture definitions that were met, numbered as members of the suite."""

    def __init__(self, rootdir: str, mode: Mode) -> None:
        self.rootdir, self._mode = rootdir, mode
        self.members: list[Member] = []
        """Of the suite: fixture definitions, and the resources that were met."""
        self.reaching: Reaching | None = None
        """Follows code to resources, while the suite is read."""
        self._found: dict[pytest.FixtureDef[Any], Definition] = {}

    def known(self, definition: pytest.FixtureDef[Any]) -> Definition | None:
        """Give what was read of a definition before, if it was."""
        return self._found.get(definition)

    def all(self) -> Iterator[tuple[pytest.FixtureDef[Any], Definition]]:
        """Give every definition that was read, with what was read of it."""
        return iter(list(self._found.items()))

    def by_code(self) -> dict[CodeType, Definition]:
        """Give the definitions by the code of their functions."""
        found = {code_of(one.func): known for one, known in self.all()}
        return {code: known for code, known in found.items() if code is not None}

    def get(
        self, definition: pytest.FixtureDef[Any], item: pytest.Item
    ) -> Definition | None:
        """Read a definition that ``item`` uses; ``None`` for a mere parameter."""
        found = self._found.get(definition)
        if found is None:
            if internals.is_direct_parameter(definition):
                return None
            found = self._found[definition] = self._read(definition, item)
        return found

    def _read(
        self, definition: pytest.FixtureDef[Any], item: pytest.Item
    ) -> Definition:
        scope = Scope.from_name(definition.scope)
        # Whatever its scope: a parameter may give it package scope.
        package = internals.package_of(item, definition)
        home = "" if package is None else package.nodeid
        member = FixtureDefinition(
            name=definition.argname,
            scope=scope,
            place=place_of(definition.func, self.rootdir),
            is_async=is_loop_fixture(definition, self._mode),
            loop_scope=self._loop_scope(definition),
            home=home,
        )
        number = len(self.members)
        self.members.append(member)
        if definition.argname == EVENT_LOOP and not member.is_async:
            member = self.members[number] = dataclasses.replace(member, makes=LOOP)
        asked = names_asked_by(definition.func)
        names = (*definition.argnames, *(asked or ()))
        resources: tuple[int, ...] = ()
        is_read = False
        if self.reaching is not None:
            is_read = self.reaching.reads(definition.func)
            functions = [definition.func]
            if internals.is_xunit(definition):
                functions = list(internals.xunit_functions(definition))
            if not member.is_async and (made := self.reaching.made_by(functions)):
                member = dataclasses.replace(member, makes=made)
                self.members[number] = member
            resources = self.reaching.of_fixture(
                number, functions, _class_of(definition, item), is_async=member.is_async
            )
        return Definition(number, member, names, asked is not None, resources, is_read)

    def _loop_scope(self, definition: pytest.FixtureDef[Any]) -> Scope | None:
        name = getattr(definition.func, "_loop_scope", None)
        if name is None:
            name = getattr(innermost(definition.func), "_loop_scope", None)
        if name is None:
            return None
        try:
            return Scope.from_name(name)
        except ValueError:
            place = place_of(definition.func, self.rootdir)
            raise pytest.UsageError(
                f"{place}: fixture `{definition.argname}` has loop_scope={name!r}, "
                f"which is not a scope; choose {one_of(SCOPE_NAMES)}"
            ) from None


def _class_of(definition: pytest.FixtureDef[Any], item: pytest.Item) -> type | None:
    """Give the test class that a fixture is defined in, where there is one."""
    name = getattr(definition.func, "__qualname__", "").rpartition(".")[0]
    cls = getattr(item, "cls", None)
    if not name or name.endswith("<locals>") or not isinstance(cls, type):
        return None
    return cls
