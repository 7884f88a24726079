"""``loopwise plan``: which loop each test runs on and why, from source alone."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from loopwise.model.runner import LOOPWISE


def add_command(commands: Any) -> None:
    """Add the subcommand to those of ``loopwise``."""
    parser = commands.add_parser(
        "plan", help="show which loop each test runs on, and why; run nothing"
    )
    parser.add_argument(
        "paths", nargs="*", help="tests to plan, as pytest takes them; default: all"
    )
    parser.add_argument(
        "--format",
        choices=("tree", "json"),
        default="tree",
        help="a tree for people, or JSON for programs",
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print the plan; paths that are not there are told."""
    # Only now: other subcommands need none of it.
    from loopwise.plan.assign import assign  # noqa: PLC0415  # see above
    from loopwise.plan.diagnose import diagnose  # noqa: PLC0415  # see above
    from loopwise.report import plan_json, plan_text  # noqa: PLC0415  # see above
    from loopwise.rules.checked import Checked  # noqa: PLC0415  # see above
    from loopwise.rules.scopes.event_loop_override import (  # noqa: PLC0415  # see above
        EventLoopOverride,
    )
    from loopwise.static.project import read_project  # noqa: PLC0415  # see above

    missing = [one for one in given.paths if not Path(one.partition("::")[0]).exists()]
    if missing:
        sys.stderr.write(f"loopwise: no such file or directory: {missing[0]}\n")
        return 2
    project = read_project(Path.cwd(), given.paths, LOOPWISE)
    checked = Checked(project)
    read = checked.suite
    plan = assign(read.suite, read.settings)
    found = diagnose(plan, read.settings)
    found += [one.diagnostic for one in EventLoopOverride().check(checked)]
    form = plan_json if given.format == "json" else plan_text
    chosen = range(len(read.suite.tests))
    sys.stdout.write(form.render(plan, found, chosen, read.errors) + "\n")
    return 0
