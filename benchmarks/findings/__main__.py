"""Check released projects: `python -m benchmarks.findings`."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.findings.checking import OWN, Checked, check, keep, kept
from benchmarks.findings.judging import (
    FALSE,
    UNJUDGED,
    Judgement,
    Key,
    judge,
    read_judgements,
)
from benchmarks.findings.projects import Project, read_projects
from benchmarks.findings.writing import Verdict, as_lines, as_tables
from benchmarks.released.fetching import NotRunnableError
from benchmarks.released.options import parser_for
from loopwise.model.runner import RUNNERS, Runner
from loopwise.static.project import read_project

_MOST_FALSE = 0.02


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the projects, print lines for each as it ends, then the tables."""
    options = _parser().parse_args(arguments)
    known = read_judgements()
    print(f"{platform.python_implementation()} {platform.python_version()}\n")
    verdicts = []
    for project in read_projects(options.projects):
        verdicts.append(_measure(project, options, known))
        print("\n".join(as_lines(verdicts[-1])), flush=True)
    tables = "\n".join(as_tables(verdicts))
    print(f"\n{tables}")
    if options.table:
        options.table.write_text(f"{tables}\n", encoding="utf-8")
    return _code(verdicts)


def _measure(
    project: Project, options: argparse.Namespace, known: dict[Key, Judgement]
) -> Verdict:
    try:
        source = project.source(options.sources, options.work)
        runner = read_project(source).runner
        (other,) = [one for one in RUNNERS if one != runner.name]
        found = _checked(project, source, OWN, options)
        others = _checked(project, source, other, options)
    except NotRunnableError as error:
        return Verdict(project, void=str(error))
    mine = {(one.code, one.file, one.line, one.text) for one in found.found}
    more = [
        one
        for one in others.found
        if (one.code, one.file, one.line, one.text) not in mine
    ]
    return Verdict(
        project,
        runner.name if runner != Runner() else "none",
        found.files,
        found.lines,
        judge(project.name, found.found, known),
        judge(project.name, more, known),
    )


def _checked(
    project: Project, source: Path, runner: str, options: argparse.Namespace
) -> Checked:
    name = f"{project.name}-{project.version}-{runner or 'own'}.json"
    path = options.work / "found" / name
    found = kept(path) if options.keep else None
    if found is None:
        found = check(source, runner, options.loopwise)
        keep(found, path)
    return found


def _code(verdicts: Sequence[Verdict]) -> int:
    if any(one.void for one in verdicts):
        return 1
    values = [each.value for one in verdicts for each in (*one.own, *one.other)]
    too_many = values.count(FALSE) > _MOST_FALSE * len(values)
    return 1 if too_many or UNJUDGED in values else 0


def _parser() -> argparse.ArgumentParser:
    parser = parser_for(
        "findings", __doc__, "loopwise-findings", "take what earlier runs found"
    )
    parser.add_argument("projects", nargs="*", help="names of projects; default: all")
    parser.add_argument(
        "--sources",
        type=Path,
        metavar="DIR",
        help="where the distributions lie unpacked; default: they are downloaded",
    )
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the tables")
    return parser


if __name__ == "__main__":
    sys.exit(main())
