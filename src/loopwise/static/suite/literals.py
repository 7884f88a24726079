"""Values that source says in so many words."""

from __future__ import annotations

import ast
from typing import Any, Final

from loopwise.static.suite.modules import Module
from loopwise.static.suite.names import Class, Names, Value


class _Unknown:
    """The value of what only running the code would tell."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()


class Literals:
    """Works out values of expressions that need no code to run."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def of(
        self, node: ast.AST | None, module: Module, owner: Class | None = None
    ) -> Any:
        """Give the value of an expression; ``UNKNOWN`` where it does not say it."""
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name() | ast.Attribute():
                return self._named(node, module, owner)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = self.of(operand, module, owner)
                return -value if type(value) in (int, float) else UNKNOWN
            case ast.Tuple(elts=elts) | ast.List(elts=elts):
                return self._several(elts, module, owner, type(node))
            case _:
                return UNKNOWN

    def _named(self, node: ast.expr, module: Module, owner: Class | None) -> Any:
        found = self._names.follow(node, module, owner)
        if not isinstance(found, Value) or found.node is node:
            return UNKNOWN
        if isinstance(found.node, (ast.Name, ast.Attribute)):
            return UNKNOWN
        return self.of(found.node, found.module, found.owner)

    def _several(
        self,
        nodes: list[ast.expr],
        module: Module,
        owner: Class | None,
        kind: type[ast.AST],
    ) -> Any:
        values = [self.of(one, module, owner) for one in nodes]
        if any(one is UNKNOWN for one in values):
            return UNKNOWN
        return tuple(values) if kind is ast.Tuple else values

    def elements(
        self, node: ast.AST | None, module: Module, owner: Class | None = None
    ) -> list[Value] | None:
        """Give the elements of a list that is written out; ``None`` for any other."""
        match node:
            case ast.Tuple(elts=elts) | ast.List(elts=elts) | ast.Set(elts=elts):
                if any(isinstance(one, ast.Starred) for one in elts):
                    return None
                return [Value(module, one, owner) for one in elts]
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                one = self.elements(left, module, owner)
                two = self.elements(right, module, owner)
                return None if one is None or two is None else [*one, *two]
            case ast.Name() | ast.Attribute():
                found = self._names.follow(node, module, owner)
                if isinstance(found, Value) and found.node is not node:
                    if not isinstance(found.node, (ast.Name, ast.Attribute)):
                        return self.elements(found.node, found.module, found.owner)
                return None
            case _:
                return None
