"""Entry point of the command ``loopwise``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from loopwise._version import __version__
from loopwise.checking.errors import CheckError
from loopwise.cli import check, explain, fix, plan, rules
from loopwise.cli.output import tell

INTERRUPTED = 130
"""As shells have it: 128 and the number of the signal."""


def main(args: Sequence[str] | None = None) -> int:
    """Run a subcommand and give the exit code: 0 for success, 2 for a wrong call."""
    parser = argparse.ArgumentParser(
        "loopwise", description="Async tests that always run on the right event loop."
    )
    parser.add_argument(
        "--version", action="version", version=f"loopwise {__version__}"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (check, fix, rules, explain, plan):
        command.add_command(commands)
    given = parser.parse_args(args)
    try:
        code: int = given.run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has seen enough. What is still in the buffer has nowhere to go,
        # and Python would complain about that when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        tell("interrupted")
        return INTERRUPTED
    except (CheckError, OSError) as error:
        tell(str(error))
        return 2
    return code
