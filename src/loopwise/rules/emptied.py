"""Repairs that free a file's objects after each test, and leave them in place."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from loopwise.fixes.imports import add_import
from loopwise.model.finding import Repair, TextEdit
from loopwise.rules.own_loops import is_run_by_others
from loopwise.rules.view import View, repair
from loopwise.static.bound_names import dotted


def after_each_test(
    view: View, behind: ast.stmt, name: str, lines: Sequence[str], text: str
) -> Repair | None:
    """Add a fixture that every test of the file uses, and that acts after it.

    Args:
        view: The file.
        behind: The statement at the file's top after which it is put.
        name: The fixture's name.
        lines: What it does after its ``yield``.
        text: What the repair does.
    """
    file, line = view.file, view.file.newline
    if re.search(rf"\b{name}\b", file.text) or is_run_by_others(file.text):
        return None
    end = file.line_start((behind.end_lineno or behind.lineno) + 1)
    if file.text[file.span(behind)[1] : end].strip():
        return None
    if end == len(file.text) and not file.text.endswith(("\n", "\r")):
        return None
    body = "".join(f"    {one}{line}" for one in ("yield", *lines))
    new = (
        f"{line}{line}@pytest_asyncio.fixture(autouse=True){line}"
        f"async def {name}():{line}{body}"
    )
    after = file.text[end:]
    below = (len(after) - len(after.lstrip("\r\n"))) // len(line)
    if after.strip():
        new += line * max(0, 2 - below)
    edits = [TextEdit(str(file.path), end, end, new)]
    wanted = add_import(file, "pytest_asyncio")
    if wanted is not None:
        if wanted.start == end:
            return None
        edits.insert(0, wanted)
    return repair(text, *edits, is_safe=False)


def is_freed_after_each_test(view: View, name: str, close: str) -> bool:
    """Whether a fixture that every test of the file uses closes what a name holds."""
    for one in view.file.tree.body:
        if not isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if not any("autouse=True" in view.file.of(d) for d in one.decorator_list):
            continue
        if any(
            isinstance(node, ast.Attribute) and dotted(node) == f"{name}.{close}"
            for node in ast.walk(one)
        ):
            return True
    return False
