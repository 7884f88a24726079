"""Whether a fixture gives what it makes, and not just something about it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.resources.catalog import Catalog
from loopwise.static.bound_names import dotted

_CLOSING = frozenset({"aclose", "close", "disconnect", "dispose"})


def gives_object(function: ast.AST, catalog: Catalog) -> bool:
    """Whether a fixture returns or yields an object that it made, and that is open.

    A fixture may make an engine to fill a database, and give the address of that.
    """
    made = _made_in(function, catalog)
    closed = _closed_in(function)
    for node in own_nodes(function):
        if isinstance(node, (ast.Return, ast.Yield)) and node.value is not None:
            for name, value in _parts(node.value):
                if name and name in made:
                    if closed.get(name, node.lineno) >= node.lineno:
                        return True
                elif not name and _is_making(value, catalog):
                    return True
    return False


def _parts(value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Give the names in what is given, and what is made right there."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.Name):
            yield one.id, one
        elif isinstance(one, (ast.Tuple, ast.List)):
            waiting += one.elts
        elif isinstance(one, ast.Dict):
            waiting += one.values
        else:
            yield "", one
            if isinstance(one, ast.Call):
                waiting += [*one.args, *(each.value for each in one.keywords)]


def _made_in(function: ast.AST, catalog: Catalog) -> set[str]:
    """Give the names that get something that is made, or entered."""
    found: set[str] = set()
    for node in own_nodes(function):
        if isinstance(node, (ast.With, ast.AsyncWith)):
            targets = [one.optional_vars for one in node.items]
            found.update(name for one in targets if one for name in _stored(one))
        elif isinstance(node, ast.Assign) and _is_making(node.value, catalog):
            found.update(name for one in node.targets for name in _stored(one))
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            if _is_making(node.value, catalog):
                found.update(_stored(node.target))
    return found


def _stored(target: ast.AST) -> Iterator[str]:
    for one in ast.walk(target):
        if isinstance(one, ast.Name):
            yield one.id


def _is_making(value: ast.expr, catalog: Catalog) -> bool:
    """Whether a value may be an object: by a class's name, or one that is awaited."""
    if isinstance(value, ast.Await):
        return isinstance(value.value, ast.Call)
    if not isinstance(value, ast.Call):
        return False
    name = dotted(value.func).rpartition(".")[2]
    return catalog.is_special(name) or name[:1].isupper() or not name


def _closed_in(function: ast.AST) -> dict[str, int]:
    """Give the names that are closed, with the line of it."""
    found: dict[str, int] = {}
    for node in own_nodes(function):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _CLOSING
            and isinstance(node.func.value, ast.Name)
        ):
            name = node.func.value.id
            found[name] = min(found.get(name, node.lineno), node.lineno)
    return found


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """Give the nodes of a function without those of functions in it."""
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(node))
