"""Classes of the objects that names stand for, as far as the file says so itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import lru_cache

from loopwise.rules.view import View
from loopwise.static.bound_names import names_bound_by
from loopwise.static.lookup import Definition

_HTTP = "aclose delete get head options patch post put request send"
_SESSION = "close commit delete execute flush get merge refresh rollback scalar scalars"
_LIBRARY = {
    "asyncio.Barrier": "wait",
    "asyncio.Condition": "acquire wait wait_for",
    "asyncio.Event": "wait",
    "asyncio.Lock": "acquire",
    "asyncio.Queue": "get join put",
    "asyncio.Semaphore": "acquire",
    "httpx.AsyncClient": _HTTP,
    "sqlalchemy.ext.asyncio.AsyncConnection": "close commit execute rollback run_sync",
    "sqlalchemy.ext.asyncio.AsyncEngine": "dispose",
    "sqlalchemy.ext.asyncio.AsyncSession": _SESSION,
}
"""Coroutine functions of well-known types."""


def library_method(view: View, node: ast.AST) -> bool:
    """Whether an expression is a coroutine function of a well-known type's object."""
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
        return False
    if not may_be_object(view.file.text, node.value.id):
        return False
    found = _class_of(view, node.value)
    methods = "" if found is None else _LIBRARY.get(view.qualified(found), "")
    return node.attr in methods.split()


def method_of(view: View, node: ast.Attribute) -> Definition | None:
    """Give the one definition of a method, where the object's class is first-party."""
    if not isinstance(node.value, ast.Name):
        return None
    if not may_be_object(view.file.text, node.value.id):
        return None
    found = _class_of(view, node.value)
    owner = None if found is None else _definition(view, found)
    if owner is None or not isinstance(owner.node, ast.ClassDef):
        return None
    made = owner.node
    if made.decorator_list or made.keywords:
        return None
    definitions = _definitions(made).get(node.attr, [])
    if len(definitions) != 1 or node.attr in _set(made):
        return None
    return Definition(owner.module, owner.file, definitions[0])


_MADE = re.compile(r"\b(\w++)(?=\s*[:=]\s*[\w.]*\b[A-Z])")
"""A name before what begins like a class; each word is looked at once."""


def may_be_object(text: str, name: str) -> bool:
    """Whether the file makes or annotates something of that name: a quick look."""
    return name in _may_be_objects(text)


@lru_cache(maxsize=4)
def _may_be_objects(text: str) -> frozenset[str]:
    return frozenset(_MADE.findall(text))


def _class_of(view: View, node: ast.Name) -> ast.expr | None:
    """Give what names the class of an object: where it is made, or as annotated."""
    function = view.function
    if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        args = [*function.args.posonlyargs, *function.args.args]
        for one in (*args, *function.args.kwonlyargs):
            if one.arg == node.id:
                again = view.names(function).definitions.get(node.id)
                return None if again else one.annotation
    made = view.definition(node)
    if isinstance(made, ast.Assign) and isinstance(made.value, ast.Call):
        return made.value.func
    return None


def _definition(view: View, node: ast.expr) -> Definition | None:
    found = view.definition(node)
    if found is not None and not isinstance(found, (ast.Import, ast.ImportFrom)):
        return Definition("", view.file, found)
    full = view.qualified(node)
    return view.lookup.definition(full) if "." in full else None


@lru_cache(maxsize=64)
def _definitions(made: ast.ClassDef) -> Mapping[str, list[ast.AST]]:
    return names_bound_by(made).definitions


@lru_cache(maxsize=64)
def _set(made: ast.ClassDef) -> frozenset[str]:
    """Give the attributes that a class gives values, other than by ``def``."""
    return frozenset(
        one.attr
        for one in ast.walk(made)
        if isinstance(one, ast.Attribute) and not isinstance(one.ctx, ast.Load)
    )
