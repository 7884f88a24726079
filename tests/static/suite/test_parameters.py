"""Parametrization."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.model.scope import Scope
from loopwise.static.suite.parameters import (
    DYNAMIC,
    Parametrization,
    combinations,
)
from tests.static.suite.project import Parts


def read(directory: Path, arguments: str, before: str = "") -> Parametrization | None:
    """Read one mark with some arguments."""
    text = f"import pytest\n{before}\n@pytest.mark.parametrize({arguments})\n"
    parts = Parts(directory, {"one.py": f"{text}def test_one(): ...\n"})
    (mark,) = parts.marks.of_function(parts.function("test_one", "one"))
    return parts.parameters.of_mark(mark)


def ids(directory: Path, arguments: str, before: str = "") -> list[str]:
    """Give the ids of the tests that a mark makes."""
    found = read(directory, arguments, before)
    assert found is not None
    return [one.id for one in combinations([found])]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("'a', [f(), 1]", [f"[{DYNAMIC}]"]),
        ("'a', make()", [f"[{DYNAMIC}]"]),
        ("'a', [1, 2], ids=make", [f"[{DYNAMIC}]"]),
        ("'a', [1, 2], ids=['x', None]", ["[x]", "[2]"]),
        ("'a', [1, 2], ids=[3]", ["[3]", "[2]"]),
        ("'a,b', [(1, 'x')]", ["[1-x]"]),
        ("('a', 'b'), [(1, [])]", ["[1-b0]"]),
        ("'a', [pytest.param(f(), id='said')]", ["[said]"]),
        ("'a', ['x', 'x', 'x1']", ["[x0]", "[x2]", "[x1]"]),
        ("'a', []", ["[NOTSET]"]),
        ("'a', [1, 1]", ["[1_0]", "[1_1]"]),
    ],
)
def test_ids(tmp_path: Path, arguments: str, expected: list[str]) -> None:
    """Ids are pytest's where the source says them, and one for all where not."""
    assert ids(tmp_path, arguments) == expected


def test_combinations_are_in_order(tmp_path: Path) -> None:
    """The first parametrization changes slowest, as in pytest."""
    found = read(tmp_path, "'a', [1, 2]")
    assert found is not None
    both = [found, found]
    assert [one.id for one in combinations(both)] == [
        "[1-1]",
        "[1-2]",
        "[2-1]",
        "[2-2]",
    ]
    assert [one.id for one in combinations([])] == [""]


def test_indirect_names_and_scopes(tmp_path: Path) -> None:
    """A mark says which of its names go to fixtures, and how long these are kept."""
    found = read(tmp_path, "'a,b', [(1, 2)], indirect=['b'], scope='module'")
    assert found is not None
    assert found.indirect == {"b"}
    assert found.scope is Scope.MODULE
    found = read(tmp_path, "'a,b', [(1, 2)], indirect=True")
    assert found is not None
    assert found.indirect == {"a", "b"}


def test_unknown_names(tmp_path: Path) -> None:
    """Of a mark whose names are computed nothing is known."""
    assert read(tmp_path, "names(), [1]") is None
