"""Fixture definitions as members of the suite, each read once."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, replace

from loopwise.model.place import Place
from loopwise.model.settings import Mode
from loopwise.model.suite import FixtureDefinition, Member
from loopwise.reach.reaching import Reaching
from loopwise.static.suite.fixtures import EVENT_LOOP, texts_asked
from loopwise.static.suite.reaching import Sources
from loopwise.static.suite.registry import PLUGINS, Registered
from loopwise.static.suite.static_suite import FixtureSite

LOOP = "asyncio.AbstractEventLoop"


@dataclass(frozen=True, slots=True)
class Definition:
    """A fixture definition, with the names that it asks for."""

    number: int
    names: tuple[str, ...]
    asks_by_name: bool
    resources: tuple[int, ...] = ()
    makes: str = ""
    """The loop-bound type of what it makes, also where it is async."""


class Definitions:
    """All fixture definitions that tests use, numbered as members of the suite."""

    def __init__(self, sources: Sources) -> None:
        self.members: list[Member] = []
        self._sources = sources
        self._mode = Mode.AUTO
        self._reaching: Reaching | None = None
        self._found: dict[Registered, Definition] = {}

    def begin(self, mode: Mode, reaching: Reaching) -> None:
        """Say what decides what is a member, once it is known."""
        self._mode, self._reaching = mode, reaching

    def get(self, one: Registered) -> Definition:
        """Read a definition."""
        found = self._found.get(one)
        if found is None:
            found = self._found[one] = self._read(one)
        return found

    def _read(self, one: Registered) -> Definition:
        first = one.functions[0]
        node = first.node
        line = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        member = FixtureDefinition(
            name=one.name,
            scope=one.scope,
            place=Place(first.module.file.shown, line),
            is_async=self._is_async(one),
            loop_scope=None if one.source is None else one.source.loop_scope,
            home="" if one.holder == PLUGINS else one.holder,
        )
        number = len(self.members)
        self.members.append(member)
        if one.name == EVENT_LOOP and not member.is_async:
            member = self.members[number] = replace(member, makes=LOOP)
        texts = [texts_asked(function) for function in one.functions]
        asked = [text for each in texts if each is not None for text in each]
        resources: tuple[int, ...] = ()
        made = ""
        functions = [
            found
            for found in (
                self._sources.function(each, one.cls) for each in one.functions
            )
            if found is not None
        ]
        if self._reaching is not None and functions:
            made = self._reaching.made_by(functions)
            if made and not member.is_async:
                self.members[number] = replace(member, makes=made)
            given: list[object] = [*functions]
            if one.source is not None and one.source.made_with is not None:
                given += self._sources.values(one.source.made_with)
            if one.hands_on_class and one.cls is not None:
                given += self._sources.class_itself(one.cls)
            resources = self._reaching.of_fixture(
                number, given, None, is_async=member.is_async
            )
        is_asking = any(each is not None for each in texts)
        return Definition(number, (*one.names, *asked), is_asking, resources, made)

    def _is_async(self, one: Registered) -> bool:
        if one.source is not None and one.source.is_declared:
            return True
        if self._mode is Mode.STRICT:
            return False
        return any(
            isinstance(each.node, ast.AsyncFunctionDef) for each in one.functions
        )

    def sites(self) -> dict[int, FixtureSite]:
        """Give where the definitions that tests use stand, by their numbers."""
        found = {one.number: _site(key) for key, one in self._found.items()}
        return {number: site for number, site in found.items() if site is not None}

    def makes(self) -> dict[int, str]:
        """Give the loop-bound types that definitions make, by their numbers."""
        return {one.number: one.makes for one in self._found.values() if one.makes}

    @staticmethod
    def all_sites(registered: Iterable[Registered]) -> list[FixtureSite]:
        """Give where definitions stand."""
        return [site for one in registered if (site := _site(one)) is not None]


def _site(one: Registered) -> FixtureSite | None:
    source = one.source
    if source is None:
        return None
    return FixtureSite(
        one.name,
        source.function.module.file,
        source.function.node,
        source.decorator,
        source.decorated_by,
        source.is_async_def,
        source.autouse,
        source.scope,
        source.written_scope,
        source.loop_scope,
        source.written_loop_scope,
        "" if one.holder == PLUGINS else one.holder,
        None if one.cls is None else one.cls.node,
        source.names,
    )
