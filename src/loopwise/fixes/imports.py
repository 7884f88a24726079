"""Edits that add an import where it belongs."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Sequence

from loopwise.model.finding import TextEdit
from loopwise.static.source_file import SourceFile

Import = ast.Import | ast.ImportFrom


def has_import(tree: ast.Module, module: str, name: str = "") -> bool:
    """Tell whether a module always imports something under its own name."""
    return any(_gives(one, module, name) for one in tree.body)


def add_import(file: SourceFile, module: str, name: str = "") -> TextEdit | None:
    """Add ``import module``, or ``from module import name``; ``None``: it is there.

    It comes among the imports of its kind, those of the standard library before others,
    by name; behind the docstring and what is imported from ``__future__``.
    """
    if has_import(file.tree, module, name):
        return None
    new = f"from {module} import {name}" if name else f"import {module}"
    body = _behind_the_head(file.tree)
    leading = _leading(body)
    alike = _first_run(file, [one for one in leading if _is_alike(one, module)])
    if alike:
        key = (bool(name), module)
        before = [one for one in alike if _key(one) <= key]
        if before:
            return _after(file, before[-1], new)
        return _before(file, alike[0], new)
    if leading and _is_standard(module):
        return _before(file, leading[0], new, apart=True)
    if leading:
        return _after(file, leading[-1], new, apart=True)
    return _without_imports(file, body, new)


def _gives(node: ast.stmt, module: str, name: str) -> bool:
    if isinstance(node, ast.Import):
        return not name and any(
            one.name == module and not one.asname for one in node.names
        )
    return (
        isinstance(node, ast.ImportFrom)
        and not node.level
        and node.module == module
        and any(one.name == name and not one.asname for one in node.names)
    )


def _behind_the_head(tree: ast.Module) -> list[ast.stmt]:
    """Give the module's statements without its docstring and future imports."""
    body = list(tree.body)
    if body and ast.get_docstring(tree, clean=False) is not None:
        del body[0]
    while body and _is_future(body[0]):
        del body[0]
    return body


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _leading(body: Sequence[ast.stmt]) -> list[Import]:
    found: list[Import] = []
    for one in body:
        if not isinstance(one, (ast.Import, ast.ImportFrom)):
            break
        found.append(one)
    return found


def _first_run(file: SourceFile, imports: Sequence[Import]) -> list[Import]:
    """Give imports up to the first blank line: others begin behind it."""
    found: list[Import] = []
    for one in imports:
        if found:
            between = file.text[file.span(found[-1])[1] : file.span(one)[0]]
            if re.search(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)", between):
                break
        found.append(one)
    return found


def _is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def _is_alike(node: Import, module: str) -> bool:
    if isinstance(node, ast.ImportFrom) and node.level:
        return False
    return _is_standard(_module(node)) == _is_standard(module)


def _module(node: Import) -> str:
    return node.names[0].name if isinstance(node, ast.Import) else node.module or ""


def _key(node: Import) -> tuple[bool, str]:
    """Give what imports are ordered by: plain ones first, as sorters have it."""
    return isinstance(node, ast.ImportFrom), _module(node)


def _before(
    file: SourceFile, node: ast.stmt, new: str, *, apart: bool = False
) -> TextEdit:
    line = file.newline
    return _insert(file, _start(file, node), new + line * (2 if apart else 1))


def _after(
    file: SourceFile, node: ast.stmt, new: str, *, apart: bool = False
) -> TextEdit:
    line, end = file.newline, node.end_lineno or node.lineno
    at = file.line_start(end + 1)
    before = line if apart else ""
    if at == len(file.text) and not file.text.endswith(("\n", "\r")):
        return _insert(file, at, line + before + new)
    return _insert(file, at, before + new + line)


def _without_imports(file: SourceFile, body: Sequence[ast.stmt], new: str) -> TextEdit:
    """Add the only import: behind the head, or before everything but comments."""
    line = file.newline
    head = file.tree.body[: len(file.tree.body) - len(body)]
    if head:
        edit = _after(file, head[-1], new, apart=True)
        rest = file.text[edit.end :]
        if rest and not rest.startswith(("\n", "\r")):
            return _insert(file, edit.start, edit.new + line)
        return edit
    at = _behind_comments(file)
    rest = file.text[at:]
    apart = line if rest and not rest.startswith(("\n", "\r")) else ""
    return _insert(file, at, new + line + apart)


def _behind_comments(file: SourceFile) -> int:
    """Give where a file's own comments end: what a blank line sets apart, or ``#!``."""
    lines = file.text.splitlines(keepends=True)
    comments = 0
    while comments < len(lines) and lines[comments].startswith("#"):
        comments += 1
    if comments < len(lines) and not lines[comments].strip():
        if comments:
            comments += 1
    else:
        special = re.compile(r"#!|#.*coding[:=]")
        comments = 0
        while comments < min(2, len(lines)) and special.match(lines[comments]):
            comments += 1
    return sum(len(one) for one in lines[:comments])


def _start(file: SourceFile, node: ast.stmt) -> int:
    return file.line_start(node.lineno)


def _insert(file: SourceFile, at: int, new: str) -> TextEdit:
    return TextEdit(str(file.path), at, at, new)
