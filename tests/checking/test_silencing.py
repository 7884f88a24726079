"""Comments that silence findings."""

from __future__ import annotations

import textwrap

import pytest

from loopwise.checking.silencing import Silenced, not_silenced
from loopwise.model.diagnostic import Diagnostic
from loopwise.model.finding import Finding
from loopwise.model.place import Place


def silenced(text: str, *, is_python: bool = True) -> Silenced:
    return Silenced(textwrap.dedent(text).lstrip("\n"), is_python=is_python)


@pytest.mark.parametrize(
    ("comment", "verdict"),
    [
        ("# noqa", True),
        ("# NOQA", True),
        ("#noqa", True),
        ("# noqa: LW101", True),
        ("# noqa:LW101", True),
        ("# noqa: lw101", True),
        ("# noqa: LW1", True),
        ("# noqa: E501, LW101", True),
        ("# noqa: E501,LW101  # why", True),
        ("# noqa: E501 LW101", True),
        ("# type: ignore  # noqa: LW101", True),
        ("# noqa: LW103", False),
        ("# noqa: E501", False),
        ("# noqa: that is no code", False),
        ("# no qa", False),
    ],
)
def test_a_comment_silences_its_line(comment: str, verdict: bool) -> None:
    """A comment silences all findings of its line, or those with the codes it names."""
    found = silenced(f"x = 1\ny = 2  {comment}\n")
    assert found.covers("LW101", 2) is verdict
    assert not found.covers("LW101", 1)


def test_the_end_of_a_statement_silences_all_of_it() -> None:
    """At the end of a statement in several lines a comment silences all of them."""
    found = silenced(
        '''
        call(
            1,
            """
            text
            """,
        )  # noqa: LW101
        other()
        '''
    )
    assert [line for line in range(1, 8) if found.covers("LW101", line)] == [
        *range(1, 7)
    ]


def test_a_head_is_a_statement_of_its_own() -> None:
    """Behind the head of a function a comment silences the head, not the body."""
    found = silenced(
        """
        def test_a(
            db,
        ):  # noqa: LW101
            pass
        """
    )
    assert [line for line in range(1, 5) if found.covers("LW101", line)] == [1, 2, 3]


def test_a_comment_inside_a_statement_silences_its_line() -> None:
    """A comment on one line of a longer statement silences that line alone."""
    found = silenced(
        """
        call(
            1,  # noqa: LW101
            2,
        )
        """
    )
    assert [line for line in range(1, 5) if found.covers("LW101", line)] == [2]


def test_strings_silence_nothing() -> None:
    """Words in a string are no comment, whatever they are."""
    assert not silenced('x = "# noqa"\n').covers("LW101", 1)


@pytest.mark.parametrize(
    ("comment", "verdicts"),
    [
        ("# loopwise: noqa", [True, True]),
        ("# loopwise: noqa: LW101", [True, False]),
        ("# ruff: noqa: E501", [False, False]),
    ],
)
def test_a_file_is_silenced_as_a_whole(comment: str, verdicts: list[bool]) -> None:
    """A comment of its own silences a file, or some codes in it."""
    found = silenced(f"x = 1\n\n{comment}\n")
    assert [found.covers(code, 1) for code in ("LW101", "LW703")] == verdicts


def test_toml_has_comments_too() -> None:
    """In a TOML file a comment silences its line."""
    found = silenced('a = "b"  # noqa: LW603\n', is_python=False)
    assert found.covers("LW603", 1)


def test_a_broken_file_is_read_by_lines() -> None:
    """What Python cannot read is still read line by line."""
    assert silenced('x = (\ny = """  # noqa\n').covers("LW101", 2)


def test_findings_are_left_out() -> None:
    """Of a file's findings those are left that no comment silences."""
    first, second = (
        Finding(Diagnostic("LW101", "what", (), "why"), Place("a.py", line))
        for line in (1, 2)
    )
    assert not_silenced([first, second], "x  # noqa\ny\n") == [second]
    assert not_silenced([first, second], "x\ny\n") == [first, second]
