"""What a test uses: fixtures that it asks for, and those that these ask for."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from loopwise.model.scope import Scope
from loopwise.model.suite import Parameter, Uses
from loopwise.static.suite.definitions import Definitions
from loopwise.static.suite.literals import Literals
from loopwise.static.suite.names import Names, Value
from loopwise.static.suite.parameters import Parameters, Parametrization
from loopwise.static.suite.registry import Registry
from loopwise.static.suite.sites import Site

OUTSIDE = {
    "anyio_backend_name": ("anyio_backend",),
    "anyio_backend_options": ("anyio_backend",),
}
"""Fixtures of plugins that ask for one by which its own tests are known."""


@dataclass(slots=True)
class _Followed:
    """A test's uses while they are being followed."""

    site: Site
    direct: frozenset[str]
    of: dict[int, tuple[int, ...]] = field(default_factory=dict)


class Using:
    """Works out what tests use. What they have in common is worked out once."""

    def __init__(
        self,
        names: Names,
        literals: Literals,
        parameters: Parameters,
        registry: Registry,
        definitions: Definitions,
    ) -> None:
        self._names, self._literals = names, literals
        self._parameters, self._registry = parameters, registry
        self._definitions = definitions
        self.merged: set[int] = set()
        """Members with parameters that cannot be told apart."""
        self._known: dict[Hashable, Uses] = {}

    def closure(
        self, names: Iterable[str], site: Site, direct: frozenset[str]
    ) -> list[str]:
        """Give the names of all fixtures that some names lead to."""
        found = dict.fromkeys(names)
        waiting = list(found)
        while waiting:
            name = waiting.pop(0)
            if name in direct:
                continue
            seen = self._registry.visible(name, site.chain)[-1:]
            for below in seen[0].names if seen else OUTSIDE.get(name, ()):
                if below not in found:
                    found[below] = None
                    waiting.append(below)
        return list(found)

    def parametrized(
        self, names: Iterable[str], site: Site, marked: Iterable[Parametrization]
    ) -> list[Parametrization]:
        """Give the parametrizations of fixtures that the marks leave alone."""
        taken = {name for one in marked for name in one.names}
        found: list[tuple[Scope, Parametrization]] = []
        for name in names:
            if name in taken:
                continue
            for one in reversed(self._registry.visible(name, site.chain)):
                source = one.source
                if source is not None and source.params is not None:
                    parametrization = self._parameters.of_fixture(
                        name, source.params, source.ids, one.scope
                    )
                    found.append((one.scope, parametrization))
                    break
                if name not in one.names:
                    break
        found.sort(key=lambda pair: -pair[0])
        return [one for _, one in found]

    def asked_by_values(
        self,
        values: dict[str, Value],
        asked: tuple[str, ...] | None,
        site: Site,
        direct: frozenset[str],
    ) -> tuple[str, ...]:
        """Give names that parameters stand for: asked for by name, or lazily."""
        found = []
        for name, value in values.items():
            lazy = self._lazy(value)
            if lazy is not None:
                found.append(lazy)
                continue
            text = self._literals.of(value.node, value.module, value.owner)
            if isinstance(text, str):
                seen = (
                    () if name in direct else self._registry.visible(name, site.chain)
                )
                givers = [self._definitions.get(one) for one in seen]
                if asked is not None or any(one.asks_by_name for one in givers):
                    found.append(text)
        return tuple(found)

    def _lazy(self, value: Value) -> str | None:
        node = value.node
        if not isinstance(node, ast.Call) or not node.args:
            return None
        name = self._names.qualified(node.func, value.module, value.owner)
        if name.rpartition(".")[2] not in {"lf", "lazy_fixture"}:
            return None
        text = self._literals.of(node.args[0], value.module, value.owner)
        return text.partition(".")[0] if isinstance(text, str) else None

    def of(
        self,
        site: Site,
        names: tuple[str, ...],
        asked: tuple[str, ...],
        direct: frozenset[str],
        resources: tuple[int, ...],
    ) -> Uses:
        """Follow what a test uses; ``asked`` are names that its code asks for."""
        key = (site.id, names, asked, direct, resources)
        uses = self._known.get(key)
        if uses is None:
            closure = _Followed(site, direct)
            found = self._follow(closure, (*names, *asked), {})
            closure.of.update(dict.fromkeys(resources, ()))
            uses = self._known[key] = Uses((*found, *resources), closure.of)
        return uses

    def _follow(
        self, closure: _Followed, names: Iterable[str], levels: dict[str, int]
    ) -> tuple[int, ...]:
        found: dict[int, None] = {}
        for name in names:
            if name in closure.direct:
                continue
            seen = self._registry.visible(name, closure.site.chain)
            level = levels.get(name, 0) + 1
            if level > len(seen):
                continue  # no such fixture, or one of a plugin's
            one = self._definitions.get(seen[-level])
            found[one.number] = None
            if one.number not in closure.of:
                closure.of[one.number] = ()  # a circle ends here; pytest reports it
                below = self._follow(closure, one.names, {**levels, name: level})
                closure.of[one.number] = (*below, *one.resources)
                closure.of.update(dict.fromkeys(one.resources, ()))
        return tuple(found)

    def params(
        self,
        values: dict[str, Value],
        parametrized: Iterable[Parametrization],
        site: Site,
        direct: frozenset[str],
    ) -> tuple[Parameter, ...]:
        """Give the parameters that go to fixtures."""
        found = []
        for one in parametrized:
            scope = one.scope or self._scope_of(one, site)
            for name in one.names:
                if name in direct or name not in values:
                    continue
                for seen in self._registry.visible(name, site.chain)[-1:]:
                    number = self._definitions.get(seen).number
                    key, is_known = self._parameters.key(values[name])
                    if not is_known:
                        self.merged.add(number)
                    found.append(Parameter(number, key, scope))
        return tuple(found)

    def _scope_of(self, one: Parametrization, site: Site) -> Scope:
        """Give how long fixtures are kept for the values of an indirect mark."""
        if len(one.indirect) < len(one.names):
            return Scope.FUNCTION
        scopes = [
            seen.scope
            for name in one.names
            for seen in self._registry.visible(name, site.chain)[-1:]
        ]
        return min(scopes, default=Scope.FUNCTION)
