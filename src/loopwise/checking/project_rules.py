"""The rules for a project as a whole, and which of their findings count."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from pathlib import Path

from loopwise.checking.options import Options
from loopwise.checking.selecting import Selection, covers
from loopwise.checking.silencing import not_silenced
from loopwise.checking.unreadable import LARGEST, unreadable
from loopwise.model.finding import Finding
from loopwise.rules.checked import Checked
from loopwise.rules.rule import ProjectRule
from loopwise.static.configuration import Project
from loopwise.static.source_file import Unreadable, read_source


def check_project_rules(
    project: Project,
    rules: Iterable[ProjectRule],
    selection: Selection,
    options: Options,
    checked_files: AbstractSet[str],
) -> list[Finding]:
    """Give what rules find in a project, but for what its author silenced.

    Of Python files only those count that are checked; configuration files always do.
    """
    checked = Checked(project)
    found: dict[str, list[Finding]] = {}
    for rule in rules:
        for one in _asked(rule, checked):
            path = one.file or str(project.rootdir / one.place.file)
            if path.endswith(".py") and path not in checked_files:
                continue
            if not covers(selection.ignored_in(path), one.code):
                found.setdefault(path, []).append(one)
    return [
        one
        for path, findings in found.items()
        for one in _not_silenced(findings, path, options)
    ]


def _asked(rule: ProjectRule, checked: Checked) -> list[Finding]:
    try:
        return list(rule.check(checked))
    except Exception as error:  # noqa: BLE001  # a fault of ours must not end the run
        frames = traceback.extract_tb(error.__traceback__)
        last = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"
        said = f"{type(error).__name__}: {error} ({last})"
        why = f"made {rule.code} fail, which is Loopwise's fault: {said}"
        return [unreadable(str(checked.project.rootdir), ".", why)]


def _not_silenced(
    findings: list[Finding], path: str, options: Options
) -> list[Finding]:
    is_python = path.endswith(".py")
    if not is_python and not path.endswith(".toml"):
        return findings  # ini files have no comments behind values
    try:
        text = _text(Path(path), options.extra.get(path), is_python=is_python)
    except (OSError, ValueError, Unreadable):
        return findings
    return not_silenced(findings, text, is_python=is_python)


def _text(path: Path, content: bytes | None, *, is_python: bool) -> str:
    """Read a file if the word is in it at all."""
    if content is None:
        if path.stat().st_size > LARGEST:
            return ""
        content = path.read_bytes()
    if b"noqa" not in content.lower():
        return ""
    if is_python:
        return read_source(path, path.name, content).text
    return content.decode()
