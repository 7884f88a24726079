"""Fixtures ``event_loop`` of a project: whether all they do is to make a loop."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from loopwise.rules.migration.surroundings import texts_of
from loopwise.rules.scopes.event_loop_override import only_makes_a_loop
from loopwise.static.configuration import Project

_NAME = "event_loop"
_OTHERWISE = re.compile(r"name\s*=\s*[\"']event_loop[\"']|\bevent_loop\s*=")
"""A fixture of another function, or one that is assigned."""


def are_overrides_plain(project: Project) -> bool:
    """Whether no fixture ``event_loop`` does more than to make a loop."""
    return _are_plain(str(project.rootdir))


@lru_cache(maxsize=64)
def _are_plain(rootdir: str) -> bool:
    return all(_is_plain(text) for text in texts_of(rootdir) if _NAME in text)


def _is_plain(text: str) -> bool:
    if _OTHERWISE.search(text):
        return False
    if f"def {_NAME}" not in text:
        return True
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return all(
        only_makes_a_loop(one)
        for one in ast.walk(tree)
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))
        and one.name == _NAME
    )
