"""`loopwise fix`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.checking.projects import CLEAN, DROPPED, project
from tests.checking.test_fix import NEVER
from tests.cli.running import loopwise

AWAITED = NEVER.replace("asyncio.sleep", "await asyncio.sleep")
BLOCKING = """
import asyncio
import time

async def test_slow():
    time.sleep(0.1)
"""


@pytest.mark.parametrize("command", [("fix",), ("check", "--fix")])
def test_files_are_repaired(command: tuple[str, ...], tmp_path: Path) -> None:
    """What can be repaired is, what cannot be is told, and the exit code says which."""
    project(tmp_path, test_a=NEVER)
    done = loopwise(tmp_path, *command)
    assert (tmp_path / "test_a.py").read_text("utf-8") == AWAITED
    assert done.code == 0
    assert "Nothing found" in done.out
    assert "made 1 repair in 1 file" in done.err
    project(tmp_path, test_b=DROPPED)
    assert loopwise(tmp_path, *command).code == 1


def test_a_difference_is_shown(tmp_path: Path) -> None:
    """With --diff nothing is written but the difference, which `patch` takes."""
    project(tmp_path, tests__test_a=NEVER.rstrip("\n"))
    done = loopwise(tmp_path, "fix", "--diff")
    assert done.code == 1
    assert done.out == (
        "--- tests/test_a.py\n+++ tests/test_a.py\n@@ -2,4 +2,4 @@\n"
        " import asyncio\n \n async def test_one():\n"
        "-    asyncio.sleep(0)\n\\ No newline at end of file\n"
        "+    await asyncio.sleep(0)\n\\ No newline at end of file\n"
    )
    path = tmp_path / "tests" / "test_a.py"
    assert path.read_text("utf-8") == NEVER.rstrip("\n")
    assert loopwise(project(tmp_path / "b", test_b=CLEAN), "fix", "--diff").code == 0


def test_unsafe_repairs_are_told_and_made(tmp_path: Path) -> None:
    """Unsafe repairs are counted, and made where they are asked for."""
    project(tmp_path, test_a=BLOCKING)
    done = loopwise(tmp_path, "fix")
    assert done.code == 1
    assert "`loopwise fix --unsafe-fixes` repairs 1 of them." in done.out
    assert loopwise(tmp_path, "fix", "--unsafe-fixes").code == 0
    assert "asyncio.sleep(0.1)" in (tmp_path / "test_a.py").read_text("utf-8")


def test_standard_input_is_repaired(tmp_path: Path) -> None:
    """Source on standard input is written, repaired, to standard output."""
    args = ("fix", "-", "--stdin-filename", "test_a.py")
    crlf = NEVER.replace("\n", "\r\n").encode()
    done = loopwise(project(tmp_path), *args, given=crlf)
    assert done.code == 0
    assert done.bytes == AWAITED.replace("\n", "\r\n").encode()
    same = loopwise(tmp_path, *args, given=DROPPED.encode())
    assert (same.code, same.bytes) == (1, DROPPED.encode())
    assert "LW703" in same.err


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_and_permissions_stay(tmp_path: Path) -> None:
    """A repaired file keeps its permissions, and a link to it stays a link."""
    project(tmp_path, real__test_a=NEVER)
    real = tmp_path / "real" / "test_a.py"
    real.chmod(0o755)
    (tmp_path / "test_link.py").symlink_to(real)
    assert loopwise(tmp_path, "fix").code == 0
    assert real.stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "test_link.py").is_symlink()
    assert real.read_text("utf-8") == AWAITED


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    """Without the extra that edits TOML, the command that installs it is told."""
    project(tmp_path, test_a=CLEAN)
    toml = '[tool.pytest.ini_options]\nasyncio_mode = "atuo"\n'
    (tmp_path / "pytest.ini").unlink()
    (tmp_path / "pyproject.toml").write_text(toml, encoding="utf-8")
    program = (
        "import sys; sys.modules['tomlkit'] = None;"
        "from loopwise.cli.main import main; main(['fix', '--unsafe-fixes'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'pip install "loopwise[fix]"' in done.stderr
    assert (tmp_path / "pyproject.toml").read_text("utf-8") == toml
