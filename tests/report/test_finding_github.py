"""Findings as annotations."""

from __future__ import annotations

from inline_snapshot import snapshot

from loopwise.report.finding_github import github_text
from tests.report.reports import EMPTY, REPORT


def test_each_finding_is_a_command() -> None:
    """Each finding is one line, with what has a meaning in commands escaped."""
    assert github_text(REPORT) == snapshot("""\
::error title=Loopwise (LW603),file=pytest.ini::pytest.ini: LW603 `asyncio_mod` is no key
::error title=Loopwise (LW101),file=tests/test_ä%2Cb.py,line=40,col=5,endLine=40,endColumn=16::tests/test_ä,b.py:40: LW101 `db` lives on another loop than its test%0AFix: drop loop_scope
::error title=Loopwise (LW101),file=tests/test_ä%2Cb.py,line=40,col=5,endLine=40,endColumn=16::tests/test_ä,b.py:40: LW101 `db` lives on another loop than its test%0AFix: drop loop_scope
""")
    assert github_text(EMPTY) == ""
