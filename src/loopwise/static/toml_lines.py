"""TOML with the lines of its tables and keys, which the standard library forgets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from loopwise.static.ini_lines import BadConfiguration

Path = tuple[str, ...]

_SPACE = re.compile(r"(?:[ \t\r\n\ufeff]+|#[^\n]*)+")
_KEY = re.compile(
    r"""[ \t]*(?:"(?P<basic>(?:[^"\\\n]|\\.)*)"|'(?P<plain>[^'\n]*)'"""
    r"""|(?P<bare>[\w-]+))"""
    r"""[ \t]*(?P<more>\.)?"""
)
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'",
    re.DOTALL,
)
_BLAND = re.compile(r"""[^"'#\[\]{}\n]+""")


def read_toml(text: str) -> dict[str, Any]:
    """Read TOML.

    Raises:
        BadConfiguration: it is not valid.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        why = re.sub(r" \(at .*\)$", "", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise BadConfiguration(f"is not valid TOML: {why}", line) from None
    except (ValueError, RecursionError) as error:
        # tomllib lets those of datetime and of int() through.
        raise BadConfiguration(f"is not valid TOML: {error}") from None


def toml_lines(text: str) -> dict[Path, int]:
    """Give the line of each table and key of valid TOML; of doubles, the first.

    Keys inside of inline tables have none; see `line_of`.
    """
    scan = _Scan(text)
    while scan.step():
        pass
    return scan.lines


def line_of(lines: Mapping[Path, int], *path: str) -> int:
    """Give the line of a key, or of the nearest key or table around it."""
    for end in range(len(path), 0, -1):
        found = lines.get(path[:end])
        if found is not None:
            return found
    return 0


class _Scan:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line, self._counted = 1, 0
        self.table: Path = ()
        self.lines: dict[Path, int] = {}

    def step(self) -> bool:
        """Read one head or one key with its value; ``False`` at the end."""
        self._skip(_SPACE)
        if self.at >= len(self.text):
            return False
        begin = self.at
        self._note_line()
        if self.text[self.at] == "[":
            self._skip_all("[ \t")
            self.table = self._path()
            self._add(self.table)
            self._skip_all("] \t")
        else:
            key = self._path()
            for end in range(1, len(key) + 1):
                self._add((*self.table, *key[:end]))
            self._value()
        # What is not TOML is none of our business, but it has to end.
        self.at = max(self.at, begin + 1)
        return True

    def _add(self, path: Path) -> None:
        self.lines.setdefault(path, self.line)

    def _note_line(self) -> None:
        self.line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found is not None

    def _skip_all(self, characters: str) -> None:
        while self.at < len(self.text) and self.text[self.at] in characters:
            self.at += 1

    def _path(self) -> Path:
        parts = []
        while found := _KEY.match(self.text, self.at):
            self.at = found.end()
            parts.append(_key(found))
            if not found["more"]:
                break
        return tuple(parts)

    def _value(self) -> None:
        """Skip a value, to the end of its last line."""
        depth = 0
        while self.at < len(self.text):
            here = self.text[self.at]
            if here == "\n" and not depth:
                return
            if here in "[{":
                depth += 1
            elif here in "]}":
                depth -= 1
            elif here == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
                continue
            elif self._skip(_STRING) or self._skip(_BLAND):
                continue
            self.at += 1


def _key(found: re.Match[str]) -> str:
    if found["basic"] is None:
        return found["bare"] or found["plain"] or ""
    try:
        return str(tomllib.loads(f'key = "{found["basic"]}"')["key"])
    except tomllib.TOMLDecodeError:
        return found["basic"]
