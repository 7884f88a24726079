"""Functions that an expression surely stands for, and whether they are coroutines'."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from loopwise.model.place import Place
from loopwise.rules.objects_by_name import method_of
from loopwise.rules.view import View
from loopwise.static.bound_names import Function, dotted
from loopwise.static.source_file import SourceFile

_NESTED = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.GeneratorExp,
)
_KEEPING = frozenset(
    {
        "staticmethod",
        "classmethod",
        "override",
        "typing.override",
        "typing_extensions.override",
        "abstractmethod",
        "abc.abstractmethod",
    }
)
"""Decorators that leave an ``async def`` what it is."""


@dataclass(frozen=True, slots=True)
class KnownFunction:
    """A function that is known to be what an expression stands for."""

    node: Function
    name: str
    """As it is written where it is used."""
    place: Place
    """Where it is defined."""
    is_bound: bool = False
    """Whether it is a method of an object: its first parameter is given."""

    @property
    def gives_coroutine(self) -> bool:
        """Whether a call gives a coroutine: not so for async generators."""
        return isinstance(self.node, ast.AsyncFunctionDef) and not is_generator(
            self.node
        )

    @property
    def needs_arguments(self) -> bool:
        """Whether it cannot be called without any."""
        args = self.node.args
        plain = [*args.posonlyargs, *args.args][1 if self.is_bound else 0 :]
        if len(plain) > len(args.defaults):
            return True
        return any(default is None for default in args.kw_defaults)


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """Give what is in a function's body, without functions and classes in it."""
    body = function.body if not isinstance(function, ast.Lambda) else [function.body]  # type: ignore[attr-defined]  # functions, classes and modules have one
    waiting: list[ast.AST] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _NESTED):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))


def is_generator(function: ast.AST) -> bool:
    """Whether a function yields."""
    return any(
        isinstance(one, (ast.Yield, ast.YieldFrom)) for one in own_nodes(function)
    )


@lru_cache(maxsize=64)
def coroutine_names(text: str) -> frozenset[str]:
    """Give the names of all ``async def`` in a text: a quick first look."""
    return frozenset(re.findall(r"async[ \t]+def[ \t]+(\w+)", text))


def known_function(view: View, node: ast.AST) -> KnownFunction | None:
    """Give the function that an expression stands for; ``None`` in any doubt."""
    if isinstance(node, ast.Lambda):
        return KnownFunction(node, "lambda", _place(view.file, node))
    if isinstance(node, ast.Name):
        return _by_name(view, node)
    if isinstance(node, ast.Attribute):
        if isinstance(node.value, ast.Name):
            found = _of_self(view, node.value.id, node.attr)
            if found is not None:
                return found
        return _elsewhere(view, node) or _of_object(view, node)
    return None


def known_coroutine(view: View, node: ast.AST) -> KnownFunction | None:
    """Give the ``async def`` that an expression surely stands for."""
    found = known_function(view, node)
    return found if found is not None and found.gives_coroutine else None


def _place(file: SourceFile, node: ast.AST) -> Place:
    return Place(file.shown, node.lineno)  # type: ignore[attr-defined]  # functions have lines


def _by_name(view: View, node: ast.Name) -> KnownFunction | None:
    definition = view.definition(node)
    if isinstance(definition, (ast.Import, ast.ImportFrom)):
        return _elsewhere(view, node)
    if not isinstance(definition, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    if not _is_plain(definition) or _may_be_replaced(view, node.id, definition):
        return None
    return KnownFunction(definition, node.id, _place(view.file, definition))


def _elsewhere(view: View, node: ast.AST) -> KnownFunction | None:
    full = view.qualified(node)
    found = view.lookup.definition(full) if "." in full else None
    if found is None or not isinstance(
        found.node, (ast.FunctionDef, ast.AsyncFunctionDef)
    ):
        return None
    name = found.node.name
    if not _is_plain(found.node) or _is_patched(view, name):
        return None
    if _is_stored(found.file.tree, name) or _is_declared(found.file, name):
        return None
    return KnownFunction(found.node, dotted(node), _place(found.file, found.node))


def _of_object(view: View, node: ast.Attribute) -> KnownFunction | None:
    """Give the method of an object whose class the file tells."""
    method = method_of(view, node)
    found = None if method is None else method.node
    if method is None or not isinstance(found, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    if not _is_plain(found) or _is_patched(view, node.attr):
        return None
    if re.search(rf"\.{node.attr}\s*(:[^=\n]+)?=[^=]", view.file.text):
        return None  # the attribute is set somewhere
    place = _place(method.file, found)
    return KnownFunction(found, dotted(node), place, not _is_static(found))


def _of_self(view: View, owner: str, name: str) -> KnownFunction | None:
    if name not in coroutine_names(view.file.text):
        return None
    scopes = view.scopes
    for number in range(len(scopes) - 1, 0, -1):
        function, around = scopes[number], scopes[number - 1]
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        args = [*function.args.posonlyargs, *function.args.args]
        if owner in view.names(function).others:
            if not args or args[0].arg != owner or not isinstance(around, ast.ClassDef):
                return None
            if _is_static(function) or _is_stored(function, owner):
                return None
            return _method(view, around, owner, name)
    return None


def _method(
    view: View, owner: ast.ClassDef, written: str, name: str
) -> KnownFunction | None:
    found = view.names(owner).definitions.get(name, [])
    if len(found) != 1:
        return None
    node = found[0]
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    if not _is_plain(node) or _is_stored(owner, name) or _is_patched(view, name):
        return None
    if re.search(rf"\.{name}\s*(:[^=\n]+)?=[^=]", view.file.text):
        return None  # the attribute is set somewhere
    return KnownFunction(
        node, f"{written}.{name}", _place(view.file, node), not _is_static(node)
    )


def _is_static(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(dotted(one) == "staticmethod" for one in function.decorator_list)


def _is_plain(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether its decorators, if any, leave it what it is."""
    for one in function.decorator_list:
        written = dotted(one.func if isinstance(one, ast.Call) else one)
        if written not in _KEEPING and not written.startswith("pytest.mark."):
            return False
    return True


def _may_be_replaced(view: View, name: str, definition: ast.AST) -> bool:
    holder = next(
        (one for one in reversed(view.scopes) if name in view.names(one).definitions),
        None,
    )
    if holder is None or definition not in view.names(holder).definitions[name]:
        return True
    return (
        _is_stored(holder, name)
        or _is_declared(view.file, name)
        or _is_patched(view, name)
    )


def _is_stored(scope: ast.AST, name: str) -> bool:
    """Whether a scope gives the name other values than by ``def``."""
    return any(
        isinstance(one, ast.Name)
        and one.id == name
        and not isinstance(one.ctx, ast.Load)
        for one in own_nodes(scope)
    )


def _is_declared(file: SourceFile, name: str) -> bool:
    """Whether a function declares the name as ``global`` or ``nonlocal``."""
    found = re.findall(r"^\s*(?:global|nonlocal)\s+(.*)", file.text, re.MULTILINE)
    return any(name in re.findall(r"\w+", one) for one in found)


def _is_patched(view: View, name: str) -> bool:
    """Whether the text names it in a string, as those do that replace it."""
    if not view.is_test:
        return False
    return re.search(rf"""["'.]{name}["']""", view.file.text) is not None
