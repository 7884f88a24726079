"""Fixture functions: how they are decorated, and what that says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from loopwise.model.scope import SCOPE_NAMES, Scope
from loopwise.static.suite.literals import Literals
from loopwise.static.suite.module_names import Assigned, Bound, FunctionNode
from loopwise.static.suite.modules import Module
from loopwise.static.suite.names import Class, Function, Names, Value

EVENT_LOOP = "event_loop"
PYTEST = "pytest.fixture"
PYTEST_ASYNCIO = "pytest_asyncio.fixture"
LOOPWISE = "loopwise.fixture"
KNOWN = {
    PYTEST: PYTEST,
    "pytest.yield_fixture": PYTEST,
    "_pytest.fixtures.fixture": PYTEST,
    "_pytest.fixtures.yield_fixture": PYTEST,
    PYTEST_ASYNCIO: PYTEST_ASYNCIO,
    "pytest_asyncio.plugin.fixture": PYTEST_ASYNCIO,
    "pytest_trio.trio_fixture": PYTEST,
    LOOPWISE: LOOPWISE,
    "loopwise.decorators.fixture": LOOPWISE,
}
DECLARES = frozenset({PYTEST_ASYNCIO, LOOPWISE})
"""Decorators that say that Loopwise is to run the fixture."""
_PARTIAL = "functools.partial"
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Decoration:
    """A fixture decorator, with all that it is given."""

    by: str
    """Its name in full, such as ``pytest.fixture``."""
    given: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class FixtureSource:
    """A fixture function, wherever it is registered."""

    name: str
    function: Function
    decorator: ast.expr
    """The decorator's node, or the call that makes the fixture."""
    decorated_by: str
    """``pytest.fixture``, ``pytest_asyncio.fixture`` or ``loopwise.fixture``."""
    scope: Scope
    names: tuple[str, ...]
    """Fixtures that its parameters ask for."""
    written_scope: ast.expr | None = None
    loop_scope: Scope | None = None
    written_loop_scope: ast.expr | None = None
    autouse: bool = False
    params: Value | None = None
    ids: Value | None = None
    is_named: bool = False
    """Whether the decorator says its name."""
    made_with: Value | None = None
    """The call that gave it, of a function that makes fixtures."""

    @property
    def is_async_def(self) -> bool:
        """Whether it is written as ``async def``."""
        return isinstance(self.function.node, ast.AsyncFunctionDef)

    @property
    def is_declared(self) -> bool:
        """Whether its decorator says that Loopwise is to run it."""
        if self.decorated_by == LOOPWISE:
            return self.is_async_def or self.loop_scope is not None
        return self.decorated_by in DECLARES


