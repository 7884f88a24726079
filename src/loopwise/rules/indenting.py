"""Text of statements, moved to the right or to the left."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from loopwise.model.finding import TextEdit
from loopwise.static.source_file import SourceFile

STEP = "    "


def indentation(file: SourceFile, node: ast.stmt) -> str:
    """Give the white space before a statement that begins its line."""
    start = file.line_start(node.lineno)
    return file.text[start : file.span(node)[0]]


def first_line(node: ast.stmt) -> int:
    """Give the line that a statement begins in, with its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def step_of(file: SourceFile, node: ast.stmt) -> str:
    """Give by what a file is indented: a tab, or four spaces."""
    return "\t" if "\t" in indentation(file, node) else STEP


def inside_strings(nodes: Iterable[ast.AST]) -> set[int]:
    """Give the lines that begin inside of a string: what they begin with is its."""
    found: set[int] = set()
    for node in nodes:
        for one in ast.walk(node):
            if isinstance(one, ast.JoinedStr) or (
                isinstance(one, ast.Constant) and isinstance(one.value, (str, bytes))
            ):
                found.update(range(one.lineno + 1, (one.end_lineno or one.lineno) + 1))
    return found


def indented(
    file: SourceFile, body: Sequence[ast.stmt], more: str, *, start: int, end: int
) -> list[TextEdit]:
    """Make edits that move lines to the right.

    Args:
        file: The file.
        body: The statements that are in the lines.
        more: By what.
        start: The first line.
        end: The last one.
    """
    kept = inside_strings(body)
    return [
        TextEdit(str(file.path), at, at, more)
        for number in range(start, end + 1)
        if number not in kept
        and (at := file.line_start(number)) < len(file.text)
        and file.text[at : file.line_start(number + 1)].strip()
    ]


def shifted(file: SourceFile, node: ast.stmt | ast.expr, more: str) -> str:
    """Give the text of a node, with its further lines moved to the right."""
    kept = inside_strings([node])
    first = node.lineno
    lines = file.of(node).splitlines(keepends=True)
    return "".join(
        line
        if not number or first + number in kept or not line.strip()
        else more + line
        for number, line in enumerate(lines)
    )
