"""The repair that runs a coroutine by ``asyncio.run``, in place of a loop asked for."""

from __future__ import annotations

import ast

from loopwise.model.finding import Repair
from loopwise.rules.view import View, repair
from loopwise.rules.written import write_name


def by_asyncio_run(view: View) -> Repair | None:
    """Run the coroutine by ``asyncio.run``, where the loop is asked for to run it."""
    if len(view.parents) < 2:
        return None
    attribute, call = view.parents[-1], view.parents[-2]
    if not (
        isinstance(attribute, ast.Attribute)
        and attribute.attr == "run_until_complete"
        and isinstance(call, ast.Call)
        and call.func is attribute
        and len(call.args) == 1
        and isinstance(call.args[0], ast.Call)
        and not call.keywords
        and _needs_nothing(view, call.args[0])
    ):
        return None
    written = write_name(view, "asyncio", "run")
    if written is None:
        return None
    text, edits = written
    return repair(
        f"run it by `{text}()`", *edits, view.replace(attribute, text), is_safe=False
    )


def _needs_nothing(view: View, call: ast.Call) -> bool:
    """Tell whether a coroutine surely uses nothing that belongs to another loop.

    It is a function of the same file that names nothing but functions and classes of
    the file, builtins, and ``asyncio``.
    """
    function = view.definition(call.func)
    if not isinstance(function, ast.AsyncFunctionDef):
        return False
    own = view.names(function)
    module = view.names(view.file.tree)
    for one in ast.walk(function):
        if not isinstance(one, ast.Name) or one.id in own.others:
            continue
        if one.id in module.imported and module.imported[one.id] != "asyncio":
            return False
        made = module.definitions.get(one.id, [])
        if any(isinstance(each, (ast.Assign, ast.AnnAssign)) for each in made):
            return False
    return True
