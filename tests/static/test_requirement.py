"""Requirements: their names, and the newest versions that they allow."""

from __future__ import annotations

import pytest

from loopwise.model.place import Place
from loopwise.static.requirement import from_poetry, from_text

PLACE = Place("requirements.txt", 1)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("pytest-asyncio", None),
        ("pytest-asyncio>=0.21", None),
        ("pytest-asyncio<2", None),
        ("pytest_asyncio == 0.23.8 # why", (0, 23, 8)),
        ("pytest-asyncio<0.24", (0, 23, 8)),
        ("pytest-asyncio<1", (0, 26, 0)),
        ("pytest-asyncio<=0.21.1", (0, 21, 1)),
        ("pytest-asyncio<0.23.5", (0, 23, 4, 999)),
        ("pytest-asyncio~=0.23.2", (0, 23, 8)),
        ("pytest-asyncio==0.23.*", (0, 23, 8)),
        ("pytest-asyncio>=0.21,!=0.22,<0.26; sys_platform == 'linux'", (0, 25, 3)),
        ("pytest<9", (8, 999)),
        ("pytest==8.3.4 --hash=sha256:00", (8, 3, 4)),
    ],
)
def test_the_newest_version_is_told(text: str, version: tuple[int, ...] | None) -> None:
    """An exact version, or the last one below an upper bound; none where it is open."""
    found = from_text(text, PLACE)
    assert found is not None
    assert found.version == version
    assert found.name in {"pytest-asyncio", "pytest"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# pytest",
        "-e .",
        "pytest-asyncio==0.16; python_version < '3.7'",
        "{[base]deps}",
        "./local",
        "py37: pytest",
    ],
)
def test_what_is_no_requirement_is_none(text: str) -> None:
    """Options, comments, and what is for other Pythons are no requirements."""
    assert from_text(text, PLACE) is None


@pytest.mark.parametrize(
    ("wanted", "version"),
    [
        ("*", None),
        ("^1.0", None),
        ("^0.23.2", (0, 23, 8)),
        ("~0.21", (0, 21, 2)),
        ("0.21.1", (0, 21, 1)),
        ("^0.18 || ^0.20", (0, 20, 3)),
        ({"version": ">=0.20,<0.22", "optional": True}, (0, 21, 2)),
        ([{"version": "^0.20"}, {"version": "^0.21"}], (0, 21, 2)),
    ],
)
def test_poetry_has_signs_of_its_own(
    wanted: object, version: tuple[int, ...] | None
) -> None:
    """``^`` and ``~``, alternatives, tables and lists of them."""
    found = from_poetry("pytest-asyncio", wanted, PLACE)
    assert found is not None
    assert found.version == version


def test_nonsense_in_poetry_is_none() -> None:
    """A value that means nothing declares nothing."""
    assert from_poetry("pytest", 1, PLACE) is None
    assert from_poetry("pytest", "=>1", PLACE) is None
    assert from_poetry("pytest", "^", PLACE) is None
