"""Run pytest-asyncio's tests with Loopwise instead: `python -m benchmarks.compat`."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.compat.comparing import Comparison, compare, read_expected
from benchmarks.compat.environments import (
    NEWEST,
    PACKAGE,
    version_in,
    with_loopwise,
    with_pytest_asyncio,
)
from benchmarks.compat.running import noted_before, run_suite
from benchmarks.compat.writing import as_lines, as_page
from benchmarks.released.fetching import NotRunnableError, source_of
from benchmarks.released.options import parser_for
from benchmarks.released.suites import RealSuite


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite twice and say what differs: 1 if that is not what is expected."""
    options = _parser().parse_args(arguments)
    try:
        found, versions = _measure(options)
    except NotRunnableError as error:
        print(f"void: {error}")
        return 2
    print(", ".join(f"{name} {version}" for name, version in versions.items()))
    print("\n".join(as_lines(found)))
    if options.table:
        lines = as_page(found, versions)
        options.table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if found.is_as_expected else 1


def _measure(options: argparse.Namespace) -> tuple[Comparison, dict[str, str]]:
    work, pytest, expected = options.work, options.pytest, read_expected()
    release = options.release or expected.release
    suite = RealSuite(
        f"{PACKAGE}-{release}",
        "pytest-asyncio itself",
        f"{PACKAGE}=={release}",
        plugin=(),
    )
    source = source_of(suite, work)
    theirs = with_pytest_asyncio(release, pytest, work)
    ours = with_loopwise(options.loopwise, pytest, work)
    way = f"own-{release}-{pytest}"
    own = noted_before(work, way) if options.keep else None
    if own is None:
        own = run_suite(suite, theirs, source, work, way)
    loopwise = run_suite(suite, ours, source, work, f"loopwise-{release}-{pytest}")
    versions = {
        PACKAGE: release,
        "Loopwise": version_in(ours, "loopwise"),
        "pytest": version_in(ours, "pytest"),
        "Python": platform.python_version(),
    }
    return compare(own, loopwise, expected.reasons), versions


def _parser() -> argparse.ArgumentParser:
    kept = "keep what an earlier run with pytest-asyncio gave"
    parser = parser_for("compat", __doc__, "loopwise-compat", kept)
    parser.add_argument(
        "--pytest",
        default=NEWEST,
        metavar="VERSION",
        help="such as 8.4; default: %(default)s",
    )
    parser.add_argument(
        "--release",
        metavar="VERSION",
        help="of pytest-asyncio; default: the one in expected.toml",
    )
    parser.add_argument(
        "--table", type=Path, metavar="FILE", help="write the tables of the docs"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
