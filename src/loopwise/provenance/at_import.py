"""Lines that run a loop while their module is imported: read from source."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator
from pathlib import Path

from loopwise.model.place import Place, shorten

_RUNS = frozenset({"asyncio.run", "run_until_complete"})


def runs_at_import(files: Iterable[str], rootdir: str) -> list[Place]:
    """Find calls of ``asyncio.run`` and ``run_until_complete`` outside of functions."""
    return [
        Place(shorten(file, rootdir), line)
        for file in files
        for line in _lines_in(file)
    ]


@functools.cache
def _lines_in(file: str) -> tuple[int, ...]:
    """Give the lines of one file: read once, however many failures ask."""
    try:
        tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return ()  # gone, or no source: then nothing is known of it
    return tuple(sorted({call.lineno for call in _calls(tree) if _runs_a_loop(call)}))


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Give the calls that are made when a module is imported."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(one, ast.If) and "__main__" in ast.unparse(one.test):
            continue
        if isinstance(one, ast.Call):
            yield one
        waiting += ast.iter_child_nodes(one)


def _runs_a_loop(call: ast.Call) -> bool:
    written = ast.unparse(call.func)
    return written in _RUNS or written.rpartition(".")[2] == "run_until_complete"
