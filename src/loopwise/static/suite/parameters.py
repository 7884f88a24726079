"""Parametrization: which sets of values a test runs with, and their ids."""

from __future__ import annotations

import ast
import builtins
import itertools
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from loopwise.model.scope import SCOPE_NAMES, Scope
from loopwise.static.suite.literals import UNKNOWN, Literals
from loopwise.static.suite.marks import Mark
from loopwise.static.suite.names import Class, Function, Names, Value

DYNAMIC = "…"
"""The id of tests whose parameters only show when the code runs."""
_PARAM = "pytest.param"
_DISPLAYS = (ast.List, ast.Tuple, ast.Dict, ast.Set, ast.ListComp, ast.DictComp)
MOST = 5000
"""So many sets of values of one test are worked out."""


@dataclass(frozen=True, slots=True)
class Set:
    """Values for the names of one parametrization."""

    id: str | None
    """``None`` where only running the code would tell it."""
    values: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Parametrization:
    """What one mark, or one fixture with parameters, multiplies a test by."""

    names: tuple[str, ...]
    sets: tuple[Set, ...]
    indirect: frozenset[str] = frozenset()
    scope: Scope | None = None
    node: ast.AST | None = None


@dataclass(frozen=True, slots=True)
class Combination:
    """One set of values for all of a test's parameters."""

    id: str
    """Empty for a test without parameters."""
    values: dict[str, Value] = field(default_factory=dict)


class Parameters:
    """Reads parametrizations."""

    def __init__(self, names: Names, literals: Literals) -> None:
        self._names, self._literals = names, literals

    def of_mark(self, mark: Mark) -> Parametrization | None:
        """Read a mark's; ``None`` where not even its names can be told."""
        given = dict(
            zip(
                ("argnames", "argvalues", "indirect", "ids", "scope"),
                mark.args,
                strict=False,
            )
        )
        given.update(mark.kwargs)
        names = self._argnames(given.get("argnames"), mark)
        if not names:
            return None
        indirect = self._indirect(given.get("indirect"), names, mark)
        scope = self._literal(given.get("scope"), mark)
        ids = given.get("ids")
        values = given.get("argvalues")
        return Parametrization(
            names,
            self._sets(
                names,
                None if values is None else Value(mark.module, values, mark.owner),
                None if ids is None else Value(mark.module, ids, mark.owner),
            ),
            indirect,
            Scope.from_name(scope) if scope in SCOPE_NAMES else None,
            mark.node,
        )

    def of_fixture(
        self, name: str, params: Value, ids: Value | None, scope: Scope
    ) -> Parametrization:
        """Read a fixture's."""
        sets = self._sets((name,), params, ids)
        return Parametrization((name,), sets, frozenset({name}), scope, params.node)

    def _literal(self, node: ast.expr | None, mark: Mark) -> Any:
        return self._literals.of(node, mark.module, mark.owner) if node else None

    def _argnames(self, node: ast.expr | None, mark: Mark) -> tuple[str, ...]:
        found = self._literal(node, mark)
        if isinstance(found, str):
            return tuple(one.strip() for one in found.split(",") if one.strip())
        if isinstance(found, (list, tuple)):
            return tuple(one for one in found if isinstance(one, str))
        return ()

    def _indirect(
        self, node: ast.expr | None, names: tuple[str, ...], mark: Mark
    ) -> frozenset[str]:
        found = self._literal(node, mark)
        if found is True:
            return frozenset(names)
        if isinstance(found, (list, tuple)):
            return frozenset(one for one in found if isinstance(one, str))
        return frozenset()

    def _sets(
        self, names: tuple[str, ...], values: Value | None, ids: Value | None
    ) -> tuple[Set, ...]:
        if values is None:
            return (Set(None, {}),)
        elements = self._literals.elements(values.node, values.module, values.owner)
        if elements is None:
            return (Set(None, dict.fromkeys(names, values)),)
        if not elements:
            return (Set("NOTSET", {}),)
        found = [self._set(names, one, number) for number, one in enumerate(elements)]
        sets = [one for _, one in found]
        own = self._ids(ids, sets)
        resolved = [
            explicit or (text if is_said else one.id)
            for (explicit, one), (text, is_said) in zip(found, own, strict=True)
        ]
        if any(one is None for one in resolved):
            return (Set(None, {n: v for one in sets for n, v in one.values.items()}),)
        unique = _unique([one for one in resolved if one is not None])
        return tuple(
            Set(text, one.values) for text, one in zip(unique, sets, strict=True)
        )

    def _ids(
        self, ids: Value | None, sets: Sequence[Set]
    ) -> list[tuple[str | None, bool]]:
        """Give for each set the id that ``ids`` says, and whether it says one."""
        count = len(sets)
        if ids is None:
            return [(None, False)] * count
        if isinstance(ids.node, ast.Name) and ids.node.id in {"str", "repr"}:
            return [(self._by_call(ids.node.id, one), True) for one in sets]
        elements = self._literals.elements(ids.node, ids.module, ids.owner)
        if elements is None:
            value = self._literals.of(ids.node, ids.module, ids.owner)
            return [(None, value is not None)] * count
        found: list[tuple[str | None, bool]] = []
        for one in elements:
            value = self._literals.of(one.node, one.module, one.owner)
            if value is None:
                found.append((None, False))
            elif value is UNKNOWN:
                found.append((None, True))
            else:
                text = _escaped(value) if isinstance(value, str) else str(value)
                found.append((text, True))
        return [*found, *[(None, False)] * count][:count]

    def _by_call(self, name: str, one: Set) -> str | None:
        found = []
        for value in one.values.values():
            literal = self._literals.of(value.node, value.module, value.owner)
            if literal is UNKNOWN:
                return None
            found.append(_escaped(str(literal) if name == "str" else repr(literal)))
        return "-".join(found)

    def _set(
        self, names: tuple[str, ...], value: Value, number: int
    ) -> tuple[str | None, Set]:
        """Read one element: the id that it says itself, and its values."""
        explicit = None
        value = self._resolved(value)
        values = [value]
        node = value.node
        if isinstance(node, ast.Call) and self._is_param(node, value):
            values = [Value(value.module, one, value.owner) for one in node.args]
            for keyword in node.keywords:
                if keyword.arg == "id":
                    said = self._literals.of(keyword.value, value.module, value.owner)
                    if isinstance(said, str):
                        explicit = _escaped(said)
                    elif said is UNKNOWN:
                        values = []
        elif len(names) > 1:
            elements = self._literals.elements(node, value.module, value.owner)
            values = [] if elements is None else elements
        if len(values) != len(names):
            return explicit, Set(None, dict.fromkeys(names, value))
        texts = [
            self._id(one, f"{name}{number}")
            for name, one in zip(names, values, strict=True)
        ]
        known = [one for one in texts if one is not None]
        text = "-".join(known) if len(known) == len(texts) else None
        return explicit, Set(text, dict(zip(names, values, strict=True)))

    def _resolved(self, value: Value) -> Value:
        """Give the ``pytest.param``, or the tuple, that a name stands for."""
        if isinstance(value.node, (ast.Name, ast.Attribute)):
            found = self._names.follow(value.node, value.module, value.owner)
            if isinstance(found, Value) and isinstance(
                found.node, (ast.Call, ast.Tuple)
            ):
                return found
        return value

    def _is_param(self, node: ast.Call, value: Value) -> bool:
        return self._names.qualified(node.func, value.module, value.owner) == _PARAM

    def _id(self, value: Value, otherwise: str) -> str | None:
        """Give the id of a value; ``None`` where it cannot be told."""
        found = self._literals.of(value.node, value.module, value.owner)
        if found is not UNKNOWN:
            return _text(found, otherwise)
        node = value.node
        if isinstance(node, ast.Lambda):
            return "<lambda>"
        target = self._names.follow(node, value.module, value.owner)
        if target is None and isinstance(node, ast.Name):
            # Of what Python itself defines, classes and functions have names.
            return getattr(getattr(builtins, node.id, None), "__name__", None)
        if isinstance(target, (Class, Function)):
            return target.node.name
        is_display = isinstance(target, Value) and isinstance(target.node, _DISPLAYS)
        return otherwise if is_display else None

    def key(self, value: Value) -> tuple[Hashable, bool]:
        """Give what tells a value from others, and whether it can be hashed."""
        found = self._literals.of(value.node, value.module, value.owner)
        if found is UNKNOWN:
            node = value.node
            if isinstance(node, (ast.List, ast.Dict, ast.Set)):
                return None, False
            return (value.module.name, ast.dump(node)), True
        try:
            hash(found)
        except TypeError:
            return None, False
        return found, True


