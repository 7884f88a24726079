"""``loopwise explain LW101``: the page of a message, offline."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from loopwise.report.pages import codes, page


def add_command(commands: Any) -> None:
    """Add the subcommand to those of ``loopwise``."""
    parser = commands.add_parser("explain", help="show what a message means")
    parser.add_argument("code", help="the code that the message begins with")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print the page; an unknown code is told together with those there are."""
    code = given.code.upper()
    try:
        sys.stdout.write(page(code))
    except KeyError:
        known = ", ".join(codes())
        sys.stderr.write(f"loopwise: no message has the code {code}; known: {known}\n")
        return 2
    return 0
