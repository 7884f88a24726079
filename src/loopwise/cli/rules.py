"""``loopwise rules``: what `loopwise check` looks for."""

from __future__ import annotations

import argparse
import json
from typing import Any

from loopwise.cli.output import write


def add_command(commands: Any) -> None:
    """Add the subcommand to those of ``loopwise``."""
    parser = commands.add_parser("rules", help="list what `check` looks for")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print the rules, a line each."""
    from loopwise.rules.registry import all_rules  # noqa: PLC0415  # it loads them all

    if given.format == "json":
        facts = [
            {
                "code": one.code,
                "name": one.name,
                "summary": one.summary,
                "page": one.page(),
            }
            for one in all_rules()
        ]
        write(json.dumps(facts, indent=2) + "\n", color="never")
        return 0
    width = max((len(one.name) for one in all_rules()), default=0)
    lines = [f"{one.code}  {one.name:<{width}}  {one.summary}" for one in all_rules()]
    write("".join(f"{one}\n" for one in lines), color="never")
    return 0
