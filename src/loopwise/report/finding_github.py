"""What the checker found, as annotations of GitHub Actions."""

from __future__ import annotations

from loopwise.model.finding import Finding
from loopwise.model.report import Report


def github_text(report: Report) -> str:
    """Write a workflow command for each finding."""
    return "".join(
        f"{_command(one, report.level_of(one.code))}\n" for one in report.findings
    )


def _command(finding: Finding, level: str) -> str:
    place, end = finding.place, finding.end
    keys = {"title": f"Loopwise ({finding.code})", "file": place.file}
    if place.line:
        keys["line"] = str(place.line)
    if place.line and place.column:
        keys["col"] = str(place.column)
    if end is not None and end.line:
        keys["endLine"] = str(end.line)
        if end.line == place.line and end.column:
            keys["endColumn"] = str(end.column)
    written = ",".join(f"{key}={_property(value)}" for key, value in keys.items())
    fixes = "".join(f"\nFix: {one.text}" for one in finding.diagnostic.fixes[:1])
    said = f"{place}: {finding.code} {finding.diagnostic.what}{fixes}"
    return f"::{level} {written}::{_data(said)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
