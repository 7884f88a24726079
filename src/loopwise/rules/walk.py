"""One walk over a file's tree, for all rules."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from loopwise.model.finding import Finding
from loopwise.rules.rule import SourceRule
from loopwise.rules.view import View

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_PLAIN = frozenset(
    [
        *("arg", "attr", "conversion", "ctx", "id", "is_async", "kind", "level"),
        *("module", "op", "ops", "rest", "simple", "type_comment"),
    ]
)
"""Fields without nodes that a rule looks at: texts, numbers, and operators."""
_LEAVES = (ast.Name, ast.Constant)
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = dict.fromkeys(_LEAVES, ())
"""By type of node the fields that are walked."""


def check_source(view: View, rules: Iterable[SourceRule]) -> list[Finding]:
    """Give what the rules find in a file."""
    text = view.file.text
    asked = [one for one in rules if not one.words or any(w in text for w in one.words)]
    if not asked:
        return []
    by_type: dict[type[ast.AST], list[SourceRule]] = {}
    for rule in asked:
        for kind in rule.nodes:
            by_type.setdefault(kind, []).append(rule)
    walk = _Walk(view, by_type)
    walk.visit(view.file.tree)
    return walk.found


class _Walk:
    def __init__(
        self, view: View, by_type: dict[type[ast.AST], list[SourceRule]]
    ) -> None:
        self.view, self.by_type = view, by_type
        self.found: list[Finding] = []

    def visit(self, node: ast.AST) -> None:
        kind = type(node)
        rules = self.by_type.get(kind)
        if rules is not None:
            for rule in rules:
                self.found.extend(rule.check(node, self.view))
        if kind in _LEAVES:
            return
        view = self.view
        view.parents.append(node)
        if kind in _FUNCTIONS:
            self._function(node)
        elif kind is ast.ClassDef:
            self._class(node)
        elif kind is ast.Lambda:
            self._lambda(node)
        else:
            self._children(node, kind)
        view.parents.pop()

    def _children(self, node: ast.AST, kind: type[ast.AST]) -> None:
        fields = _FIELDS.get(kind)
        if fields is None:
            fields = tuple(one for one in node._fields if one not in _PLAIN)
            _FIELDS[kind] = fields
        visit = self.visit
        for name in fields:
            value = getattr(node, name, None)
            if type(value) is list:
                for one in value:
                    if isinstance(one, ast.AST):
                        visit(one)
            elif isinstance(value, ast.AST):
                visit(value)

    def _all(self, nodes: Sequence[ast.AST | None]) -> None:
        for one in nodes:
            if one is not None:
                self.visit(one)

    def _function(self, node: ast.AST) -> None:
        """Walk a function: what stands in its head runs where it is defined."""
        assert isinstance(node, _FUNCTIONS)
        self._all(node.decorator_list)
        self._arguments(node.args)
        self._all([node.returns])
        self.view.scopes.append(node)
        self._all(node.body)
        self.view.scopes.pop()

    def _lambda(self, node: ast.AST) -> None:
        assert isinstance(node, ast.Lambda)
        self._arguments(node.args)
        self.view.scopes.append(node)
        self.visit(node.body)
        self.view.scopes.pop()

    def _class(self, node: ast.AST) -> None:
        assert isinstance(node, ast.ClassDef)
        self._all([*node.decorator_list, *node.bases, *node.keywords])
        self.view.scopes.append(node)
        self._all(node.body)
        self.view.scopes.pop()

    def _arguments(self, args: ast.arguments) -> None:
        self._all([*args.defaults, *args.kw_defaults])
        found = [*args.posonlyargs, *args.args, *args.kwonlyargs]
        self._all([one.annotation for one in found])
