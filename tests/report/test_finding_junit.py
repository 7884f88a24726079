"""Findings as JUnit's XML."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from loopwise.report.finding_junit import junit_text
from tests.report.reports import EMPTY, REPORT


def test_each_finding_is_a_failed_case() -> None:
    """Each file is a suite and each finding a case that failed, with its whole text."""
    root = ET.fromstring(junit_text(REPORT).encode())
    assert root.attrib == {
        "name": "loopwise",
        "tests": "3",
        "failures": "3",
        "errors": "0",
    }
    assert [suite.get("name") for suite in root] == ["pytest.ini", "tests/test_ä,b.py"]
    failure = root[1][0][0]
    assert failure.get("type") == "LW101"
    assert "<100%> & more" in (failure.text or "")
    assert "\x00" not in junit_text(REPORT)


def test_nothing_found_is_a_case_that_passed() -> None:
    """Without findings there is one case that passed."""
    root = ET.fromstring(junit_text(EMPTY).encode())
    assert root.get("failures") == "0"
    assert len(root[0]) == 1
