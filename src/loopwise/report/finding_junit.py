"""What the checker found, as the XML of JUnit: a case for each finding."""

from __future__ import annotations

import re
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from loopwise.model.finding import Finding
from loopwise.model.report import Report
from loopwise.report.diagnostic_text import render

_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot have, not even escaped."""

_NOTHING = (
    '  <testsuite name="loopwise" tests="1" failures="0" errors="0">\n'
    '    <testcase name="nothing found" classname="loopwise"/>\n  </testsuite>\n'
)
"""Servers take a report without any test for a broken one."""


def junit_text(report: Report) -> str:
    """Write a suite for each file that has findings; an empty one if none has."""
    count = len(report.findings)
    suites = [
        _suite(file, list(found))
        for file, found in groupby(report.findings, key=lambda one: one.place.file)
    ] or [_NOTHING]
    sums = f'tests="{max(count, 1)}" failures="{count}" errors="0"'
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<testsuites name="loopwise" {sums}>\n{"".join(suites)}</testsuites>\n'
    )


def _suite(file: str, findings: list[Finding]) -> str:
    count = len(findings)
    cases = "".join(map(_case, findings))
    return (
        f'  <testsuite name={_attribute(file)} tests="{count}" failures="{count}"'
        f' errors="0">\n{cases}  </testsuite>\n'
    )


def _case(finding: Finding) -> str:
    place, diagnostic = finding.place, finding.diagnostic
    name = f"{finding.code}:{place.line}:{place.column}"
    where = f'line="{place.line}" column="{place.column}"'
    return (
        f"    <testcase name={_attribute(name)} classname={_attribute(place.file)}"
        f" file={_attribute(place.file)} {where}>\n"
        f"      <failure type={_attribute(finding.code)}"
        f" message={_attribute(diagnostic.what)}>"
        f"{escape(_clean(render(diagnostic)))}</failure>\n    </testcase>\n"
    )


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("?", text)
