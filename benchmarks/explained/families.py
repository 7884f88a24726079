"""All rows, by the family that they belong to, and what they need to run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from importlib import metadata
from importlib.util import find_spec
from types import TracebackType

import pytest

from benchmarks.explained.row import Innocent, Row
from benchmarks.explained.rows import (
    clients,
    databases,
    documents,
    messaging,
    mistakes,
    primitives,
    silent,
    symptoms,
    unknown,
    wrapped,
)

FAMILIES: Mapping[str, tuple[Row, ...]] = {
    "asyncio itself": primitives.ROWS,
    "databases": (*databases.ROWS, *documents.ROWS),
    "clients": clients.ROWS,
    "messages and streams": messaging.ROWS,
    "classes that no catalog knows": unknown.ROWS,
    "not where one looks": wrapped.ROWS,
    "errors that name no object": symptoms.ROWS,
    "slips": mistakes.ROWS,
    "silence": silent.ROWS,
}
ROWS = tuple(row for rows in FAMILIES.values() for row in rows)


class NotHereError(Exception):
    """What a row needs is not there; the text says what."""


class Servers(AbstractContextManager["Servers"]):
    """The servers of the rows, each started when the first row needs it."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._started: dict[str, dict[str, str]] = {}

    def variables(self, row: Row | Innocent) -> dict[str, str]:
        """Give the variables that tell a row where its server is.

        Raises:
            NotHereError: the library or the server is missing.
        """
        for name in (*row.imports, *_modules(row)):
            if find_spec(name) is None:
                raise NotHereError(f"{name} is not installed")
        if row.server and row.server not in self._started:
            self._started[row.server] = self._start(row.server)
        return self._started.get(row.server, {})

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, traceback)

    def _start(self, name: str) -> dict[str, str]:
        from benchmarks.explained.servers import SERVERS  # noqa: PLC0415 - rows without

        # servers need none of what those import.
        try:
            return self._stack.enter_context(SERVERS[name]())
        except (ImportError, LookupError, pytest.skip.Exception) as missing:
            raise NotHereError(f"no server: {missing}") from missing


def version_of(row: Row | Innocent) -> str:
    """Give what a row is about, with its version."""
    if not row.library:
        return "asyncio"
    return f"{row.library} {metadata.version(row.library)}"


def chosen(names: Iterable[str]) -> Iterator[Row]:
    """Give the rows whose name, library or family holds one of some words."""
    words = [name.lower() for name in names]
    for family, rows in FAMILIES.items():
        for row in rows:
            about = f"{family} {row.name} {row.library}".lower()
            if not words or any(word in about for word in words):
                yield row


def _modules(row: Row | Innocent) -> tuple[str, ...]:
    if row.imports or not row.library:
        return ()
    return (row.library,)
