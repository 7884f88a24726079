"""What the statements of a module, or of a class, bind: the last word counts."""

from __future__ import annotations

import ast
import operator
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from loopwise.static.bound_names import absolute, dotted

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Imported:
    """A name that comes from another module."""

    module: str
    """In full; empty where a relative import leads out of its package."""
    name: str = ""
    """What is imported from it; empty for the module itself."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A name that gets the value of an expression."""

    value: ast.expr


_SIGNS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}

Bound = Imported | Assigned | Definition


def names_in_module(
    body: list[ast.stmt], package: str
) -> tuple[dict[str, Bound], list[str]]:
    """Give what a module binds, and the modules that it imports everything of."""
    found: dict[str, Bound] = {}
    stars: list[str] = []
    for statement in body:
        _read_statement(found, stars, package, statement)
    return found, stars


def names_in_class(node: ast.ClassDef, package: str) -> dict[str, Bound]:
    """Give what a class's body binds."""
    found: dict[str, Bound] = {}
    for statement in node.body:
        _read_statement(found, [], package, statement)
    return found


def _read_statement(
    names: dict[str, Bound], stars: list[str], package: str, statement: ast.stmt
) -> None:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            # Defined anew it stands where it stood: so does Python's dict.
            names[statement.name] = statement
        case ast.Import() | ast.ImportFrom():
            _import(names, stars, package, statement)
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                _assign(names, target, value)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            names[name] = Assigned(value)
        case ast.AugAssign(target=ast.Name(id=name), value=value):
            _add_to(names, name, value)
        case _:
            _read_branches(names, stars, package, statement)


def _import(
    names: dict[str, Bound],
    stars: list[str],
    package: str,
    statement: ast.Import | ast.ImportFrom,
) -> None:
    for alias in statement.names:
        if isinstance(statement, ast.Import):
            top = alias.name.partition(".")[0]
            module = alias.name if alias.asname else top
            names[alias.asname or top] = Imported(module)
            continue
        source = absolute(statement.module or "", statement.level, package)
        if alias.name == "*":
            stars.append(source)
        else:
            names[alias.asname or alias.name] = Imported(source, alias.name)


def _assign(names: dict[str, Bound], target: ast.expr, value: ast.expr) -> None:
    if isinstance(target, ast.Name):
        names[target.id] = Assigned(value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        values = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
        for number, one in enumerate(target.elts):
            has_own = len(values) == len(target.elts)
            _assign(names, one, values[number] if has_own else value)


def _add_to(names: dict[str, Bound], name: str, value: ast.expr) -> None:
    known = names.get(name)
    if isinstance(known, Assigned):
        both = ast.BinOp(known.value, ast.Add(), value)
        names[name] = Assigned(ast.copy_location(both, value))


def _read_branches(
    names: dict[str, Bound], stars: list[str], package: str, statement: ast.stmt
) -> None:
    """Read what is under conditions: of two branches the first counts."""
    if isinstance(statement, ast.If):
        bodies = branches_of(statement)
    elif isinstance(statement, (ast.For, ast.While)):
        bodies = [statement.body, statement.orelse]
    elif isinstance(statement, (ast.Try, ast.TryStar)):
        handlers = [one.body for one in statement.handlers]
        bodies = [[*statement.body, *statement.orelse, *statement.finalbody], *handlers]
    elif isinstance(statement, (ast.With, ast.AsyncWith)):
        bodies = [statement.body]
    else:
        return
    taken: set[str] = set()
    for body in bodies:
        found: dict[str, Bound] = {}
        for one in body:
            _read_statement(found, stars, package, one)
        names.update({name: one for name, one in found.items() if name not in taken})
        taken |= found.keys()


def branches_of(statement: ast.If) -> list[list[ast.stmt]]:
    """Give the branches that may run, the likelier first."""
    test = statement.test
    if dotted(test).rpartition(".")[2] == "TYPE_CHECKING":
        return [statement.orelse, statement.body]
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        holds = _holds(dotted(test.left), test.ops[0], test.comparators[0])
        if holds is not None:
            return [statement.body if holds else statement.orelse]
    return [statement.body, statement.orelse]


def _holds(name: str, sign: ast.cmpop, node: ast.expr) -> bool | None:
    """Whether a comparison with Python's version, or the platform, holds here."""
    compare = _SIGNS.get(type(sign))
    known: object = {
        "sys.version_info": tuple(sys.version_info),
        "sys.platform": sys.platform,
        "os.name": os.name,
    }.get(name)
    if compare is None or known is None:
        return None
    try:
        return bool(compare(known, ast.literal_eval(node)))
    except (ValueError, TypeError, RecursionError):
        return None
