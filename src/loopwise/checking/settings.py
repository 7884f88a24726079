"""What the user chose for checking: ``[tool.loopwise]``, or ``loopwise.toml``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loopwise.model.place import Place, shorten
from loopwise.model.runner import RUNNERS
from loopwise.model.scope import one_of
from loopwise.static.ini_lines import BadConfiguration, read_text
from loopwise.static.near import nearest
from loopwise.static.toml_lines import line_of, read_toml, toml_lines

OUTPUT_FORMATS = ("text", "concise", "json", "github", "gitlab", "junit", "sarif")
FILE = "loopwise.toml"
_CODE = re.compile(r"ALL|LW\d{0,3}|[a-z][a-z-]+")
"""Or the name of a rule: whether there is one of that name is seen later."""


class BadSetting(ValueError):
    """A setting means nothing; the text names the file, the line and the key."""


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """The user's choices for checking, validated."""

    select: tuple[str, ...] | None = None
    """Codes, or their beginnings; ``None``: all rules."""
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Codes by patterns of paths, which are seen from ``directory``."""
    exclude: tuple[str, ...] | None = None
    """Patterns of paths that are left out; ``None``: those that always are."""
    extend_exclude: tuple[str, ...] = ()
    runner: str | None = None
    """What runs the async tests; ``None``: what the project declares."""
    cache: bool = True
    cache_dir: str | None = None
    output_format: str = "text"
    fix: bool = False
    unsafe_fixes: bool = False
    directory: Path | None = None
    """Where the file stands; ``None``: there is none."""
    file: Path | None = None


def find_settings(directory: Path) -> CheckSettings:
    """Read the settings of the nearest file upwards that has some.

    Raises:
        BadSetting: a file cannot be read, or says something that means nothing.
    """
    for one in (directory, *directory.parents):
        for name in (FILE, "pyproject.toml"):
            path = one / name
            if path.is_file():
                found = read_settings(path)
                if found is not None:
                    return found
        if (one / ".git").exists():
            break
    return CheckSettings()


def read_settings(path: Path) -> CheckSettings | None:
    """Read the settings in a file; ``None``: it has no table for them.

    A ``pyproject.toml`` has them in ``[tool.loopwise]``, any other file at its top.

    Raises:
        BadSetting: it cannot be read, or says something that means nothing.
    """
    shown = shorten(str(path), str(Path.cwd()))
    try:
        text = read_text(path).replace("\r\n", "\n")
        read = read_toml(text)
    except BadConfiguration as error:
        raise BadSetting(f"{Place(shown, error.line)} {error}") from None
    where: tuple[str, ...] = ()
    if path.name == "pyproject.toml":
        where = ("tool", "loopwise")
        tool = read.get("tool")
        table = tool.get("loopwise") if isinstance(tool, dict) else None
        if not isinstance(table, dict):
            return None
        read = table
    lines = toml_lines(text)
    chosen: dict[str, Any] = {}
    for key, value in read.items():
        place = Place(shown, line_of(lines, *where, key))
        try:
            chosen[key.replace("-", "_")] = _valid(key, value)
        except ValueError as error:
            raise BadSetting(f"{place}: {error}") from None
    return CheckSettings(**chosen, directory=path.parent, file=path)


def _valid(key: str, value: object) -> object:
    validate = _KEYS.get(key)
    if validate is None:
        near = nearest(key.replace("_", "-").lower(), _KEYS, 0.6)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(_KEYS)}"
        raise ValueError(f"`{key}` is not a key of Loopwise's checker; {hint}")
    return validate(key, value)


def _texts(key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    raise ValueError(f"`{key}` has to be a list of strings, not {value!r}")


def _codes(key: str, value: object) -> tuple[str, ...]:
    found = _texts(key, value)
    for one in found:
        if not _CODE.fullmatch(one):
            raise ValueError(
                f'`{key}` has {one!r}; codes are like "LW101", or begin so, or "ALL"'
            )
    return found


def _codes_by_pattern(key: str, value: object) -> dict[str, tuple[str, ...]]:
    if isinstance(value, dict):
        return {one: _codes(f"{key}.{one}", codes) for one, codes in value.items()}
    raise ValueError(
        f"`{key}` has to be a table of lists by patterns of paths, not {value!r}"
    )


def _flag(key: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(f"`{key}` has to be true or false, not {value!r}")


def _text(key: str, value: object) -> str:
    if isinstance(value, str) and value:
        return value
    raise ValueError(f"`{key}` has to be a string, not {value!r}")


def _choice(*choices: str) -> Callable[[str, object], str]:
    def validate(key: str, value: object) -> str:
        if isinstance(value, str) and value in choices:
            return value
        raise ValueError(f"`{key}` has to be {one_of(choices)}, not {value!r}")

    return validate


_KEYS: Mapping[str, Callable[[str, object], object]] = {
    "select": _codes,
    "extend-select": _codes,
    "ignore": _codes,
    "extend-ignore": _codes,
    "per-file-ignores": _codes_by_pattern,
    "exclude": _texts,
    "extend-exclude": _texts,
    "runner": _choice(*RUNNERS),
    "cache": _flag,
    "cache-dir": _text,
    "output-format": _choice(*OUTPUT_FORMATS),
    "fix": _flag,
    "unsafe-fixes": _flag,
}