def combinations(found: Sequence[Parametrization]) -> Iterator[Combination]:
    """Give all combinations of some parametrizations, in pytest's order."""
    if not found:
        yield Combination("")
        return
    product = itertools.product(*(one.sets for one in found))
    for sets in itertools.islice(product, MOST):
        ids = [one.id for one in sets]
        known = [one for one in ids if one is not None]
        text = "-".join(known) if len(known) == len(ids) else DYNAMIC
        values = {name: one for each in sets for name, one in each.values.items()}
        yield Combination(f"[{text}]", values)


def _text(value: object, otherwise: str) -> str:
    if isinstance(value, str):
        return _escaped(value)
    if isinstance(value, bytes):
        return value.decode("ascii", "backslashreplace")
    if value is None or isinstance(value, (bool, int, float, complex)):
        return str(value)
    return otherwise


def _escaped(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii")


def _unique(ids: list[str]) -> list[str]:
    """Tell equal ids apart, as pytest does."""
    if len(ids) == len(set(ids)):
        return ids
    found, counts = list(ids), Counter(ids)
    suffixes: dict[str, int] = defaultdict(int)
    for number, one in enumerate(ids):
        if counts[one] > 1:
            between = "_" if one and one[-1].isdigit() else ""
            while f"{one}{between}{suffixes[one]}" in found:
                suffixes[one] += 1
            found[number] = f"{one}{between}{suffixes[one]}"
            suffixes[one] += 1
    return found
