"""Edits of ini files, line by line.

By the lines that iniconfig gives, which is what pytest reads with. Libraries around
configparser take other files for valid, and names in other letters for the same.
"""

from __future__ import annotations

import re

import iniconfig

from loopwise.model.finding import KeyEdit, SectionEdit

_KEY = re.compile(r"(?P<key>[^=:\n]*?)(?P<sign>[ \t]*[=:][ \t]*)(?P<value>.*)")
_HEAD = re.compile(r"\[(?P<name>[^\n]*?)\](?P<rest>[ \t]*(?:[#;].*)?)")


def edit_ini(text: str, edit: KeyEdit | SectionEdit) -> str:
    r"""Make an edit; lines end with ``\n``.

    Raises:
        ValueError: the text is no ini file, or the edit does not fit into it.
    """
    file = _File(text)
    if isinstance(edit, SectionEdit):
        new = _rename_section(file, edit)
    elif edit.value is None:
        new = _remove(file, edit)
    else:
        new = _set(file, edit, edit.value)
    if new != text:
        _verify(file, _File(new), edit)
    return new


class _File:
    """An ini file's lines, and where in them what stands."""

    def __init__(self, text: str) -> None:
        try:
            read = iniconfig.IniConfig("", data=text)
        except iniconfig.ParseError as error:
            raise ValueError(f"line {error.lineno + 1}: {error.msg}") from None
        except IndexError:  # of a section's head with a comment sign in it
            raise ValueError("not a valid ini file") from None
        self.content = {name: dict(of) for name, of in read.sections.items()}
        self.lines = text.split("\n")
        self._read = read
        if len(text.splitlines()) != text.count("\n") + (text[-1:] not in {"", "\n"}):
            raise ValueError("lines end with unusual characters")

    def line(self, section: str, key: str | None = None) -> int:
        """Give the index of a line: of a section's head, or of a key."""
        found = self._read.lineof(section, key)
        if found is None:
            raise ValueError(f"[{section}] has no {key}")
        return found - 1

    def end(self, at: int) -> int:
        """Give the index behind the last line of the value that begins in a line."""
        last = at
        for number in range(at + 1, len(self.lines)):
            line = self.lines[number]
            if not line.strip() or line.lstrip()[0] in "#;":
                continue
            if not line[0].isspace():
                break
            last = number
        return last + 1


def _verify(old: _File, new: _File, edit: KeyEdit | SectionEdit) -> None:
    """See to it that the edit did what it should, and nothing else."""
    wanted = {name: dict(of) for name, of in old.content.items()}
    if isinstance(edit, SectionEdit):
        wanted[edit.name] = wanted.pop(edit.section)
    elif edit.value is None:
        del wanted[edit.section][edit.key]
    else:
        section = wanted.setdefault(edit.section, {})
        section.pop(edit.key, None)
        section[edit.name or edit.key] = edit.value
    if new.content != wanted:
        raise ValueError("it is written too unusually to be edited")


def _rename_section(file: _File, edit: SectionEdit) -> str:
    if edit.section not in file.content:
        return "\n".join(file.lines)
    if edit.name in file.content:
        raise ValueError(f"there is a section [{edit.name}] already")
    at = file.line(edit.section)
    found = _HEAD.fullmatch(file.lines[at])
    if found is None:
        raise ValueError(f"the head of [{edit.section}] is written too unusually")
    file.lines[at] = f"[{edit.name}]{found['rest']}"
    return "\n".join(file.lines)


def _remove(file: _File, edit: KeyEdit) -> str:
    if edit.key in file.content.get(edit.section, {}):
        at = file.line(edit.section, edit.key)
        del file.lines[at : file.end(at)]
    return "\n".join(file.lines)


def _set(file: _File, edit: KeyEdit, value: str) -> str:
    name = edit.name or edit.key
    section = file.content.get(edit.section, {})
    if edit.key not in section:
        if section.get(name) == value:
            return "\n".join(file.lines)
        return _add(file, edit.section, name, value)
    if name != edit.key and name in section:
        raise ValueError(f"[{edit.section}] has {name} already")
    at = file.line(edit.section, edit.key)
    found = _KEY.match(file.lines[at])
    if found is None:
        raise ValueError(f"{edit.key} is written too unusually")
    if section[edit.key] == value:
        file.lines[at] = f"{name}{found['sign']}{found['value']}"
    else:
        file.lines[at : file.end(at)] = _written(name, found["sign"], value)
    return "\n".join(file.lines)


def _written(name: str, sign: str, value: str) -> list[str]:
    first, *others = value.split("\n")
    return [f"{name}{sign}{first}".rstrip(), *(f"    {one}" for one in others)]


def _add(file: _File, section: str, name: str, value: str) -> str:
    """Add a key behind the last one of its section, and written like that one."""
    if section not in file.content:
        while file.lines and not file.lines[-1].strip():
            file.lines.pop()
        blank = [""] if file.lines else []
        head = f"[{section}]"
        file.lines += [*blank, head, *_written(name, " = ", value), ""]
        return "\n".join(file.lines)
    at, sign = file.line(section) + 1, " = "
    for key in file.content[section]:
        begin = file.line(section, key)
        found = _KEY.match(file.lines[begin])
        if file.end(begin) > at:
            at, sign = file.end(begin), found["sign"] if found else sign
    sign = sign if sign.strip() == "=" else " = "
    # Behind the last value of a file whose last line has no ending.
    file.lines[at:at] = _written(name, sign, value)
    return "\n".join(file.lines)
