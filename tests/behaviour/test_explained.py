"""The table of explained errors: they all happen, and what is said of them is right."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.explained.families import ROWS, NotHereError, Servers
from benchmarks.explained.judging import accused, judge, mended, remedy_for
from benchmarks.explained.row import Innocent, Row
from benchmarks.explained.rows.innocents import INNOCENTS
from benchmarks.explained.writing import as_lines


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with Servers() as servers:
        yield servers


def variables(row: Row | Innocent, servers: Servers) -> dict[str, str]:
    if sys.version_info < row.least:
        pytest.skip(f"happens from Python {row.least} on")
    if isinstance(row, Row) and pytest.version_tuple[:2] < row.pytest:
        pytest.skip(f"shows with pytest {row.pytest} or later")
    try:
        return servers.variables(row)
    except NotHereError as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_row(row: Row, servers: Servers, tmp_path: Path) -> None:
    """A row's error happens, each of its fixes ends it, and the report says enough."""
    env = variables(row, servers)
    verdict = judge(row, tmp_path, env)
    assert verdict.seen, verdict.text
    for number, remedy in enumerate(row.remedies):
        # The one that the report offers first has been followed already.
        if verdict.mended != "yes" or remedy is not remedy_for(row, verdict.fix):
            found = mended(row, remedy, tmp_path / str(number), env)
            assert found == "yes", f"{remedy.says}: {found}"
    said = verdict.message.text if verdict.message else verdict.text
    told = "\n".join((*as_lines(verdict), said))
    assert verdict.right is not bool(row.lacks), told


@pytest.mark.parametrize("one", INNOCENTS, ids=lambda one: one.name)
def test_innocent(one: Innocent, servers: Servers, tmp_path: Path) -> None:
    """Nothing about loops is said of a failure that loops have no part in."""
    assert accused(one, tmp_path, variables(one, servers)) == ""
