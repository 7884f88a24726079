"""Which tests of a file await something of an object that is made at import."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from loopwise.rules.collected import (
    Def,
    fixture_mark,
    is_fixture_named,
    is_test_function,
)
from loopwise.rules.looked_at import nodes_above
from loopwise.rules.view import View
from loopwise.static.bound_names import dotted

_EXPRESSIONS = (ast.expr, ast.keyword, ast.Starred)


@dataclass(frozen=True, slots=True)
class User:
    """A function of the file that uses some of the names."""

    node: Def
    names: tuple[str, ...]
    """In the order in which they are first used."""
    awaits: bool
    """Whether it awaits something of them."""
    nodes: tuple[ast.Name, ...]


def functions_of(tree: ast.Module) -> Iterator[Def]:
    """Give the functions at a module's top, and the methods of its classes."""
    for one in tree.body:
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield one
        elif isinstance(one, ast.ClassDef):
            for inner in one.body:
                if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    yield inner


def users_of(
    view: View, names: Iterable[str], harmless: Iterable[str] = ()
) -> list[User]:
    """Give the functions of a file that use names of its top."""
    wanted, unbinding = set(names), set(harmless)
    found = []
    for function in functions_of(view.file.tree):
        bound = view.names(function)
        here = wanted - (bound.others - bound.foreign) - set(bound.imported)
        if not here:
            continue
        above = nodes_above(function)
        nodes = [one for one in above if isinstance(one, ast.Name) and one.id in here]
        if nodes:
            nodes.sort(key=lambda one: (one.lineno, one.col_offset))
            ordered = tuple(dict.fromkeys(one.id for one in nodes))
            awaits = any(_is_awaited(one, above, unbinding) for one in nodes)
            found.append(User(function, ordered, awaits, tuple(nodes)))
    return found


def _is_awaited(
    node: ast.Name, above: dict[ast.AST, ast.AST], harmless: set[str]
) -> bool:
    around: ast.AST | None = above.get(node)
    if isinstance(around, ast.Attribute) and around.attr in harmless:
        return False
    inner: ast.AST = node
    while isinstance(around, _EXPRESSIONS) and not isinstance(around, ast.Lambda):
        if isinstance(around, ast.Await):
            return True
        inner, around = around, above.get(around)
    if isinstance(around, ast.withitem):
        return around.context_expr is inner and isinstance(
            above.get(around), ast.AsyncWith
        )
    return isinstance(around, ast.AsyncFor) and around.iter is inner


def tests_that_meet(view: View, users: Iterable[User]) -> list[Def]:
    """Give the async tests that await something of what is used.

    By themselves, by functions of the file that they call, or by fixtures of the file
    that are made for each test. A test with several sets of parameters counts twice.
    """
    reaching = {one.node.name: one.node for one in users if one.awaits}
    functions = list(functions_of(view.file.tree))
    added = True
    while added:
        added = False
        for one in functions:
            if one.name not in reaching and _reaches(view, one, reaching):
                reaching[one.name] = one
                added = True
    found: list[Def] = []
    for one in functions:
        if reaching.get(one.name) is not one or not is_test_function(view, one):
            continue
        if isinstance(one, ast.AsyncFunctionDef):
            found += [one, one] if _is_parametrized(one) else [one]
    return found


def _reaches(view: View, function: Def, reaching: dict[str, Def]) -> bool:
    if not isinstance(function, ast.AsyncFunctionDef):
        return False
    mark = fixture_mark(view, function)
    if mark is not None and mark.scope != "function":
        return False
    args = [*function.args.args, *function.args.kwonlyargs]
    for one in args:
        asked = reaching.get(one.arg)
        if asked is None:
            continue
        asked_mark = fixture_mark(view, asked)
        if asked_mark is not None and asked_mark.scope == "function":
            return True
    given = {one.arg for one in args}
    return any(
        isinstance(one, ast.Call)
        and isinstance(one.func, ast.Name)
        and one.func.id not in given
        and one.func.id in reaching
        and not is_fixture_named(reaching[one.func.id])
        for one in ast.walk(function)
    )


def _is_parametrized(function: Def) -> bool:
    return any(
        dotted(one.func).endswith("mark.parametrize")
        for one in function.decorator_list
        if isinstance(one, ast.Call)
    )
