"""Expressions that surely stand for an event loop or a task group."""

from __future__ import annotations

import ast

from loopwise.rules.view import View
from loopwise.static.bound_names import dotted

_GIVE_LOOPS = frozenset(
    {
        "asyncio.get_running_loop",
        "asyncio.get_event_loop",
        "asyncio.new_event_loop",
    }
)
_LOOP_NAMES = frozenset({"loop", "_loop", "event_loop"})


def is_loop(view: View, node: ast.AST) -> bool:
    """Whether an expression is an event loop of asyncio: called one, or just got."""
    if isinstance(node, ast.Call):
        return view.qualified(node.func) in _GIVE_LOOPS
    if dotted(node).rpartition(".")[2] in _LOOP_NAMES:
        return "asyncio" in view.file.text
    found = view.definition(node)
    return (
        isinstance(found, ast.Assign)
        and isinstance(found.value, ast.Call)
        and view.qualified(found.value.func) in _GIVE_LOOPS
    )


def is_task_group(view: View, node: ast.AST, full: str) -> bool:
    """Whether a name is bound by an ``async with`` around it, to such a task group."""
    if not isinstance(node, ast.Name):
        return False
    for one in reversed(view.parents):
        if not isinstance(one, ast.AsyncWith):
            continue
        for item in one.items:
            bound = item.optional_vars
            if isinstance(bound, ast.Name) and bound.id == node.id:
                made = item.context_expr
                return isinstance(made, ast.Call) and view.qualified(made.func) == full
    return False
