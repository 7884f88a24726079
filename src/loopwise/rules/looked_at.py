"""How names are used: only looked at, or given to others."""

from __future__ import annotations

import ast


def nodes_above(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """Give for each node in a tree the one that it is in."""
    return {
        child: parent
        for parent in ast.walk(tree)
        for child in ast.iter_child_nodes(parent)
    }


def only_looks(
    function: ast.AST,
    name: str,
    closing: frozenset[str],
    *,
    but: ast.AST | None = None,
    stores: int = 0,
) -> bool:
    """Whether a function does nothing with a name but use attributes of it.

    Who passes it on, enters it or sets an attribute may close it, or give it parts of
    its own.

    Args:
        function: The function.
        name: The name.
        closing: Attributes that do close.
        but: A use that does not count.
        stores: How often the function gives the name a value.
    """
    stored = 0
    for node, around in nodes_above(function).items():
        if not isinstance(node, ast.Name) or node.id != name or node is but:
            continue
        if isinstance(node.ctx, ast.Store):
            stored += 1
        elif not isinstance(around, ast.Attribute) or around.attr in closing:
            return False
        elif not isinstance(around.ctx, ast.Load):
            return False
    return stored == stores
