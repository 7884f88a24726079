"""Findings as text."""

from __future__ import annotations

from inline_snapshot import snapshot

from loopwise.model.report import Report
from loopwise.report.finding_text import concise_text, full_text, statistics
from tests.report.reports import EMPTY, MISSPELT, NARROW, REPORT


def test_each_finding_in_full() -> None:
    """Each finding has all its parts, and a sum follows."""
    report = Report((NARROW,), ("a.py", "b.py"), (), 1)
    assert full_text(report) == snapshot("""\
LW101 `db` lives on another loop than its test

  ▼   tests/conftest.py:12  db           fixture  loop: session
  ╰─> tests/test_ä,b.py:40  test_create  test     loop: function

  Why: a pool belongs to the loop it was opened on: <100%> & more
  Fix: drop loop_scope
   or: keep the pool per test
 More: loopwise explain LW101

Found 1 mistake in 1 file (2 files, 1 line).
`loopwise fix` repairs 1 of them.
""")


def test_each_finding_in_a_line() -> None:
    """Each finding has a line that editors can open, with a sign for its repair."""
    assert concise_text(REPORT) == snapshot("""\
pytest.ini: LW603 [+] `asyncio_mod` is no key
tests/test_ä,b.py:40:5: LW101 [*] `db` lives on another loop than its test
tests/test_ä,b.py:40:5: LW101 [*] `db` lives on another loop than its test
Found 3 mistakes in 2 files (2 files, 1,234 lines).
`loopwise fix` repairs 2 of them.
`loopwise fix --unsafe-fixes` repairs 1 more.
""")


def test_nothing_is_told_too() -> None:
    """Where nothing was found, the sum says so."""
    assert (
        full_text(EMPTY)
        == concise_text(EMPTY)
        == snapshot("Nothing found (1 file, 1 line).\n")
    )


def test_unsafe_repairs_are_told_alone() -> None:
    """Where only unsafe repairs are there, the sum says how to ask for them."""
    assert concise_text(Report((MISSPELT,), ("a.py",), (), 2)) == snapshot("""\
pytest.ini: LW603 [+] `asyncio_mod` is no key
Found 1 mistake in 1 file (1 file, 2 lines).
`loopwise fix --unsafe-fixes` repairs 1 of them.
""")


def test_findings_are_counted() -> None:
    """The statistics have a line for each code, the most frequent first."""
    assert statistics(REPORT) == snapshot("""\
2  LW101  other-loop: A loop is another
1  LW603
""")
    assert statistics(EMPTY) == ""
