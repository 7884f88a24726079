"""The files in which a project says what it depends on."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from loopwise.model.place import Place, shorten
from loopwise.static.configuration import Declared
from loopwise.static.ini_lines import BadConfiguration, ini_sections, read_text
from loopwise.static.requirement import from_poetry, from_text
from loopwise.static.toml_lines import read_toml

_LEAST = re.compile(r"min|lowest|oldest|legacy", re.IGNORECASE)
"""In names of files with the oldest versions that are supported: tests mostly run
with others."""
_CONDITION = re.compile(r"^[\w,!{}.-]+:\s")
"""In tox's deps: for some environments only."""
_MOST_BYTES = 1_000_000


class Source:
    """One file that declares, with how messages name it."""

    def __init__(self, path: Path, rootdir: Path) -> None:
        self.path, self.rootdir = path, rootdir
        self.shown = shorten(str(path), str(rootdir))
        self.text = read_text(path)

    def place(self, text: str) -> Place:
        """Give the place where a requirement stands, as far as a search finds it."""
        at = self.text.find(text)
        return Place(self.shown, self.text.count("\n", 0, at) + 1 if at >= 0 else 0)

    def texts(self, found: object) -> Iterator[Declared]:
        """Read a list of requirements as pip has them."""
        for one in found if isinstance(found, list) else ():
            if isinstance(one, str):
                declared = from_text(one, self.place(one))
                if declared is not None:
                    yield declared

    def table(self, found: object) -> Iterator[Declared]:
        """Read a table of requirements as Poetry and Pipenv have them."""
        for name, wanted in _tables(found).items():
            declared = from_poetry(name, wanted, self.place(name))
            if declared is not None:
                yield declared


def _tables(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def of_pyproject(source: Source) -> Iterator[Declared]:
    """Read ``pyproject.toml``, for all tools that we know."""
    read = read_toml(source.text.replace("\r\n", "\n"))
    project, tool = _tables(read.get("project")), _tables(read.get("tool"))
    yield from source.texts(project.get("dependencies"))
    for group in (
        project.get("optional-dependencies"),
        read.get("dependency-groups"),
        _tables(tool.get("pdm")).get("dev-dependencies"),
        _tables(_tables(tool.get("flit")).get("metadata")).get("requires-extra"),
    ):
        for one in _tables(group).values():
            yield from source.texts(one)
    yield from source.texts(_tables(tool.get("uv")).get("dev-dependencies"))
    for one in _tables(_tables(tool.get("hatch")).get("envs")).values():
        yield from source.texts(_tables(one).get("dependencies"))
        yield from source.texts(_tables(one).get("extra-dependencies"))
    poetry = _tables(tool.get("poetry"))
    yield from source.table(poetry.get("dependencies"))
    yield from source.table(poetry.get("dev-dependencies"))
    for one in _tables(poetry.get("group")).values():
        yield from source.table(_tables(one).get("dependencies"))


def of_pipfile(source: Source) -> Iterator[Declared]:
    """Read a ``Pipfile``."""
    read = read_toml(source.text.replace("\r\n", "\n"))
    yield from source.table(read.get("packages"))
    yield from source.table(read.get("dev-packages"))


def of_requirements(
    source: Source, seen: frozenset[Path] = frozenset()
) -> Iterator[Declared]:
    """Read a requirements file, and those that it names."""
    if _LEAST.search(source.path.name) or source.path in seen:
        return
    seen |= {source.path}
    for number, line in enumerate(source.text.splitlines(), 1):
        named = re.match(r"\s*(?:-r|--requirement)[ =]*([^\s#]+)", line)
        if named is not None:
            other = source.path.parent / named[1]
            if other.is_file() and len(seen) < 20:
                try:
                    yield from of_requirements(Source(other, source.rootdir), seen)
                except BadConfiguration:
                    continue  # it is read, and told of, for itself
            continue
        found = from_text(line, Place(source.shown, number))
        if found is not None:
            yield found


def of_setup_cfg(source: Source) -> Iterator[Declared]:
    """Read ``setup.cfg``."""
    for section in ini_sections(source.text, source.shown):
        for setting in section.settings.values():
            if section.name == "options.extras_require" or (
                section.name == "options"
                and setting.key in {"install_requires", "tests_require"}
            ):
                yield from source.texts(list(setting.lines))


def of_tox(source: Source) -> Iterator[Declared]:
    """Read the ``deps`` in ``tox.ini``, without those for single environments."""
    for section in ini_sections(source.text, source.shown):
        deps = section.settings.get("deps")
        if section.name in {"testenv", "base"} and deps is not None:
            lines = [one for one in deps.lines if not _CONDITION.match(one)]
            yield from source.texts(lines)


def of_setup_py(source: Source) -> Iterator[Declared]:
    """Read the lists that stand in ``setup.py`` as such."""
    try:
        tree = ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return  # the checker tells of it where it reads Python
    values = {
        target.id: one.value
        for one in tree.body
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _is_setup(call.func):
            for keyword in call.keywords:
                if keyword.arg in {
                    "install_requires",
                    "tests_require",
                    "extras_require",
                }:
                    yield from source.texts(_strings(keyword.value, values))


def _is_setup(called: ast.expr) -> bool:
    name = called.attr if isinstance(called, ast.Attribute) else None
    return name == "setup" or (isinstance(called, ast.Name) and called.id == "setup")


def _strings(
    value: ast.expr, values: Mapping[str, ast.expr], depth: int = 0
) -> list[str]:
    """Give the strings of a literal list, or of the lists in a dict."""
    if depth > 5:
        return []
    inner: list[ast.expr] = []
    if isinstance(value, ast.Constant):
        return [value.value] if isinstance(value.value, str) else []
    if isinstance(value, (ast.List, ast.Tuple, ast.Set)):
        inner = value.elts
    elif isinstance(value, ast.Dict):
        inner = value.values
    elif isinstance(value, ast.BinOp):
        inner = [value.left, value.right]
    elif isinstance(value, ast.Name) and value.id in values:
        inner = [values[value.id]]
    return [text for one in inner for text in _strings(one, values, depth + 1)]


Reader = Callable[[Source], Iterator[Declared]]

_NAMED: Mapping[str, Reader] = {
    "pyproject.toml": of_pyproject,
    "setup.cfg": of_setup_cfg,
    "setup.py": of_setup_py,
    "Pipfile": of_pipfile,
    "tox.ini": of_tox,
}


def files_in(directory: Path) -> list[tuple[Path, Reader]]:
    """Give the files of a directory that may declare something, with readers."""
    found: list[tuple[Path, Reader]] = []
    for name, reader in _NAMED.items():
        path = directory / name
        if _is_small_file(path):
            found.append((path, reader))
    paths = [
        *directory.glob("*requirements*.txt"),
        *directory.glob("*requirements*.in"),
        *directory.glob("requirements/*.txt"),
        *directory.glob("requirements/*.in"),
    ]
    found += [(one, of_requirements) for one in sorted(paths) if _is_small_file(one)]
    return found


def _is_small_file(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size <= _MOST_BYTES
    except OSError:
        return False
