"""One configuration file: what is in it for pytest, and what of that pytest reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from loopwise.model.place import Place
from loopwise.static.configuration import (
    ConfigurationFile,
    ConfigurationProblem,
    Section,
    Setting,
)
from loopwise.static.ini_lines import BadConfiguration, ini_sections, read_text
from loopwise.static.toml_lines import line_of, read_toml, toml_lines

NAMES = (
    "pytest.toml",
    ".pytest.toml",
    "pytest.ini",
    ".pytest.ini",
    "pyproject.toml",
    "tox.ini",
    "setup.cfg",
)
"""In the order in which pytest looks for them in a directory."""

_MEANT = frozenset(
    {
        "pytest",
        "pytest.ini_options",
        "tool.pytest",
        "tool.pytest.ini_options",
    }
)
NATIVE = "tool.pytest"
OPTIONS = "tool.pytest.ini_options"


def plain_name(section: str) -> str:
    """Write the name of a section as all the ways to write it have in common."""
    cut = "".join(section.lower().split()).replace("-", "_")
    return cut.replace('"', "").replace("'", "").replace(":", ".").strip(".")


def names_for(pytest: tuple[int, ...] | None) -> tuple[str, ...]:
    """Give the names of the files that this pytest looks for, in its order."""
    if pytest is not None and pytest < (9,):
        return NAMES[2:]
    return NAMES


def read_configuration_file(
    path: Path, shown: str, pytest: tuple[int, ...] | None = None
) -> ConfigurationFile:
    """Read what a configuration file has for pytest; it may be broken.

    Args:
        path: The file.
        shown: How messages name it.
        pytest: The newest pytest that the project allows; ``None``: any.
    """
    name = path.name
    try:
        text = read_text(path)
        if path.suffix == ".toml":
            sections = _toml_sections(text, shown)
            read = _read_of_toml(sections, name, pytest)
        else:
            sections = [
                one
                for one in ini_sections(text, shown)
                if plain_name(one.name) in _MEANT
            ]
            read = _read_of_ini(sections, path)
    except BadConfiguration as error:
        problem = ConfigurationProblem(str(error), Place(shown, error.line), str(path))
        return ConfigurationFile(path, shown, problem=problem)
    # .pytest.ini without a section: since pytest 9. Then an empty one shadows others.
    always = {"pytest.ini", "pytest.toml", ".pytest.toml"}
    if pytest is None or pytest >= (9,):
        always.add(".pytest.ini")
    return ConfigurationFile(path, shown, tuple(sections), read, name in always)


def _read_of_ini(sections: list[Section], path: Path) -> Section | None:
    wanted = "tool:pytest" if path.suffix == ".cfg" else "pytest"
    return next((one for one in sections if one.name == wanted), None)


def _read_of_toml(
    sections: list[Section], name: str, pytest: tuple[int, ...] | None
) -> Section | None:
    by_name = {one.name: one for one in sections}
    if name in {"pytest.toml", ".pytest.toml"}:
        return by_name.get("pytest")
    if pytest is None or pytest >= (9,):
        native = by_name.get(NATIVE)
        if native is not None and native.settings:
            return native
    found = by_name.get(OPTIONS)
    return (
        by_name.get("pytest") if found is None and name != "pyproject.toml" else found
    )


def _toml_sections(text: str, shown: str) -> list[Section]:
    # pytest decodes without looking for a BOM, so tomllib says where the fault is.
    text = text.replace("\r\n", "\n")
    read = read_toml(text)
    tables = list(_tables(read))
    if not tables:
        return []
    lines = toml_lines(text)
    found = []
    for path, table in tables:
        settings = {
            key: Setting(key, value, Place(shown, line_of(lines, *path, key)))
            for key, value in table.items()
            if not isinstance(value, dict)
        }
        place = Place(shown, line_of(lines, *path))
        found.append(Section(".".join(path), place, settings))
    return found


def _tables(
    inside: Mapping[str, Any], before: tuple[str, ...] = ()
) -> list[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Give the tables that are meant for pytest, with their paths."""
    found: list[tuple[tuple[str, ...], Mapping[str, Any]]] = []
    for key, value in inside.items():
        if not isinstance(value, dict):
            continue
        path = (*before, key)
        if plain_name(".".join(path)) in _MEANT:
            # One that only holds [tool.pytest.ini_options] was not written by anybody.
            if not value or any(not isinstance(one, dict) for one in value.values()):
                found.append((path, value))
            found += _tables(value, path)
        elif path == ("tool",):
            found += _tables(value, path)
    return found
