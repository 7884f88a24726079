"""Edits of TOML files, by tomlkit."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import MutableMapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Bool, Item, String, StringType

from loopwise.model.finding import KeyEdit, SectionEdit

Table = MutableMapping[str, Any]

_NEXT = re.compile(r"^[ \t]*\[", re.MULTILINE)
"""What may be the head of the next table."""
_TRAILING = re.compile(r"(?:\n[ \t]*(?:#[^\n]*)?)*\Z")
"""Blank lines and comments at an end."""


def edit_toml(text: str, edit: KeyEdit | SectionEdit) -> str:
    r"""Make an edit; lines end with ``\n``.

    Raises:
        ValueError: the text is no TOML, or the edit does not fit into it.
    """
    try:
        old = tomllib.loads(text)
        path = _path(old, edit.section)
        if isinstance(edit, SectionEdit):
            new = _rename_section(text, old, path, edit)
        elif edit.value is None:
            new = _remove(text, old, path, edit)
        elif edit.name and edit.name != edit.key:
            new = _rename(text, old, path, edit, edit.value)
        else:
            new = _set(text, old, path, edit.key, edit.value)
    except (TOMLKitError, RecursionError) as error:
        raise ValueError(str(error) or type(error).__name__) from None
    if new != text:
        _verify(old, tomllib.loads(new), path, edit)
    return new


def _path(content: Table, section: str) -> tuple[str, ...]:
    """Give the keys of a section: ``tool.pytest.ini_options``, as far as it is there.

    Names that have dots of their own are found only if the file has them.
    """
    parts = section.split(".")
    found: list[str] = []
    inside: Any = content
    while parts:
        known = inside if isinstance(inside, dict) else {}
        ends = range(len(parts), 0, -1)
        end = next((one for one in ends if ".".join(parts[:one]) in known), 1)
        found.append(".".join(parts[:end]))
        inside = known.get(found[-1])
        parts = parts[end:]
    return tuple(found)


def _table(content: Table, path: tuple[str, ...]) -> Table | None:
    inside: Any = content
    for name in path:
        if not isinstance(inside, MutableMapping) or name not in inside:
            return None
        inside = inside[name]
    return inside if isinstance(inside, MutableMapping) else None


def _verify(
    old: Table, new: Table, path: tuple[str, ...], edit: KeyEdit | SectionEdit
) -> None:
    """See to it that the edit did what it should, and nothing else."""
    if isinstance(edit, SectionEdit):
        section = _take(old, path)
        target = tuple(edit.name.split("."))
        around = _made(old, target[:-1])
        around[target[-1]] = {**section, **around.get(target[-1], {})}
    else:
        section = _made(old, path)
        value = section.pop(edit.key, None)
        if edit.value is not None:
            name = edit.name or edit.key
            now = (_table(new, path) or {}).get(name)
            same = now is not None and _same(now, edit.value)
            section[name] = now if same else value
            if not same and now != value:
                raise ValueError("it is written too unusually to be edited")
    if _pruned(old) != _pruned(new):
        raise ValueError("it is written too unusually to be edited")


def _same(now: object, wanted: str) -> bool:
    return now == wanted or (isinstance(now, bool) and str(now).lower() == wanted)


def _pruned(content: Any) -> Any:
    """Leave out tables without keys: whether one is there says nothing."""
    if isinstance(content, dict):
        pruned = {key: _pruned(value) for key, value in content.items()}
        return {key: value for key, value in pruned.items() if value != {}}
    return content


def _made(content: Table, path: tuple[str, ...]) -> Table:
    for name in path:
        content = content.setdefault(name, {})
        if not isinstance(content, MutableMapping):
            raise ValueError(f"{name} is no table")  # noqa: TRY004  # the file is wrong
    return content


def _take(content: Table, path: tuple[str, ...]) -> Table:
    around = _table(content, path[:-1])
    if around is None or not isinstance(around.get(path[-1]), dict):
        raise ValueError("there is no such table")
    section: Table = around[path[-1]]
    own = {one: value for one, value in section.items() if not isinstance(value, dict)}
    for one in own:
        del section[one]
    return own


def _item(old: object, value: str) -> Item:
    """Make a value that looks like the one in whose place it comes."""
    if isinstance(old, (Bool, bool)) and value in {"true", "false"}:
        return tomlkit.item(value == "true")
    is_literal = isinstance(old, String) and old.as_string().startswith("'")
    if is_literal and "'" not in value and "\n" not in value:
        return tomlkit.string(value, literal=True)
    if "\n" in value:
        return tomlkit.string(value, multiline=True)
    return String.from_raw(value, StringType.SLB)


def _set(text: str, old: Table, path: tuple[str, ...], key: str, value: str) -> str:
    now = (_table(old, path) or {}).get(key)
    if now is not None and _same(now, value):
        return text
    if key not in (_table(old, path) or {}):
        added = _added(text, old, path, key, value)
        if added is not None:
            return added
    document = tomlkit.parse(text)
    table = _table(document, path)
    if table is None:
        inside: Table = document
        for name in path[:-1]:
            if name not in inside:
                inside[name] = tomlkit.table(is_super_table=True)
            inside = inside[name]
        inside[path[-1]] = table = tomlkit.table()
    if key in table:
        table[key] = _item(table[key], value)
    else:
        table[key] = _item(None, value)
    return tomlkit.dumps(document)


def _added(
    text: str, old: Table, path: tuple[str, ...], key: str, value: str
) -> str | None:
    """Add a line behind the last key of a table that has a head of its own.

    tomlkit would put it behind the comments that belong to what follows. Where the
    table ends is not read but tried: only at its end the text means what it should.
    """
    wanted = copy.deepcopy(old)
    _made(wanted, path)[key] = value
    line = f"{tomlkit.key(key).as_string()} = {_item(None, value).as_string()}"
    for head in _heads(path).finditer(text):
        ends = [one.start() for one in _NEXT.finditer(text, head.end())]
        for end in (*ends, len(text)):
            before = text[: head.end()] + _TRAILING.sub("", text[head.end() : end])
            rest = text[len(before) :]
            new = f"{before}\n{line}{rest or _ending(text)}"
            if _means(new, wanted):
                return new
    return None


def _ending(text: str) -> str:
    return "\n" if text.endswith("\n") else ""


def _means(text: str, wanted: Table) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _heads(path: tuple[str, ...]) -> re.Pattern[str]:
    names = r"[ \t]*\.[ \t]*".join(rf"[\"']?{re.escape(one)}[\"']?" for one in path)
    return re.compile(rf"^([ \t]*\[[ \t]*){names}([ \t]*\])[^\n]*", re.MULTILINE)


def _remove(text: str, old: Table, path: tuple[str, ...], edit: KeyEdit) -> str:
    if edit.key not in (_table(old, path) or {}):
        return text
    document = tomlkit.parse(text)
    table = _table(document, path)
    assert table is not None
    del table[edit.key]
    return tomlkit.dumps(document)


def _rename(
    text: str, old: Table, path: tuple[str, ...], edit: KeyEdit, value: str
) -> str:
    """Give a key another name where it stands; tomlkit would move it."""
    section = _table(old, path) or {}
    if edit.key not in section:
        return _set(text, old, path, edit.name, value)
    if edit.name in section:
        raise ValueError(f"there is a key {edit.name} already")
    pattern = re.compile(rf"(?<![\w\-])([\"']?){re.escape(edit.key)}\1(?=[ \t]*=)")
    for found in pattern.finditer(text):
        new = text[: found.start()] + edit.name + text[found.end() :]
        try:
            read = tomllib.loads(new)
        except tomllib.TOMLDecodeError:
            continue
        now = _table(read, path) or {}
        if edit.name in now and edit.key not in now:
            if now[edit.name] == section[edit.key] and not _is_change(now, edit, value):
                return new
            return _set(new, read, path, edit.name, value)
    raise ValueError(f"{edit.key} is written too unusually")


def _is_change(section: Table, edit: KeyEdit, value: str) -> bool:
    now = section[edit.name]
    return isinstance(now, str) and now != value


def _rename_section(
    text: str, old: Table, path: tuple[str, ...], edit: SectionEdit
) -> str:
    section = _table(old, path)
    if section is None:
        return text
    target = _table(old, tuple(edit.name.split(".")))
    if target and any(not isinstance(one, dict) for one in target.values()):
        raise ValueError(f"there is a table [{edit.name}] already")
    for found in _heads(path).finditer(text):
        head = f"{found[1]}{edit.name}{found[2]}"
        new = text[: found.start()] + head + text[found.end(2) :]
        try:
            read = tomllib.loads(new)
        except tomllib.TOMLDecodeError:
            continue
        if read != old:
            return new
    raise ValueError(f"the head of [{edit.section}] is written too unusually")
