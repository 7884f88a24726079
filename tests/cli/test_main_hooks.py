"""The hooks for pre-commit call the command as it is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.checking.projects import CLEAN, project
from tests.cli.running import loopwise

HOOKS = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
NEEDED = {"id", "name", "entry", "language"}


def test_the_hooks_are_whole_and_run(tmp_path: Path) -> None:
    """Each hook has what pre-commit wants, and its command takes files."""
    hooks = re.split(r"^- ", HOOKS.read_text("utf-8"), flags=re.MULTILINE)[1:]
    found = [dict(re.findall(r"^ *(\w+): (.+)$", one, re.MULTILINE)) for one in hooks]
    assert [one["id"] for one in found] == ["loopwise-check", "loopwise-fix"]
    project(tmp_path, test_a=CLEAN)
    for hook in found:
        assert set(hook) >= NEEDED
        command, *args = shlex.split(hook["entry"])
        assert command == "loopwise"
        assert loopwise(tmp_path, *args, "test_a.py", "pytest.ini").code == 0
