"""Entry point of the command ``loopwise``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from loopwise._version import __version__
from loopwise.cli import explain, plan


def main(args: Sequence[str] | None = None) -> int:
    """Run a subcommand and give the exit code: 0 for success, 2 for a wrong call."""
    parser = argparse.ArgumentParser(
        "loopwise", description="Async tests that always run on the right event loop."
    )
    parser.add_argument(
        "--version", action="version", version=f"loopwise {__version__}"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    explain.add_command(commands)
    plan.add_command(commands)
    given = parser.parse_args(args)
    code: int = given.run(given)
    return code
