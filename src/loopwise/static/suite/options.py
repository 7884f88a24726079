"""What pytest is told about collecting: in its configuration, and in ``addopts``."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from loopwise.model.scope import SCOPE_NAMES, Scope
from loopwise.model.settings import Minimum, Mode, Settings
from loopwise.static.configuration import Configuration, Project

_NORECURSE = (
    "*.egg",
    ".*",
    "_darcs",
    "build",
    "CVS",
    "dist",
    "node_modules",
    "venv",
    "{arch}",
)
_TAKES_VALUE = ("-p", "-m", "-k", "-c", "-o", "-n", "-W", "-r")
FIXTURE_SCOPE = "fixture-scope"
"""pytest-asyncio's word for "as the fixture's scope", which is what Loopwise does."""


@dataclass(frozen=True, slots=True)
class Collecting:
    """Which files, classes and functions pytest looks at."""

    files: tuple[str, ...]
    classes: tuple[str, ...]
    functions: tuple[str, ...]
    norecurse: tuple[str, ...]
    ignored: tuple[str, ...]
    ignored_globs: tuple[str, ...]
    plugins: tuple[str, ...]
    """Modules that ``-p`` names."""
    usefixtures: tuple[str, ...]
    pythonpath: tuple[Path, ...]
    confcutdir: Path

    def is_file(self, path: Path) -> bool:
        """Whether a file is a test module by its name."""
        return any(matches(pattern, path) for pattern in self.files)

    def is_class(self, name: str) -> bool:
        """Whether a class holds tests by its name."""
        return _is_named(name, self.classes)

    def is_function(self, name: str) -> bool:
        """Whether a function is a test by its name."""
        return _is_named(name, self.functions)


def read_collecting(project: Project) -> Collecting:
    """Read how a project's tests are collected."""
    found = project.configuration
    rootdir = project.rootdir
    start = project.invocation or rootdir
    options = dict_of_options(found)
    cut = options.get("--confcutdir")
    base = found.file.parent if found.file is not None else rootdir
    return Collecting(
        found.words("python_files", ("test_*.py", "*_test.py")),
        found.words("python_classes", ("Test",)),
        found.words("python_functions", ("test",)),
        found.words("norecursedirs", _NORECURSE),
        tuple(_absolute(start, one) for one in options.get("--ignore", ())),
        tuple(_absolute(start, one) for one in options.get("--ignore-glob", ())),
        tuple(one for one in options.get("-p", ()) if not one.startswith("no:")),
        found.words("usefixtures"),
        tuple(base / one for one in found.words("pythonpath")),
        Path(_absolute(start, cut[-1])) if cut else rootdir,
    )


def dict_of_options(configuration: Configuration) -> dict[str, list[str]]:
    """Give the options in ``addopts``, each with its values."""
    found: dict[str, list[str]] = {}
    words = list(configuration.words("addopts"))
    while words:
        word = words.pop(0)
        if word.startswith("--"):
            name, is_given, value = word.partition("=")
            if not is_given and words and not words[0].startswith("-"):
                value = words[0]
            found.setdefault(name, []).append(value)
        elif word[:2] in _TAKES_VALUE:
            value = word[2:] or (words.pop(0) if words else "")
            found.setdefault(word[:2], []).append(value)
    return found


def read_settings(project: Project, *, has_other_runner: bool = False) -> Settings:
    """Read what the user chose, as far as it decides on loops.

    Values that mean nothing are taken for not given: a rule says so.
    """
    mode = _mode(project.configuration)
    otherwise = Mode.STRICT if has_other_runner else Mode.AUTO
    return Settings(
        mode=mode or otherwise,
        test_minimum=_minimum(project.configuration, "test"),
        fixture_minimum=_minimum(project.configuration, "fixture"),
        is_mode_chosen=mode is not None,
    )


def _mode(configuration: Configuration) -> Mode | None:
    options = dict_of_options(configuration)
    said = [
        *options.get("--loop-mode", [])[-1:],
        *options.get("--asyncio-mode", [])[-1:],
    ]
    for key in ("loopwise_mode", "asyncio_mode"):
        setting = configuration.get(key)
        if setting is not None:
            said.append(setting.text)
    for one in said:
        if one in {mode.value for mode in Mode}:
            return Mode(one)
    return None


def _minimum(configuration: Configuration, what: str) -> Minimum | None:
    for prefix in ("loopwise", "asyncio"):
        key = f"{prefix}_default_{what}_loop_scope"
        setting = configuration.get(key)
        if setting is None or (setting.text == FIXTURE_SCOPE and what == "fixture"):
            continue
        if setting.text in SCOPE_NAMES:
            file = configuration.file
            source = f"{key} ({file.name})" if file is not None else key
            return Minimum(Scope.from_name(setting.text), source)
    return None


def matches(pattern: str, path: Path) -> bool:
    """Whether a path matches a pattern, as pytest has them."""
    if os.sep not in pattern and "/" not in pattern:
        return fnmatch.fnmatchcase(path.name, pattern)
    name = str(path)
    if not Path(pattern).is_absolute():
        pattern = f"*{os.sep}{pattern}"
    return fnmatch.fnmatchcase(name, pattern)


def starts(project: Project) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Give the paths to collect, each with the names of classes and tests in it."""
    start = project.invocation or project.rootdir
    args = project.args
    if not args and start == project.rootdir:
        patterns = project.configuration.words("testpaths")
        found = [one for pattern in patterns for one in _globbed(start, pattern)]
        if found:
            yield from ((one, ()) for one in found)
            return
    for arg in args or (".",):
        path, *names = arg.split("::")
        names = [one.partition("[")[0] for one in names]
        yield Path(_absolute(start, path)), tuple(names)


def _globbed(start: Path, pattern: str) -> list[Path]:
    if not any(one in pattern for one in "*?["):
        path = Path(_absolute(start, pattern))
        return [path] if path.exists() else []
    try:
        return sorted(start.glob(pattern))
    except (ValueError, NotImplementedError):
        return []


def _absolute(start: Path, path: str) -> str:
    return os.path.normpath(start / Path(path).expanduser())


def _is_named(name: str, patterns: tuple[str, ...]) -> bool:
    return any(
        name.startswith(one)
        or (any(char in one for char in "*?[") and fnmatch.fnmatch(name, one))
        for one in patterns
    )
