"""What else in a project has a say in which tests are async."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from loopwise.model.settings import Mode
from loopwise.static.configuration import Project

_OTHERS = frozenset(
    {"pytest-aiohttp", "pytest-tornasync", "pytest-trio", "pytest-twisted"}
)
"""Plugins that run async tests which carry no mark."""
_PLUGINS = frozenset({"aiohttp.pytest_plugin", "pytest_tornasync.plugin"})
_KEYS = ("anyio_mode", "trio_mode")
_COMMANDS = ("tox.ini", "noxfile.py", "Makefile", "justfile", "setup.cfg")
_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages", "venv"})

RUNS_TESTS = "pytest_pyfunc_call"
ANYIO = r"mark\.(?:anyio|trio)\b|anyio_backend"
ASKS_FOR_MARK = (
    r"(?:marker|marks|markers)\(\s*(?:name\s*=\s*)?[\"']asyncio[\"']"
    r"|[\"']asyncio[\"']\s+(?:not\s+)?in\s+[\w.]*(?:keywords|marker)"
    r"|\.name\s*[!=]=\s*[\"']asyncio[\"']"
)
IMPORTS_MARKS = r"import\b[^\n#]*\bpytestmark\b"
_STRICT = re.compile(r"--asyncio-mode[= ]strict|-m[= ]?\s*[\"']?(?:not )?asyncio\b")


def has_other_runners(project: Project) -> bool:
    """Whether another plugin would take async tests without a mark."""
    if not _OTHERS.isdisjoint(project.declares):
        return True
    if not _PLUGINS.isdisjoint(project.addopts.plugins):
        return True
    if any(project.configuration.get(key) is not None for key in _KEYS):
        return True
    return is_anywhere(project, "|".join(map(re.escape, (RUNS_TESTS, *_PLUGINS))))


def runs_unmarked(project: Project) -> bool:
    """Whether async tests and fixtures run that say nothing themselves.

    Only then their marks and decorators may go; the configuration changes first.
    """
    if _is_strict_elsewhere(project.rootdir):
        return False
    mode = project.mode
    if mode is None:
        return not has_other_runners(project)
    return mode.text == Mode.AUTO.value


def asks_for_mark(project: Project) -> bool:
    """Whether somebody looks for the mark: a hook, a fixture, or ``-m asyncio``."""
    addopts = project.configuration.get("addopts")
    if addopts is not None and _STRICT.search(addopts.text.replace("\n", " ")):
        return True
    return is_anywhere(project, ASKS_FOR_MARK)


def is_anywhere(project: Project, pattern: str) -> bool:
    """Whether a pattern is found in any Python file of a project."""
    return _is_anywhere(str(project.rootdir), pattern)


@lru_cache(maxsize=64)
def _is_anywhere(rootdir: str, pattern: str) -> bool:
    wanted = re.compile(pattern)
    return any(wanted.search(text) for text in texts_of(rootdir))


def texts_of(rootdir: str) -> Iterator[str]:
    """Give what is in the Python files of a project."""
    return (_text(path) for path in _python_files(rootdir))


@lru_cache(maxsize=64)
def _is_strict_elsewhere(rootdir: Path) -> bool:
    """Whether a command of the project asks for strict mode, or for marked tests."""
    workflows = rootdir / ".github" / "workflows"
    paths = [rootdir / one for one in _COMMANDS]
    if workflows.is_dir():
        paths += sorted(workflows.glob("*.y*ml"))
    return any(_STRICT.search(_text(one)) for one in paths if one.is_file())


def _python_files(rootdir: str) -> Iterator[Path]:
    for root, names, files in os.walk(rootdir):
        names[:] = [one for one in names if one[0] != "." and one not in _SKIPPED]
        yield from (Path(root, one) for one in files if one.endswith(".py"))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""  # the checker reports it when it comes to the file
