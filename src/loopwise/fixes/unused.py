"""Imports that edits leave without use: who used a name last takes its import along."""

from __future__ import annotations

import ast
from pathlib import Path

from loopwise.fixes.removal import without_item, without_statement
from loopwise.fixes.text_edits import edited, parses
from loopwise.model.finding import TextEdit
from loopwise.static.source_file import SourceFile, Unreadable, read_source


def without_unused(before: str, after: str) -> str:
    """Remove the imports of a file that were used before edits and are not after them.

    An import that nobody used before is somebody's own arrangement, and stays.
    """
    was, now = _read(before), _read(after)
    if was is None or now is None:
        return after
    gone = (_used(was) & _imported(was)) - _used(now)
    edits = [edit for one in now.tree.body for edit in _edits(now, one, gone)]
    if not edits:
        return after
    found = edited(after, edits)
    return found if parses(found) else after


def _read(text: str) -> SourceFile | None:
    try:
        return read_source(Path("x.py"), "x.py", text.encode())
    except (Unreadable, UnicodeEncodeError):
        return None


def _used(file: SourceFile) -> set[str]:
    """Give the names that are read anywhere, also in strings: ``__all__`` has some."""
    found: set[str] = set()
    for one in ast.walk(file.tree):
        if isinstance(one, ast.Name):
            found.add(one.id)
        elif isinstance(one, ast.Constant) and isinstance(one.value, str):
            found.update(one.value.replace(".", " ").split())
    return found


def _imported(file: SourceFile) -> set[str]:
    return {
        name
        for one in file.tree.body
        if isinstance(one, (ast.Import, ast.ImportFrom))
        for name in _names(one)
    }


def _names(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [
        one.asname
        or (one.name.partition(".")[0] if isinstance(node, ast.Import) else "")
        or one.name
        for one in node.names
    ]


def _edits(file: SourceFile, node: ast.stmt, gone: set[str]) -> list[TextEdit]:
    if not isinstance(node, (ast.Import, ast.ImportFrom)):
        return []
    names = _names(node)
    unused = [number for number, name in enumerate(names) if name in gone]
    if not unused or "noqa" in file.text[file.span(node)[1] :].split("\n", 1)[0]:
        return []
    if len(unused) == len(names):
        return [without_statement(file, node, file.tree.body)]
    if len(unused) > 1:
        return []  # edits of neighbours get in each other's way; a formatter tells
    spans = [file.span(one) for one in node.names]
    edit = without_item(file, spans, spans[unused[0]])
    return [] if edit is None else [edit]
