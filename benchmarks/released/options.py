"""The options that all have who run the suites of released packages."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.released.fetching import ROOT


def parser_for(
    program: str, about: str | None, folder: str, kept: str
) -> argparse.ArgumentParser:
    """Begin a parser; ``folder`` is for ``--work``, ``kept`` what ``--keep`` does."""
    parser = argparse.ArgumentParser(
        f"python -m benchmarks.{program}", description=about
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=Path(tempfile.gettempdir(), folder),
        metavar="DIR",
        help="where sources and environments are kept; default: %(default)s",
    )
    parser.add_argument(
        "--loopwise",
        type=Path,
        default=ROOT,
        metavar="DIR",
        help="the source of Loopwise to run; default: this one",
    )
    parser.add_argument("--keep", action="store_true", help=kept)
    return parser
