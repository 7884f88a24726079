"""Tries as many random suites as there is time for.

``python -m tests.property.soak --count 10000 [--seed N] [--jobs 2] [--keep DIRECTORY]``
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.property.generate import generate
from tests.property.many import BATCH, explain, try_seeds
from tests.property.trial import write
from tests.property.write import files_of


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    start, reached = time.monotonic(), 0
    failing: list[int] = []
    try:
        found = try_seeds(options.seed, options.count, options.jobs)
        for reached, (seed, failures) in enumerate(found, 1):
            if failures:
                failing.append(seed)
                print(explain(failures), flush=True)
                _keep(options.keep, seed)
            if reached % (20 * BATCH) == 0:
                print(f"{reached} suites, {len(failing)} failing", flush=True)
    except KeyboardInterrupt:
        print("stopped")
    seconds = time.monotonic() - start
    print(
        f"reached {reached} of {options.count} random suites in {seconds:.0f} s "
        f"({60 * reached / seconds:.0f} a minute), "
        f"{len(failing)} failing: {sorted(failing)}"
    )
    return 1 if failing or reached < options.count else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="where to write failing suites")
    return parser.parse_args(arguments)


def _keep(directory: Path | None, seed: int) -> None:
    """Write a suite and its twin, to run pytest on them by hand."""
    if directory is not None:
        for name, twin in (("suite", False), ("twin", True)):
            write(directory / str(seed) / name, files_of(generate(seed), twin=twin))


if __name__ == "__main__":
    sys.exit(main())
