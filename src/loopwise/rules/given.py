"""What a fixture gives to those who ask for it, if it gives one thing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from loopwise.rules.collected import Def
from loopwise.rules.known_functions import own_nodes
from loopwise.rules.made import Made, made_by
from loopwise.rules.view import View
from loopwise.static.source_file import SourceFile, Unreadable, read_source

_MOST_FILES = 60


@dataclass(frozen=True, slots=True)
class Given:
    """The one thing that a fixture returns or yields."""

    made: Made
    statement: ast.Return | ast.Expr
    """What gives it."""
    value: ast.expr
    name: str
    """The variable that it is kept in; empty where there is none."""

    @property
    def is_yielded(self) -> bool:
        """Whether the fixture goes on after the tests that use it."""
        return isinstance(self.statement, ast.Expr)


def given_by(view: View, function: Def) -> Given | None:
    """Give what a fixture makes and gives; ``None`` where that is not so simple."""
    nodes = list(own_nodes(function))
    found = [one for one in nodes if isinstance(one, ast.Return) and one.value]
    statements: list[ast.Return | ast.Expr] = [*found]
    statements += [
        one
        for one in nodes
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Yield)
    ]
    if len(statements) != 1:
        return None
    if sum(isinstance(one, (ast.Yield, ast.YieldFrom)) for one in nodes) > 1:
        return None
    statement = statements[0]
    value = statement.value
    if isinstance(value, ast.Yield):
        value = value.value
    if value is None:
        return None
    made = made_by(view, value)
    if made is not None:
        return Given(made, statement, value, "")
    if not isinstance(value, ast.Name):
        return None
    return _kept(view, function, statement, value)


def _kept(
    view: View, function: Def, statement: ast.Return | ast.Expr, value: ast.Name
) -> Given | None:
    found = view.names(function).definitions.get(value.id, [])
    if len(found) != 1 or not isinstance(found[0], (ast.Assign, ast.AnnAssign)):
        return None
    made = made_by(view, found[0].value)
    if made is None:
        return None
    return Given(made, statement, value, value.id)


def files_that_may_ask(view: View, name: str) -> Iterator[SourceFile] | None:
    """Give the files below a conftest that have a fixture's name in them, and itself.

    ``None`` where there are too many to read.
    """
    path = view.file.path
    if path.name != "conftest.py":
        return iter((view.file,))
    found: list[Path] = []
    for one in sorted(path.parent.rglob("*.py")):
        if one == path:
            continue
        view.lookup.note(one)
        try:
            if name in one.read_text(encoding="utf-8", errors="replace"):
                found.append(one)
        except OSError:
            return None
        if len(found) > _MOST_FILES:
            return None
    return _read(view, found)


def _read(view: View, found: list[Path]) -> Iterator[SourceFile]:
    yield view.file
    for one in found:
        try:
            yield read_source(one, one.name)
        except Unreadable:
            continue


def asking(tree: ast.Module, name: str) -> Iterator[Def]:
    """Give the functions that ask for a fixture by a parameter."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            args = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            if any(one.arg == name for one in args):
                yield node
