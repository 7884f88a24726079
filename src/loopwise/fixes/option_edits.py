"""Edits that take options out of ``addopts``, and names out of lists, in their text."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import iniconfig

from loopwise.model.finding import TextEdit

_GAP = r"(?:[ \t]*\r?\n[ \t]+|[ \t]+)"
"""Between options: blanks, also over the end of a line."""


def without_option(
    file: str, text: str, section: str, key: str, option: str, value: str = ""
) -> TextEdit | None:
    """Take an option with its value out of a setting; ``None``: it is not that easy.

    Args:
        file: The path of the configuration file.
        text: What is in it.
        section: As written.
        key: Such as ``addopts``.
        option: Such as ``--asyncio-mode``, or ``-p``.
        value: Such as ``auto``.
    """
    words = re.escape(option) + rf"(?:=|{_GAP}|)" + re.escape(value)
    item = rf"[ \t]*([\"']){words}\1[ \t]*,?"
    pair = (
        rf"[ \t]*([\"']){re.escape(option)}\1[ \t]*,\s*"
        rf"([\"']){re.escape(value)}\2[ \t]*,?"
    )
    lines = (rf"^{one}[ \t]*(?:#[^\r\n]*)?\r?\n" for one in (item, pair))
    end = r"(?=[\s\"']|$)"
    before, behind = rf"{_GAP}{words}{end}", rf"(?<=[\"'\s=]){words}{end}[ \t]*"
    for pattern in (*lines, item, pair, before, behind):
        for found in re.finditer(pattern, text, re.MULTILINE):
            new = text[: found.start()] + text[found.end() :]
            if _is_only_less(file, text, new, (section, key), (option, value)):
                return TextEdit(file, found.start(), found.end(), "")
    return None


def with_other_word(
    file: str, text: str, section: str, key: str, names: tuple[str, str]
) -> TextEdit | None:
    """Put one word of a setting in another's place; ``None``: it is not that easy.

    Args:
        file: The path of the configuration file.
        text: What is in it.
        section: As written.
        key: Such as ``required_plugins``.
        names: What there is, and what shall be there.
    """
    old, new = names
    for found in re.finditer(rf"(?<![\w-]){re.escape(old)}(?![\w-])", text):
        changed = text[: found.start()] + new + text[found.end() :]
        before, after = _read(file, text), _read(file, changed)
        was = _words(before, section, key)
        now = [one.replace(old, new) for one in was]
        if was != now and _words(after, section, key) == now:
            if _others(before, section, key) == _others(after, section, key):
                return TextEdit(file, found.start(), found.end(), new)
    return None


def _is_only_less(
    file: str, text: str, new: str, where: tuple[str, str], cut: tuple[str, str]
) -> bool:
    before, after = _read(file, text), _read(file, new)
    was, now = _words(before, *where), _words(after, *where)
    option, value = cut
    forms = ([f"{option}={value}"], [option, value], [f"{option}{value}"])
    wanted = [
        was[:at] + was[at + len(form) :]
        for form in forms
        for at in range(len(was))
        if was[at : at + len(form)] == form
    ]
    if not was or now not in wanted:
        return False
    return _others(before, *where) == _others(after, *where)


def _read(file: str, text: str) -> dict[str, Any]:
    """Read a file's sections; empty if it cannot be read."""
    try:
        if not file.endswith(".toml"):
            read = iniconfig.IniConfig("", data=text)
            return {name: dict(of) for name, of in read.sections.items()}
        return tomllib.loads(text.replace("\r\n", "\n"))
    except (iniconfig.ParseError, IndexError, tomllib.TOMLDecodeError):
        return {}


def _section(read: dict[str, Any], section: str) -> dict[str, Any]:
    if section in read:
        found = read[section]
    else:
        found = read
        for name in section.split("."):
            found = found.get(name, {}) if isinstance(found, dict) else {}
    return found if isinstance(found, dict) else {}


def _words(read: dict[str, Any], section: str, key: str) -> list[str]:
    found = _section(read, section).get(key)
    if isinstance(found, list):
        return [str(one) for one in found]
    return str(found or "").split()


def _others(read: dict[str, Any], section: str, key: str) -> dict[str, Any]:
    """Give all that is read but one key."""
    _section(read, section).pop(key, None)
    return read
