"""The command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Done:
    """What a command gave."""

    code: int
    out: str
    err: str
    bytes: bytes


def loopwise(
    directory: Path,
    *args: str,
    given: bytes = b"",
    env: Mapping[str, str] | None = None,
) -> Done:
    """Run ``python -m loopwise`` in a directory."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING"}
    }
    done = subprocess.run(
        [sys.executable, "-m", "loopwise", *args],
        cwd=directory,
        input=given,
        capture_output=True,
        check=False,
        timeout=120,
        env={**environment, "PYTHONUTF8": "1", **(env or {})},
    )
    out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode()
    return Done(done.returncode, out.replace("\r\n", "\n"), err, done.stdout)
