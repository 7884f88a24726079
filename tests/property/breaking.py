"""Broken projects by the thousand: `python -m tests.property.breaking --count N`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from loopwise.checking.errors import CheckError
from loopwise.checking.fix import Fixed, fix
from loopwise.checking.migrating import migrating
from loopwise.checking.options import Options
from loopwise.model.report import Report
from loopwise.rules.registry import all_rules, migration_rules
from loopwise.rules.rule import Example
from tests.property.broken_projects import examples, released, write

_RUNNERS = (None, "loopwise", "pytest-asyncio")


def complaints(directory: Path, seed: int, known: Sequence[Example]) -> Iterator[str]:
    """Write one project, repair it twice, and say what should not have happened."""
    were = write(directory, seed, known)
    try:
        first = _fixed(directory, seed)
        yield from _about(first, directory, were, seed)
        for path, (_, new) in first.contents.items():
            path.write_bytes(new)
        second = _fixed(directory, seed)
    except CheckError:
        COUNTED["refused for their settings"] += 1
        return
    except Exception:  # noqa: BLE001  # whatever it is, it is what is looked for
        yield f"crash: {traceback.format_exc(limit=-3)}"
        return
    for path in second.contents:
        yield f"changed again: {path.relative_to(directory)}"
    COUNTED["projects"] += 1
    COUNTED["files"] += len(were)
    COUNTED["findings"] += len(first.before.findings)
    COUNTED["changed files"] += len(first.contents)


COUNTED: Counter[str] = Counter()
"""What the projects had, to show that there was something to repair."""


def _fixed(directory: Path, seed: int) -> Fixed:
    runner = _RUNNERS[seed % 3]
    options = Options(directory=directory, runner=runner, is_cached=False, jobs=1)
    rules = None
    if seed % 5 == 0:
        rules = [*all_rules(), *migration_rules()]
        options = migrating(options)
    return fix([Path()], options, rules, is_unsafe=bool(seed % 2))


def _named(report: Report) -> set[str]:
    """Give the files in which something is found, or that a repair would change."""
    named = {one.file for one in report.findings}
    for one in report.findings:
        named |= {edit.file for edit in one.repair.edits} if one.repair else set()
    return named


def _is_found_later(fixed: Fixed, path: Path, directory: Path, seed: int) -> bool:
    """Whether something is found in a file once the others are repaired."""
    for one, (_, new) in fixed.contents.items():
        if one != path:
            one.write_bytes(new)
    found = _named(_fixed(directory, seed).before)
    for one, (was, _) in fixed.contents.items():
        one.write_bytes(was)
    return str(path) in found


def _about(
    fixed: Fixed, directory: Path, were: dict[str, bytes], seed: int
) -> Iterator[str]:
    for report in (fixed.before, fixed.after):
        yield from _faults(report)
    named = _named(fixed.before)
    for path, (was, new) in fixed.contents.items():
        name = path.relative_to(directory).as_posix()
        if str(path) not in named and not _is_found_later(fixed, path, directory, seed):
            yield f"changed without a finding: {name}"
        if was != were[name]:
            yield f"read otherwise than it is: {name}"
        if name.endswith(".py") and _compiles(was) and not _compiles(new):
            yield f"broken: {name}: {new!r}"
    for name, content in were.items():
        if (directory / name).read_bytes() != content:
            yield f"written before it was asked for: {name}"


def _faults(report: Report) -> Iterator[str]:
    for one in report.findings:
        if "Loopwise's fault" in one.diagnostic.what:
            yield f"a rule failed: {one.diagnostic.what}"


def _compiles(content: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(content, "file", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Try so many projects; print what should not have happened, and the count."""
    parser = argparse.ArgumentParser(
        "python -m tests.property.breaking", description=__doc__
    )
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument(
        "--released", type=Path, help="a directory whose tests are broken as well"
    )
    parser.add_argument("--keep", type=Path, help="where to write the bad ones")
    options = parser.parse_args(arguments)
    known = examples() + (released(options.released) if options.released else [])
    bad = 0
    began = time.perf_counter()
    for seed in range(options.first, options.first + options.count):
        with tempfile.TemporaryDirectory(prefix="loopwise-broken-") as directory:
            for one in complaints(Path(directory), seed, known):
                bad += 1
                print(f"{seed}: {one}", flush=True)
                if options.keep:
                    write(options.keep / str(seed), seed, known)
    counted = ", ".join(f"{count} {what}" for what, count in COUNTED.items())
    print(f"{counted}: {bad} bad, {time.perf_counter() - began:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
