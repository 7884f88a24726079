"""Random and broken sources: the checker must read all of them, or say why not.

python -m tests.property.broken_sources [--count 10000] [--seed 1]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from loopwise.checking.fix import fix
from loopwise.checking.options import Options
from loopwise.rules.registry import all_rules

PIECES = (
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\r",
    b"\r\n",
    b"\x0c",
    b"\\\n",
    b'"""',
    b"'",
    b"(",
    b")",
    b"[" * 300,
    b"async ",
    b"await ",
    b"lambda: ",
    b"# noqa\n",
    b"# coding: utf-16\n",
    b"# loopwise: noqa\n",
    "é∀😀".encode(),
    b"@pytest.fixture(scope='session')\n",
    b"import asyncio as asyncio\n",
    b"from . import *\n",
    b"global asyncio\n",
    b"def f(*, a=(yield)): pass\n",
    b"x: int = (y := 1)\n",
    b"match x:\n    case {'a': [*_, b]}: pass\n",
    b"1" * 5000,
    b"+1" * 600,
)
ENDINGS = (b"\n", b"\r\n", b"\r")
SIZE = 40
"""Files in one project."""


def sources() -> list[bytes]:
    """Give the examples of all rules, to begin with."""
    return [
        textwrap.dedent(text).encode()
        for rule in all_rules()
        for one in (*rule.bad, *rule.good)
        for path, text in one.files.items()
        if path.endswith(".py")
    ]


def mutated(chosen: random.Random, known: Sequence[bytes]) -> bytes:
    """Give a source that was changed in a few places, mostly for the worse."""
    text = chosen.choice(known)
    for _ in range(chosen.randrange(5)):
        at, end = sorted(chosen.randrange(len(text) + 1) for _ in range(2))
        match chosen.randrange(5):
            case 0:
                text = text[:at] + text[end:]
            case 1:
                text = text[:at] + chosen.choice(PIECES) + text[at:]
            case 2:
                text = text[:at] + bytes([chosen.randrange(256)]) + text[at + 1 :]
            case 3:
                text = text[:at] + text[at:end] * 2 + text[end:]
            case _:
                lines = text.splitlines(keepends=True)
                chosen.shuffle(lines)
                text = b"".join(lines)
        text = text or b"x"
    return text.replace(b"\n", chosen.choice(ENDINGS))


def faults(directory: Path, files: Sequence[bytes]) -> Iterator[str]:
    """Check and fix a project of such files; say what went wrong."""
    (directory / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    for number, content in enumerate(files):
        (directory / f"test_{number}.py").write_bytes(content)
    options = Options(directory=directory, is_cached=False, jobs=1)
    fixed = fix([directory], options, is_unsafe=True)
    for one in (*fixed.before.findings, *fixed.after.findings):
        if "Loopwise's fault" in one.diagnostic.what:
            yield f"{one.place}: {one.diagnostic.what}"
    found = {one.file for one in fixed.before.findings}
    found |= {
        edit.file
        for one in (*fixed.before.findings, *fixed.after.findings)
        if one.repair
        for edit in one.repair.edits
    }
    for path in fixed.contents:
        if str(path) not in found:
            yield f"{path.name} was changed, and nothing was found in it"


def run(count: int, seed: int) -> list[str]:
    """Check so many files; give what went wrong, with what it takes to see it again."""
    chosen, known = random.Random(seed), sources()
    found: list[str] = []
    for first in range(0, count, SIZE):
        files = [mutated(chosen, known) for _ in range(min(SIZE, count - first))]
        with tempfile.TemporaryDirectory() as name:
            directory = Path(name).resolve()
            where = f"seed {seed}, from file {first}"
            found += [f"{where}: {one}" for one in faults(directory, files)]
    return found


def main() -> int:
    """Check many files, and print what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = run(given.count, given.seed)
    print("\n".join([*found, f"{given.count:,} files, {len(found)} faults"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
