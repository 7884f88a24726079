"""Edits of configuration files that leave alone all that they are not about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import SequenceMatcher

from loopwise.fixes.ini_edits import edit_ini
from loopwise.model.finding import KeyEdit, SectionEdit

ConfigEdit = KeyEdit | SectionEdit


class CannotEdit(ValueError):
    """A file is written in a way that an edit does not fit into; the text says why."""


class MissingExtra(ImportError):
    """What repairs TOML is not installed; the text has the command that does it."""


def apply_config_edits(text: str, edits: Iterable[ConfigEdit], name: str) -> str:
    """Make edits in the text of a configuration file.

    Those that are made already change nothing. Comments, layout, quotes and line
    endings of all other lines stay.

    Args:
        text: What is in the file, line endings as they are.
        edits: All for this file.
        name: The file's name: its end tells TOML from ini files.

    Raises:
        CannotEdit: the file is broken, or too unusual; nothing is to be changed.
        MissingExtra: a package is missing.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    old = text.removeprefix(mark)
    plain = old.replace("\r\n", "\n").replace("\r", "\n")
    edit = _toml_editor() if name.endswith(".toml") else edit_ini
    new = plain
    try:
        for one in edits:
            new = edit(new, one)
    except ValueError as error:
        raise CannotEdit(str(error)) from None
    return text if new == plain else mark + _with_endings(new, old)


def _toml_editor() -> Callable[[str, ConfigEdit], str]:
    try:
        from loopwise.fixes.toml_edits import edit_toml  # noqa: PLC0415  # needs an extra
    except ModuleNotFoundError as error:
        raise MissingExtra(
            f"repairs of TOML files need the package {error.name}: "
            'pip install "loopwise[fix]"'
        ) from None
    return edit_toml


def _with_endings(new: str, old: str) -> str:
    """Give each line the ending that it had; new ones that of the file's first line."""
    were = _lines(old)
    if not any("\r" in ending for _, ending in were):
        return new
    usual = were[0][1] or "\n"
    lines = [line for line, _ in _lines(new)]
    endings = [usual] * len(lines)
    matcher = SequenceMatcher(None, [line for line, _ in were], lines, autojunk=False)
    for block in matcher.get_matching_blocks():
        for number in range(block.size):
            endings[block.b + number] = were[block.a + number][1] or usual
    if not new.endswith("\n"):
        endings[-1] = ""
    return "".join(line + end for line, end in zip(lines, endings, strict=True))


def _lines(text: str) -> list[tuple[str, str]]:
    """Give lines with their endings; str.splitlines() would know too many of them."""
    found = []
    for one in text.split("\n"):
        for number, part in enumerate(parts := one.split("\r")):
            is_last = number == len(parts) - 1
            found.append((part, "\n" if is_last else "\r"))
    joined: list[tuple[str, str]] = []
    for line, ending in found:
        if not line and ending == "\n" and joined and joined[-1][1] == "\r":
            joined[-1] = (joined[-1][0], "\r\n")
        else:
            joined.append((line, ending))
    if joined and joined[-1] == ("", "\n"):
        joined.pop()
    return joined
