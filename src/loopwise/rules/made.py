"""What an expression makes, if the catalog knows it as an object that has a loop."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache

from loopwise.resources.bound_type import Binds, BoundType
from loopwise.resources.catalog import Catalog
from loopwise.resources.names import matches
from loopwise.rules.view import View
from loopwise.static.bound_names import dotted, last_name

_FREE_DRIVERS = ("aiosqlite", "psycopg")
_DRIVERS_WITH_LOOPS = ("asyncpg", "aiomysql", "asyncmy", "aioodbc")
_ENGINE = "sqlalchemy.ext.asyncio:AsyncEngine"
_OPAQUE = frozenset({"app", "transport", "transports", "http_client", "creator"})
"""Arguments that may well make an object that has no loop."""
_NOT_AWAITED = ("motor.", "aiosmtplib:", "aiopg:", "asyncio:", "opensearchpy:")
"""Types whose method that closes them need not be awaited, or may not be."""
_FAMILY_OF_ASYNCIO = "asyncio:"


@dataclass(frozen=True, slots=True)
class Made:
    """An object of a type that the catalog knows."""

    row: BoundType
    call: ast.Call

    @property
    def close(self) -> str:
        """The method that closes it and is awaited; empty where there is none."""
        close = self.row.close
        if " " in close or self.row.name.startswith(_NOT_AWAITED):
            return ""
        return close


@cache
def _catalog() -> Catalog:
    return Catalog()


@cache
def _last_names() -> frozenset[str]:
    """Give the last names of all types and makers: a quick first look."""
    patterns = (
        one for row in _catalog().rows for one in (row.name, *row.also, *row.made_by)
    )
    return frozenset(one.rpartition(":")[2].rpartition(".")[2] for one in patterns)


def row_of(full: str) -> BoundType | None:
    """Give the row for what ``package.module.Name`` gives when called."""
    parts = full.split(".")
    for cut in (1, 2):
        if len(parts) <= cut:
            return None
        name = ".".join(parts[-cut:])
        if not _catalog().is_special(name):
            continue
        row = _catalog().of_name(".".join(parts[:-cut]), name)
        if row is not None:
            return row
    return None


def made_by(view: View, node: ast.AST | None) -> Made | None:
    """Give what an expression makes, awaited or not; ``None`` in any doubt."""
    if isinstance(node, ast.Await):
        node = node.value
    if not isinstance(node, ast.Call):
        return None
    if last_name(node.func) not in _last_names():
        return None
    row = row_of(view.qualified(node.func)) or _by_method(view, node.func)
    if row is None or row.binds is Binds.NEVER:
        return None
    if row.name.startswith(_FAMILY_OF_ASYNCIO):
        return None  # a lock that never has to wait belongs to no loop
    return Made(row, node)


def may_be_free(view: View, made: Made) -> bool:
    """Whether the object may well be one that belongs to no loop."""
    call = made.call
    if made.row.unless or made.row.unless_made_with:
        if any(one.arg is None or one.arg in _OPAQUE for one in call.keywords):
            return True
        if any(isinstance(one, ast.Starred) for one in call.args):
            return True
    for node in ast.walk(call):
        if isinstance(node, (ast.Name, ast.Attribute)) and node is not call.func:
            full = view.qualified(node)
            module, _, name = full.rpartition(".")
            if any(matches(p, module, name) for p in made.row.unless_made_with):
                return True
    if made.row.name != _ENGINE:
        return False
    pool = next((one.value for one in call.keywords if one.arg == "poolclass"), None)
    if pool is not None and not view.qualified(pool):
        return True
    return _has_free_driver(view, call)


def _by_method(view: View, func: ast.expr) -> BoundType | None:
    """Give the row for ``engine.connect()``, where ``engine`` is made in the file."""
    if not isinstance(func, ast.Attribute):
        return None
    if func.attr not in _methods():
        return None
    owner = view.definition(func.value)
    if not isinstance(owner, (ast.Assign, ast.AnnAssign)):
        return None
    value = owner.value.value if isinstance(owner.value, ast.Await) else owner.value
    if not isinstance(value, ast.Call):
        return None
    row = row_of(view.qualified(value.func))
    if row is None:
        return None
    module, _, name = row.name.partition(":")
    return _catalog().of_name(module, f"{name}.{func.attr}")


@cache
def _methods() -> frozenset[str]:
    """Give the names of methods that make objects which the catalog knows."""
    makers = (one.rpartition(":")[2] for row in _catalog().rows for one in row.made_by)
    return frozenset(one.rpartition(".")[2] for one in makers if "." in one)


def _has_free_driver(view: View, call: ast.Call) -> bool:
    """Whether an engine's address names a driver without loops, or may well do so."""
    url = call.args[0] if call.args else None
    if url is None:
        url = next((one.value for one in call.keywords if one.arg == "url"), None)
    text = _text(view, url)
    if text:
        return any(one in text for one in _FREE_DRIVERS)
    if any(one in view.file.text for one in _FREE_DRIVERS):
        return True
    return _declares_free_drivers_alone(view)


def _text(view: View, node: ast.expr | None) -> str:
    """Give the text of an address, as far as it is written in the file."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(view, one) for one in node.values)
    if isinstance(node, ast.Name):
        found = view.definition(node)
        if isinstance(found, (ast.Import, ast.ImportFrom)):
            elsewhere = view.lookup.definition(view.qualified(node))
            found = elsewhere.node if elsewhere else None
        if isinstance(found, (ast.Assign, ast.AnnAssign)) and not isinstance(
            found.value, ast.Name
        ):
            return _text(view, found.value)
    return ""


def _declares_free_drivers_alone(view: View) -> bool:
    """Whether the project declares drivers, and none of them has loops."""
    declared = ""
    for path in (
        view.project.rootdir / "pyproject.toml",
        view.project.rootdir / "setup.cfg",
        view.project.rootdir / "setup.py",
        *sorted(view.project.rootdir.glob("*requirements*.txt")),
    ):
        view.lookup.note(path)
        try:
            declared += path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
    if any(one in declared for one in _DRIVERS_WITH_LOOPS):
        return False
    return any(one in declared for one in _FREE_DRIVERS)


def label(made: Made) -> str:
    """Name what is made as the code does: ``create_async_engine``."""
    return dotted(made.call.func) or made.row.label
