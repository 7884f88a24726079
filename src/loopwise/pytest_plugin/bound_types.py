"""The catalog of a run, with the rows that the user adds in configuration or a hook."""

from __future__ import annotations

import dataclasses
import re

import pytest

from loopwise.model.scope import one_of
from loopwise.pytest_plugin.options import set_in
from loopwise.resources.bound_type import Binds, BoundType
from loopwise.resources.catalog import Catalog

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


def read_catalog(config: pytest.Config) -> Catalog:
    """Give the catalog with the user's rows.

    Raises:
        pytest.UsageError: a row means nothing; the text names it and where it stands.
    """
    place = set_in(config, "loopwise_bound_types")
    own = [_read_line(line, place) for line in config.getini("loopwise_bound_types")]
    for rows in config.hook.pytest_loopwise_bound_types(config=config):
        own += [_checked(row) for row in rows]
    return Catalog(own)


def _read_line(line: str, place: str) -> BoundType:
    """Read a row as it stands in configuration, all options on one line.

    ``package.module:Class binds=creation loop=_loop made_by=module:function``
    """
    name, *options = line.split()
    _check_name(name, place)
    found: dict[str, str] = {}
    for option in options:
        key, is_given, value = option.partition("=")
        if key not in _KEYS or not is_given or not value:
            raise pytest.UsageError(
                f"{place}: {option!r} of {name} means nothing; "
                f"write {one_of(tuple(f'{key}=...' for key in _KEYS))}"
            )
        found[key] = value
    binds = found.pop("binds", "first-use")
    if binds not in BINDS:
        raise pytest.UsageError(
            f"{place}: binds={binds} of {name} means nothing; "
            f"choose {one_of(tuple(BINDS))}"
        )
    for maker in found.get("made_by", "").split(",") if "made_by" in found else ():
        _check_name(maker, place)
    for key in ("loop", "closed", "close"):
        for path in found.get(key, "").split(",") if key in found else ():
            if not _PATH.fullmatch(path):
                raise pytest.UsageError(
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


def _check_name(name: str, place: str) -> None:
    if not _NAME.fullmatch(name):
        raise pytest.UsageError(
            f"{place}: {name!r} does not name a type; write package.module:Class"
        )


def _checked(row: object) -> BoundType:
    if not isinstance(row, BoundType):
        raise pytest.UsageError(
            f"pytest_loopwise_bound_types gave {row!r}; "
            "return loopwise.bound_types.BoundType"
        )
    _check_name(row.name, "pytest_loopwise_bound_types")
    return row if row.verified else dataclasses.replace(row, verified="by the user")
