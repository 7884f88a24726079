"""``loopwise explain LW101``: the page of a message or of a rule, offline."""

from __future__ import annotations

import argparse
from typing import Any

from loopwise.checking.selecting import covers
from loopwise.cli.output import tell, write
from loopwise.report.pages import codes, page


def add_command(commands: Any) -> None:
    """Add the subcommand to those of ``loopwise``."""
    parser = commands.add_parser("explain", help="show what a message means")
    parser.add_argument(
        "code", help="the code that the message begins with, or the name of a rule"
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print the pages; an unknown code is told together with those there are."""
    # Only now: the message of a run can be explained without any rule.
    from loopwise.rules.page import rule_page  # noqa: PLC0415  # see above
    from loopwise.rules.registry import every_rule  # noqa: PLC0415  # see above

    code = given.code.upper()
    pages = [page(code)] if code in codes() else []
    rules = [
        one
        for one in every_rule()
        if one.code == code or covers([given.code.lower()], "", one.name)
    ]
    if pages and rules:
        pages.append(f"`loopwise check` finds it before the run, with {_these(rules)}:")
    pages += [rule_page(one) for one in rules]
    if not pages:
        known = ", ".join(sorted({*codes(), *(one.code for one in every_rule())}))
        tell(f"no message has the code {given.code}; known: {known}")
        return 2
    write("\n\n".join(one.strip() for one in pages) + "\n", color="never")
    return 0


def _these(rules: list[Any]) -> str:
    return "this rule" if len(rules) == 1 else f"these {len(rules)} rules"
