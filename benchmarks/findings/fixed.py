"""Repair released projects: `python -m benchmarks.findings.fixed`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.findings.fixing import UNSAFE, WAYS, Fixed, copy_of, fix
from benchmarks.findings.projects import Project, arguments_for, read_projects
from benchmarks.findings.trying import Outcomes, outcomes_of, worse
from benchmarks.released.fetching import NotRunnableError
from benchmarks.released.options import parser_for


@dataclass(slots=True)
class Tried:
    """A project repaired in one way, and what its tests say."""

    project: Project
    fixed: Fixed
    before: Outcomes = field(default_factory=dict)
    after: Outcomes = field(default_factory=dict)
    void: str = ""

    @property
    def is_bad(self) -> bool:
        """Whether something is damaged."""
        return self.fixed.is_damaged or bool(worse(self.before, self.after))


def main(arguments: Sequence[str] | None = None) -> int:
    """Repair the projects, print a line for each way, then the table."""
    options = _parser().parse_args(arguments)
    done: list[Tried] = []
    for project in read_projects(options.projects):
        for one in _repaired(project, options):
            done.append(one)
            print("\n".join(_lines(one)), flush=True)
        if options.table:  # after each: it takes long, and may be stopped
            options.table.write_text(f"{_table(done)}\n", encoding="utf-8")
    print(f"\n{_table(done)}")
    return 1 if any(one.is_bad or one.void for one in done) else 0


def _repaired(project: Project, options: argparse.Namespace) -> Iterator[Tried]:
    python = _python(project, options.environments)
    given = arguments_for(project)
    before: Outcomes = {}
    for way in WAYS:
        tried = Tried(project, Fixed(way))
        try:
            source = project.source(options.sources, options.work)
            with copy_of(source) as copy:
                if python is not None and given is not None and not before:
                    before = outcomes_of(project, copy, python, given, options.work)
            with copy_of(source) as copy:
                tried.fixed = fix(copy, way, options.loopwise)
                if before and tried.fixed.changed and python and given is not None:
                    tried.before = before
                    tried.after = outcomes_of(
                        project, copy, python, given, options.work
                    )
        except NotRunnableError as error:
            tried.void = str(error)
        yield tried


def _python(project: Project, environments: Path | None) -> Path | None:
    if environments is None:
        return None
    python = environments / f"{project.name}-{project.version}" / "bin" / "python"
    return python if python.exists() else None


def _lines(one: Tried) -> Iterator[str]:
    fixed = one.fixed
    yield (
        f"{one.project.name} {one.project.version} {fixed.way}: "
        f"{fixed.findings} findings, {fixed.left} left, {len(fixed.changed)} files "
        f"changed, {len(one.before)} tests, {len(worse(one.before, one.after))} worse"
        + (f", void: {one.void}" if one.void else "")
    )
    told = {
        "broken": fixed.broken,
        "changed without a finding": fixed.unasked,
        "changed again": fixed.again,
        "worse": worse(one.before, one.after),
    }
    for word, names in told.items():
        for name in names[:20]:
            yield f"  {word}: {name}"


def _table(done: Sequence[Tried]) -> str:
    return "\n".join(_rows(done))


def _rows(done: Sequence[Tried]) -> Iterator[str]:
    yield (
        "| project | fixes | findings | left | files changed | broken "
        "| without a finding | changed again | tests run | worse |"
    )
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    for one in done:
        if not one.fixed.changed:
            continue
        fixed = one.fixed
        cells = (
            f"{one.project.name} {one.project.version}",
            fixed.way if fixed.way != UNSAFE else "all",
            fixed.findings,
            fixed.left,
            len(fixed.changed),
            len(fixed.broken),
            len(fixed.unasked),
            len(fixed.again),
            len(one.before) or "",
            len(worse(one.before, one.after)) if one.before else "",
        )
        yield f"| {' | '.join(map(str, cells))} |"
    untouched = {one.project.name for one in done}
    untouched -= {one.project.name for one in done if one.fixed.changed}
    yield ""
    yield f"In {len(untouched)} projects nothing is repaired, and nothing changed."


def _parser() -> argparse.ArgumentParser:
    parser = parser_for("findings.fixed", __doc__, "loopwise-findings", "nothing")
    parser.add_argument("projects", nargs="*", help="names of projects; default: all")
    parser.add_argument("--sources", type=Path, metavar="DIR", help="as for findings")
    parser.add_argument(
        "--environments",
        type=Path,
        metavar="DIR",
        help="has a Python environment NAME-VERSION for each whose tests are run",
    )
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the table")
    return parser


if __name__ == "__main__":
    sys.exit(main())
