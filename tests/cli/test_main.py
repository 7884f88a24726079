"""The command `loopwise`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from loopwise import __version__
from loopwise.cli.main import main


def test_the_command_is_installed() -> None:
    """`loopwise --version` lies where Python's scripts are, and names the version."""
    command = Path(sys.executable).with_name("loopwise")
    done = subprocess.run([command, "--version"], capture_output=True, check=True)
    assert done.stdout.decode().strip() == f"loopwise {__version__}"


def test_a_call_without_a_command_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    """Called without a subcommand it says how to call it, and exits with 2."""
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2
    assert "usage: loopwise" in capsys.readouterr().err