class Fixtures:
    """Recognises fixtures, each function once."""

    def __init__(self, names: Names, literals: Literals) -> None:
        self._names, self._literals = names, literals
        self._of: dict[FunctionNode, FixtureSource | None] = {}

    def of_bound(
        self, name: str, bound: Bound, module: Module, owner: Class | None = None
    ) -> FixtureSource | None:
        """Give the fixture that a name of a module or class stands for, if any."""
        if isinstance(bound, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return self.of_function(self._names.function_of(bound, module, owner))
        if isinstance(bound, ast.ClassDef):
            return None
        node: ast.expr = bound.value if isinstance(bound, Assigned) else ast.Name(name)
        found = self._names.follow(node, module, owner)
        if isinstance(found, Function):
            return self.of_function(found)
        if isinstance(found, Value) and isinstance(found.node, ast.Call):
            return self._of_call(name, found.node, found.module, found.owner)
        return None

    def of_function(self, function: Function) -> FixtureSource | None:
        """Give the fixture that a function's decorators make of it."""
        if not function.node.decorator_list:
            return None
        try:
            return self._of[function.node]
        except KeyError:
            found = self._of[function.node] = self._read(function)
            return found

    def _read(self, function: Function) -> FixtureSource | None:
        for decorator in function.node.decorator_list:
            found = self._decoration(decorator, function.module, function.owner)
            if found is not None:
                return self._source(function.node.name, function, decorator, found)
        return None

    def _of_call(
        self, name: str, call: ast.Call, module: Module, owner: Class | None
    ) -> FixtureSource | None:
        """Read ``name = pytest.fixture(function)``, and calls that make a fixture."""
        decoration = self._decoration(call.func, module, owner)
        if decoration is not None and call.args:
            # Called once more than it is decorated: on the function.
            function = self._names.follow(call.args[0], module, owner)
            if isinstance(function, Function):
                more = {
                    one.arg: Value(module, one.value, owner)
                    for one in call.keywords
                    if one.arg
                }
                decoration = Decoration(decoration.by, {**decoration.given, **more})
                return self._source(name, function, call, decoration)
            return None
        maker = self._names.follow(call.func, module, owner)
        if not isinstance(maker, Function):
            return None
        for node in ast.walk(maker.node):
            if node is maker.node or not isinstance(
                node, (ast.FunctionDef, ast.AsyncFunctionDef)
            ):
                continue
            found = self.of_function(Function(maker.module, node))
            if found is not None:
                made_with = Value(module, call, owner)
                said = found.name if found.is_named else name
                return replace(found, name=said, made_with=made_with)
        return None

    def _source(
        self,
        name: str,
        function: Function,
        decorator: ast.expr,
        found: Decoration,
    ) -> FixtureSource:
        given = found.given
        said = self._literal(given.get("name"))
        scope, loop_scope = given.get("scope"), given.get("loop_scope")
        return FixtureSource(
            said if isinstance(said, str) else name,
            function,
            decorator,
            found.by,
            self._scope(scope) or Scope.FUNCTION,
            parameters_asked(function),
            None if scope is None else scope.node,
            self._scope(loop_scope) if found.by in DECLARES else None,
            None if loop_scope is None else loop_scope.node,
            self._literal(given.get("autouse")) is True,
            self._unless_none(given.get("params")),
            self._unless_none(given.get("ids")),
            isinstance(said, str),
        )

    def _literal(self, value: Value | None) -> object:
        if value is None:
            return None
        return self._literals.of(value.node, value.module, value.owner)

    def _unless_none(self, value: Value | None) -> Value | None:
        return None if self._literal(value) is None else value

    def _scope(self, value: Value | None) -> Scope | None:
        name = self._literal(value)
        if isinstance(name, str) and name in SCOPE_NAMES:
            return Scope.from_name(name)
        return None

    def _decoration(
        self, node: ast.expr, module: Module, owner: Class | None, depth: int = 0
    ) -> Decoration | None:
        if isinstance(node, ast.Call) and depth <= _DEEPEST:
            return self._called(node, module, owner, depth)
        if not isinstance(node, (ast.Name, ast.Attribute)) or depth > _DEEPEST:
            return None
        by = KNOWN.get(self._names.qualified(node, module, owner))
        if by is not None:
            return Decoration(by)
        found = self._names.follow(node, module, owner)
        if isinstance(found, Value) and found.node is not node:
            return self._decoration(found.node, found.module, found.owner, depth + 1)
        if isinstance(found, Function):
            return self._wrapped(found, depth)
        return None

    def _called(
        self, node: ast.Call, module: Module, owner: Class | None, depth: int
    ) -> Decoration | None:
        func = node.func
        if self._names.qualified(func, module, owner) == _PARTIAL and node.args:
            func = node.args[0]
        found = self._decoration(func, module, owner, depth + 1)
        if found is None:
            return None
        given = {
            one.arg: Value(module, one.value, owner) for one in node.keywords if one.arg
        }
        return Decoration(found.by, {**found.given, **given})

    def _wrapped(self, function: Function, depth: int) -> Decoration | None:
        """Read a decorator of the project's own, which ends in that of a library."""
        if "fixture" not in function.module.file.text:
            return None
        for one in ast.walk(function.node):
            if isinstance(one, ast.Return) and isinstance(one.value, ast.Call):
                call: ast.expr = one.value
                # `return pytest.fixture(**kwargs)(function)`, or without the last.
                for node in (call, call.func if isinstance(call, ast.Call) else call):
                    found = self._decoration(node, function.module, None, depth + 1)
                    if found is not None:
                        return found
        return None


def parameters_asked(function: Function) -> tuple[str, ...]:
    """Give the names that pytest takes for fixtures: parameters without default."""
    args = function.node.args
    plain = [*args.posonlyargs, *args.args]
    plain = plain[: len(plain) - len(args.defaults)]
    if args.posonlyargs:
        plain = [one for one in plain if one not in args.posonlyargs]
    if function.owner is not None and not is_static(function):
        plain = plain[1:]
    keyword = [
        one
        for one, default in zip(args.kwonlyargs, args.kw_defaults, strict=True)
        if default is None
    ]
    return tuple(one.arg for one in (*plain, *keyword))


def is_static(function: Function) -> bool:
    """Whether a method gets no instance."""
    return any(
        isinstance(one, ast.Name) and one.id == "staticmethod"
        for one in function.node.decorator_list
    )


def texts_asked(function: Function) -> tuple[str, ...] | None:
    """Give strings of a function that asks by name; ``None``: it never does."""
    if "getfixturevalue" not in function.module.file.text:
        return None
    nodes = [one for statement in function.node.body for one in ast.walk(statement)]
    if not any(
        isinstance(one, ast.Attribute) and one.attr == "getfixturevalue"
        for one in nodes
    ):
        return None
    return tuple(sorted(set(_texts(nodes))))


def _texts(nodes: list[ast.AST]) -> Iterator[str]:
    for one in nodes:
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value
