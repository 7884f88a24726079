"""Lock files: the versions that a project really has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from loopwise.model.place import Place, shorten
from loopwise.static.configuration import Declared
from loopwise.static.ini_lines import BadConfiguration, read_text
from loopwise.static.requirement import normalised, numbers_of

TOML_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")

_PACKAGE = re.compile(
    r'^name = "(?P<name>[^"\n]+)"\r?\nversion = "(?P<version>[^"\n]+)"', re.MULTILINE
)
"""As all tools write it. A lock may have 100,000 lines, which tomllib takes seconds
for."""


def locked(directory: Path, rootdir: Path) -> Iterator[Declared]:
    """Give the packages that lock files in a directory hold to one version."""
    for name in TOML_LOCKS:
        path = directory / name
        if path.is_file():
            yield from _of_toml(path, shorten(str(path), str(rootdir)))
    path = directory / "Pipfile.lock"
    if path.is_file():
        yield from _of_pipenv(path, shorten(str(path), str(rootdir)))


def _of_toml(path: Path, shown: str) -> Iterator[Declared]:
    try:
        text = read_text(path)
    except BadConfiguration:
        return  # nothing of ours depends on it alone
    line, counted = 1, 0
    for found in _PACKAGE.finditer(text):
        numbers = numbers_of(found["version"])
        if numbers is not None:
            line += text.count("\n", counted, found.start())
            counted = found.start()
            name = normalised(found["name"])
            written = f"{found['name']}=={found['version']}"
            yield Declared(name, written, numbers, True, Place(shown, line))


def _of_pipenv(path: Path, shown: str) -> Iterator[Declared]:
    try:
        text = read_text(path)
        content = json.loads(text)
    except (ValueError, RecursionError):  # also BadConfiguration
        return
    for group in ("default", "develop"):
        packages = content.get(group) if isinstance(content, dict) else None
        for name, entry in (packages if isinstance(packages, dict) else {}).items():
            version = entry.get("version") if isinstance(entry, dict) else None
            numbers = numbers_of(str(version).removeprefix("=="))
            if numbers is not None:
                line = text[: max(text.find(f'"{name}"'), 0)].count("\n") + 1
                written = f"{name}{version}"
                yield Declared(
                    normalised(name), written, numbers, True, Place(shown, line)
                )
