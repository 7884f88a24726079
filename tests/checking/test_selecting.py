"""Which rules are asked, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.checking.selecting import Selection, UnknownRule, covers
from loopwise.rules.registry import all_rules


@pytest.mark.parametrize(
    ("selection", "verdict"),
    [
        (Selection(), True),
        (Selection(("ALL",)), True),
        (Selection(("LW7",)), True),
        (Selection(("lw703",)), True),
        (Selection(("dropped-task",)), True),
        (Selection(("LW1",)), False),
        (Selection(("LW1",), ("LW703",)), True),
        (Selection(ignore=("LW7",)), False),
        (Selection(ignore=("ALL",)), False),
        (Selection(ignore=("dropped-task",)), False),
        (Selection(("LW703",), ignore=("LW7",)), True),
        (Selection(("LW7",), ignore=("LW703",)), False),
        (Selection(("LW703",), ignore=("LW703",)), False),
    ],
)
def test_what_says_more_wins(selection: Selection, verdict: bool) -> None:
    """A rule is asked if what selects it says more of it than what ignores it."""
    assert selection.chooses("LW703", "dropped-task") is verdict


@pytest.mark.parametrize(
    ("pattern", "verdict"),
    [
        ("tests/test_a.py", True),
        ("./tests/test_a.py", True),
        ("test_a.py", True),
        ("tests/*", True),
        ("tests/", True),
        ("**/test_a.py", True),
        ("tests/**", True),
        ("!tests/*", False),
        ("!src/*", True),
        ("src/*", False),
        ("a.py", False),
    ],
)
def test_patterns_match_paths_and_names(pattern: str, verdict: bool) -> None:
    """A pattern is one of a path from the settings' directory, or of a name."""
    directory = Path("project").absolute()
    selection = Selection(per_file={pattern: ("LW703",)}, directory=directory)
    ignored = selection.ignored_in(str(directory / "tests" / "test_a.py"))
    assert covers(ignored, "LW703") is verdict


@pytest.mark.parametrize(
    "selection",
    [
        Selection(("LW9",)),
        Selection(ignore=("no-such-rule",)),
        Selection(extend=("E501",)),
        Selection(per_file={"*": ("LW999",)}),
        Selection(("",)),
    ],
)
def test_what_no_rule_has_is_refused(selection: Selection) -> None:
    """A code or name that no rule has is an error: it would select nothing."""
    with pytest.raises(UnknownRule, match="no rule has the code or name"):
        selection.check(all_rules())


def test_what_rules_have_is_accepted() -> None:
    """Codes, their beginnings, names, and the code of broken files can be given."""
    Selection(("ALL", "LW7", "LW703", "dropped-task"), ignore=("LW000",)).check(
        all_rules()
    )
