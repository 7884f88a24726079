"""Values that source says."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from loopwise.static.suite.literals import UNKNOWN
from tests.static.suite.project import Parts

FILES = {
    "other.py": "NAME = 'session'\nMORE = [3]",
    "here.py": """
        from other import MORE, NAME

        NUMBERS = [1, 2]
        COMPUTED = len(NUMBERS)
    """,
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'a'", "a"),
        ("-1.5", -1.5),
        ("None", None),
        ("(1, 'b')", (1, "b")),
        ("[1, (2,)]", [1, (2,)]),
        ("NAME", "session"),
        ("NUMBERS", [1, 2]),
        ("COMPUTED", UNKNOWN),
        ("[COMPUTED]", UNKNOWN),
        ("unknown", UNKNOWN),
        ("-'a'", UNKNOWN),
        ("f'{NAME}'", UNKNOWN),
    ],
)
def test_values(tmp_path: Path, text: str, value: object) -> None:
    """What is written out has a value, also through names; what is computed not."""
    parts = Parts(tmp_path, FILES)
    node = ast.parse(text, mode="eval").body
    assert parts.literals.of(node, parts.module("here")) == value


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("[f(), g()]", 2),
        ("(1,)", 1),
        ("NUMBERS + MORE", 3),
        ("[*NUMBERS]", None),
        ("[x for x in NUMBERS]", None),
        ("COMPUTED", None),
    ],
)
def test_elements(tmp_path: Path, text: str, count: int | None) -> None:
    """A list that is written out has elements, whatever they are."""
    parts = Parts(tmp_path, FILES)
    node = ast.parse(text, mode="eval").body
    found = parts.literals.elements(node, parts.module("here"))
    assert (None if found is None else len(found)) == count
