"""Comments beside a node: what was meant, or silenced for another checker."""

from __future__ import annotations

import ast
import re

from loopwise.rules.view import View


def says(view: View, node: ast.AST, code: str) -> bool:
    """Whether a comment on a node's lines silences a code of another checker."""
    start, end = view.file.span(node)
    last = view.file.place(end).line
    text = view.file.text[start : view.file.line_start(last + 1)]
    return re.search(rf"#\s*noqa:[^#]*\b{code}\b", text) is not None


def comment_above(view: View, node: ast.AST) -> str:
    """Give the comment that stands right above a node, and the one on its line."""
    first = view.file.place(view.file.span(node)[0]).line
    found = []
    for number in range(first - 1, 0, -1):
        line = _line(view, number).strip()
        if not line.startswith("#"):
            break
        found.append(line)
    return "\n".join([*reversed(found), _line(view, first).partition("#")[2]])


def _line(view: View, number: int) -> str:
    file = view.file
    return file.text[file.line_start(number) : file.line_start(number + 1)]
