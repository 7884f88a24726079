"""Takes everything that chooses a loop out of a copy of a suite.

The text is edited, not parsed and written anew: line numbers and comments stay.
"""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_INI_FILES = ("pyproject.toml", "*pytest.ini", "tox.ini", "setup.cfg", "*pytest.toml")
_KEY = re.compile(
    r"^[ \t]*asyncio_(?:mode|debug|default_\w+_loop_scope)[ \t]*=.*\n?", re.MULTILINE
)
_OPTION = re.compile(r"--asyncio-mode[= ]\w+ ?")
_OVERRIDES = ("event_loop", "event_loop_policy")
_SPEAKS_OF_LOOPS = re.compile(r"loop_scope|\bscope\b|event_loop")


@dataclass(frozen=True, slots=True)
class Taken:
    """How much of each kind was taken out."""

    keys: int = 0
    arguments: int = 0
    overrides: int = 0

    def __str__(self) -> str:
        counts = {
            "key": self.keys,
            "argument": self.arguments,
            "override": self.overrides,
        }
        return ", ".join(
            f"{count} {word}{'s' * (count > 1)}"
            for word, count in counts.items()
            if count
        )


@dataclass(frozen=True, slots=True)
class _Edit:
    start: tuple[int, int]
    end: tuple[int, int]
    text: str = ""


def strip_copy(source: Path, copy: Path) -> Taken:
    """Copy a suite and take out of the copy what chooses loops."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(
        source, copy, symlinks=True, ignore=shutil.ignore_patterns("__pycache__")
    )
    keys = sum(
        _strip_ini(file) for glob in _INI_FILES for file in sorted(copy.rglob(glob))
    )
    trees = dict(_trees(copy))
    arguments = overrides = 0
    removable = _unasked_for(list(trees.values()))
    for file, tree in trees.items():
        given = list(_scope_arguments(tree))
        defined = list(_fixtures_named(tree, removable))
        _apply(file, [*given, *defined])
        arguments += len(given)
        overrides += len(defined)
    return Taken(keys, arguments, overrides)


def without_keys(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Take the same keys out of arguments for pytest."""
    kept: list[str] = []
    for one in arguments:
        if _KEY.match(one) and kept[-1:] == ["-o"]:
            kept.pop()
        elif not _OPTION.match(one):
            kept.append(one)
    return tuple(kept)


def _strip_ini(file: Path) -> int:
    text = file.read_text(encoding="utf-8")
    text, keys = _KEY.subn("", text)
    text, options = _OPTION.subn("", text)
    if keys or options:
        file.write_text(text, encoding="utf-8")
    return keys + options


def _trees(folder: Path) -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted(folder.rglob("*.py")):
        try:
            text = file.read_text(encoding="utf-8")
            if _SPEAKS_OF_LOOPS.search(text):
                yield file, ast.parse(text)
        except (SyntaxError, UnicodeDecodeError):
            continue  # written to be broken, as data of some test


def _scope_arguments(tree: ast.Module) -> Iterator[_Edit]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        callee = ast.unparse(node.func).rpartition(".")[2]
        names = {"asyncio": {"loop_scope", "scope"}, "fixture": {"loop_scope"}}
        wanted = names.get(callee, set())
        given = [*node.args, *(one.value for one in node.keywords)]
        for one in node.keywords:
            if one.arg in wanted:
                yield _argument(node, one, given.index(one.value), given)


def _argument(
    call: ast.Call, one: ast.keyword, index: int, given: list[ast.expr]
) -> _Edit:
    """Take an argument out with the comma that parts it from its neighbour."""
    end = (one.end_lineno or 0, one.end_col_offset or 0)
    if index + 1 < len(given):
        following = call.keywords[index + 1 - len(call.args)]
        return _Edit(
            (one.lineno, one.col_offset), (following.lineno, following.col_offset)
        )
    if index:
        before = given[index - 1]
        return _Edit((before.end_lineno or 0, before.end_col_offset or 0), end)
    # Alone: up to the bracket, since a comma may stand after it.
    return _Edit(
        (one.lineno, one.col_offset),
        (call.end_lineno or 0, (call.end_col_offset or 1) - 1),
    )


def _fixtures_named(tree: ast.Module, names: set[str]) -> Iterator[_Edit]:
    for node in ast.walk(tree):
        if _is_override(node) and node.name in names:  # type: ignore[attr-defined]  # a function
            yield _removed(node)  # type: ignore[arg-type]  # a function


def _is_override(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name in _OVERRIDES
        and any("fixture" in ast.unparse(one) for one in node.decorator_list)
    )


def _removed(node: ast.FunctionDef | ast.AsyncFunctionDef) -> _Edit:
    first = node.decorator_list[0]  # at least one makes it a fixture
    start = first.lineno, first.col_offset - 1
    return _Edit(start, (node.end_lineno or 0, node.end_col_offset or 0), "pass")


def _unasked_for(trees: list[ast.Module]) -> set[str]:
    """Give the overrides that nothing asks for by name."""
    asked: set[str] = set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                if not _is_override(node):
                    every = [*node.args.posonlyargs, *node.args.args]
                    asked |= {one.arg for one in [*every, *node.args.kwonlyargs]}
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                asked.add(node.value)  # `usefixtures`, `getfixturevalue`
    return set(_OVERRIDES) - asked


def _apply(file: Path, edits: list[_Edit]) -> None:
    if not edits:
        return
    # Columns of the tree count bytes.
    lines = file.read_bytes().splitlines(keepends=True)
    for one in sorted(edits, key=lambda edit: edit.start, reverse=True):
        (first, left), (last, right) = one.start, one.end
        tail = lines[last - 1][right:]
        lines[first - 1 : last] = [
            lines[first - 1][:left] + one.text.encode() + tail,
            *[b"\n"] * (last - first),
        ]
    file.write_bytes(b"".join(lines))
