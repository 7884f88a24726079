"""Findings as annotations."""

from __future__ import annotations

from loopwise.report.finding_github import github_text
from tests.report.reports import EMPTY, REPORT


def test_each_finding_is_a_command() -> None:
    """Each finding is one line, with what has a meaning in commands escaped."""
    whole, first, second = github_text(REPORT).splitlines()
    assert whole == (
        "::error title=Loopwise (LW603),file=pytest.ini::"
        "pytest.ini: LW603 `asyncio_mod` is no key"
    )
    assert first == second
    keys, _, said = first.removeprefix("::error ").partition("::")
    assert keys == (
        "title=Loopwise (LW101),file=tests/test_ä%2Cb.py,"
        "line=40,col=5,endLine=40,endColumn=16"
    )
    assert said == (
        "tests/test_ä,b.py:40: LW101 `db` lives on another loop than its test"
        "%0AFix: drop loop_scope"
    )


def test_without_findings_there_is_nothing_to_say() -> None:
    """Where nothing was found, nothing is written."""
    assert github_text(EMPTY) == ""
