"""Rows of the catalog as the user writes them in configuration, one a line."""

from __future__ import annotations

import re

from loopwise.model.scope import one_of
from loopwise.resources.bound_type import Binds, BoundType

_NAME = re.compile(r"[A-Za-z_][\w.]*::?[A-Za-z_][\w.]*")
_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[0\]|\(\))*")
_KEYS = ("binds", "loop", "made_by", "close", "closed")
_LISTS = frozenset({"loop", "made_by", "closed"})
BINDS = {
    "creation": Binds.CREATION,
    "first-use": Binds.FIRST_USE,
    "first-wait": Binds.FIRST_WAIT,
    "never": Binds.NEVER,
}


class BadRow(ValueError):
    """A row means nothing; the text names it and where it stands."""


def read_row(line: str, place: str) -> BoundType:
    """Read a row as it stands in configuration, all options on one line.

    ``package.module:Class binds=creation loop=_loop made_by=module:function``

    Raises:
        BadRow: it means nothing.
    """
    name, *options = line.split()
    check_name(name, place)
    found: dict[str, str] = {}
    for option in options:
        key, is_given, value = option.partition("=")
        if key not in _KEYS or not is_given or not value:
            raise BadRow(
                f"{place}: {option!r} of {name} means nothing; "
                f"write {one_of(tuple(f'{key}=...' for key in _KEYS))}"
            )
        found[key] = value
    binds = found.pop("binds", "first-use")
    if binds not in BINDS:
        raise BadRow(
            f"{place}: binds={binds} of {name} means nothing; "
            f"choose {one_of(tuple(BINDS))}"
        )
    for maker in found.get("made_by", "").split(",") if "made_by" in found else ():
        check_name(maker, place)
    for key in ("loop", "closed", "close"):
        for path in found.get(key, "").split(",") if key in found else ():
            if not _PATH.fullmatch(path):
                raise BadRow(
                    f"{place}: {key}={path} of {name} is not a path; "
                    "write attributes such as _pool._loop or items[0]"
                )
    lists = {key: tuple(found[key].split(",")) for key in _LISTS & found.keys()}
    return BoundType(
        name=name,
        binds=BINDS[binds],
        loop=lists.get("loop", ()),
        made_by=lists.get("made_by", ()),
        closed=lists.get("closed", ()),
        close=found.get("close", "").replace(",", " "),
        verified=place,
    )


def check_name(name: str, place: str) -> None:
    """Check that a name is one of a type.

    Raises:
        BadRow: it is not.
    """
    if not _NAME.fullmatch(name):
        raise BadRow(
            f"{place}: {name!r} does not name a type; write package.module:Class"
        )
