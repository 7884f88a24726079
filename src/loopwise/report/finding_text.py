"""What the checker found, as text: in full, or a line each."""

from __future__ import annotations

from loopwise.model.finding import Finding
from loopwise.model.report import Report
from loopwise.report.diagnostic_text import render


def full_text(report: Report) -> str:
    """Write each finding with its path, its reason and its fixes; then the sum."""
    parts = [render(one.diagnostic) for one in report.findings]
    return "\n\n".join([*parts, summary(report)]) + "\n"


def concise_text(report: Report) -> str:
    """Write each finding in one line that editors can open; then the sum."""
    lines = [concise_line(one) for one in report.findings]
    return "\n".join([*lines, summary(report)]) + "\n"


def concise_line(finding: Finding) -> str:
    """Write one finding: ``[*]`` stands for a safe repair, ``[+]`` for another."""
    place = finding.place
    column = f":{place.column}" if place.line and place.column else ""
    mark = ""
    if finding.repair is not None:
        mark = " [*]" if finding.repair.is_safe else " [+]"
    return f"{place}{column}: {finding.code}{mark} {finding.diagnostic.what}"


def statistics(report: Report) -> str:
    """Count the findings of each rule."""
    counts = report.counts
    width = len(str(max(counts.values(), default=0)))
    lines = []
    for code, count in counts.items():
        rule = report.rules.get(code)
        said = f"{rule.name}: {rule.summary}" if rule else ""
        lines.append(f"{count:>{width}}  {code}  {said}".rstrip())
    return "".join(f"{one}\n" for one in lines)


def summary(report: Report) -> str:
    """Say how much was found and in how much, and how much of it can be repaired."""
    read = f"{counted(len(report.files), 'file')}, {counted(report.lines, 'line')}"
    if not report.findings:
        return f"Nothing found ({read})."
    where = counted(len({one.place.file for one in report.findings}), "file")
    text = f"Found {counted(len(report.findings), 'mistake')} in {where} ({read})."
    return "\n".join([text, *_repairable(report.findings)])


def _repairable(findings: tuple[Finding, ...]) -> list[str]:
    repairs = [one.repair for one in findings if one.repair is not None]
    safe = sum(one.is_safe for one in repairs)
    other = len(repairs) - safe
    lines = []
    if safe:
        lines.append(f"`loopwise fix` repairs {safe} of them.")
    if other:
        more = f"{other} more" if safe else f"{other} of them"
        lines.append(f"`loopwise fix --unsafe-fixes` repairs {more}.")
    return lines


def counted(count: int, noun: str) -> str:
    """Write a number of things."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
