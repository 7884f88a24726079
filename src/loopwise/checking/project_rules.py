"""The rules for a project as a whole, and which of their findings count."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path

from loopwise.checking.deep import deep_trees
from loopwise.checking.selecting import Selection, covers
from loopwise.checking.silencing import not_silenced
from loopwise.checking.unreadable import LARGEST, unreadable
from loopwise.model.finding import Finding
from loopwise.rules.checked import Checked
from loopwise.rules.rule import ProjectRule
from loopwise.static.configuration import Project
from loopwise.static.source_file import SourceFile, Unreadable, read_source


@dataclass(slots=True)
class ProjectCheck:
    """All that it takes to check a project as a whole."""

    project: Project
    rules: Sequence[ProjectRule]
    selection: Selection
    files: AbstractSet[str]
    """The Python files that are checked: findings in others do not count."""
    extra: Mapping[str, bytes]
    """Contents, by absolute paths, in place of what is on the disk."""
    sources: list[SourceFile] = field(default_factory=list)
    """What was parsed for it; empty before."""

    def __call__(self) -> list[Finding]:
        """Give what the rules find, but for what the project's author silenced."""
        found: dict[str, list[Finding]] = {}
        for path, one in self._counting():
            found.setdefault(path, []).append(one)
        return [
            one
            for path, findings in found.items()
            for one in _not_silenced(findings, path)
        ]

    def _counting(self) -> Iterator[tuple[str, Finding]]:
        checked = Checked(self.project)
        for rule in self.rules:
            for one in _asked(rule, checked):
                path = one.file or str(self.project.rootdir / one.place.file)
                if path.endswith(".py") and path not in self.files:
                    continue
                if path in self.extra:
                    continue  # what was read there is not what is to be checked
                if not covers(self.selection.ignored_in(path), one.code):
                    yield path, one
        self.sources = checked.sources()


def _asked(rule: ProjectRule, checked: Checked) -> list[Finding]:
    try:
        with deep_trees():
            return list(rule.check(checked))
    except Exception as error:  # noqa: BLE001  # a fault of ours must not end the run
        frames = traceback.extract_tb(error.__traceback__)
        last = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"
        said = f"{type(error).__name__}: {error} ({last})"
        why = f"made {rule.code} fail, which is Loopwise's fault: {said}"
        return [unreadable(str(checked.project.rootdir), ".", why)]


def _not_silenced(findings: list[Finding], path: str) -> list[Finding]:
    is_python = path.endswith(".py")
    if not is_python and not path.endswith(".toml"):
        return findings  # ini files have no comments behind values
    try:
        text = _text(Path(path), is_python=is_python)
    except (OSError, ValueError, Unreadable):
        return findings
    return not_silenced(findings, text, is_python=is_python)


def _text(path: Path, *, is_python: bool) -> str:
    """Read a file if the word is in it at all."""
    if path.stat().st_size > LARGEST:
        return ""
    content = path.read_bytes()
    if b"noqa" not in content.lower():
        return ""
    if is_python:
        return read_source(path, path.name, content).text
    return content.decode()
