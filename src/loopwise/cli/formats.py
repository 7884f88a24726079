"""The formats in which `check` writes what it found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from loopwise.model.report import Report

Write = Callable[[Report, Path], str]


def _text(report: Report, root: Path) -> str:
    from loopwise.report.finding_text import full_text  # noqa: PLC0415  # one of seven

    del root
    return full_text(report)


def _concise(report: Report, root: Path) -> str:
    from loopwise.report.finding_text import concise_text  # noqa: PLC0415  # the same

    del root
    return concise_text(report)


def _json(report: Report, root: Path) -> str:
    from loopwise.report.finding_json import json_text  # noqa: PLC0415  # the same

    del root
    return json_text(report)


def _github(report: Report, root: Path) -> str:
    from loopwise.report.finding_github import github_text  # noqa: PLC0415  # the same

    del root
    return github_text(report)


def _gitlab(report: Report, root: Path) -> str:
    from loopwise.report.finding_gitlab import gitlab_text  # noqa: PLC0415  # the same

    del root
    return gitlab_text(report)


def _junit(report: Report, root: Path) -> str:
    from loopwise.report.finding_junit import junit_text  # noqa: PLC0415  # the same

    del root
    return junit_text(report)


def _sarif(report: Report, root: Path) -> str:
    from loopwise.report.finding_sarif import sarif_text  # noqa: PLC0415  # the same

    return sarif_text(report, root)


FORMATS: dict[str, Write] = {
    "text": _text,
    "concise": _concise,
    "json": _json,
    "github": _github,
    "gitlab": _gitlab,
    "junit": _junit,
    "sarif": _sarif,
}
PAINTED = {"text", "concise"}
"""Those for people, who may like colours."""
TELLING = {"json", "sarif"}
"""Those that tell something of the rules."""
