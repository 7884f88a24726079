"""Gets a suite's source, and an environment that can run it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.released.suites import RealSuite

ROOT = Path(__file__).resolve().parents[2]
_LONGEST_SECONDS = 600


class NotRunnableError(Exception):
    """A suite that cannot be had here; the text says why."""


def source_of(suite: RealSuite, work: Path) -> Path:
    """Download the distribution by its name, unless it is there, and unpack it."""
    if suite.here:
        return ROOT
    folder = work / "sources" / suite.name
    found = [one for one in folder.glob("*") if one.is_dir()]
    if not found:
        folder.mkdir(parents=True, exist_ok=True)
        command = ("-m", "pip", "download", "--no-deps", "--no-build-isolation")
        options = ("--no-binary", ":all:", "--dest", str(folder), suite.distribution)
        _run([sys.executable, *command, *options])
        for archive in folder.glob("*.tar.gz"):
            with tarfile.open(archive) as one:
                one.extractall(folder, filter="data")
        found = [one for one in folder.glob("*") if one.is_dir()]
    if not found:
        raise NotRunnableError("no source distribution that can be unpacked")
    return found[0]


def python_of(suite: RealSuite, source: Path, work: Path, loopwise: Path) -> Path:
    """Make an environment with the suite's package, its plugin and Loopwise."""
    name = re.split("[<=>]", suite.distribution)[0]
    packages = () if suite.here else (f"{name}=={version_of(source)}",)
    needed = (*packages, *suite.plugin, *suite.requires)
    python = python_with(needed, work / "environments" / suite.name)
    put_loopwise(loopwise, python)
    return python


def python_with(packages: Sequence[str], venv: Path) -> Path:
    """Make an environment with packages, unless it is there, and give its Python."""
    python = venv / "bin" / "python"
    if not (venv / "complete").exists():
        shutil.rmtree(venv, ignore_errors=True)
        _run([sys.executable, "-m", "venv", "--without-pip", str(venv)])
        _install(python, [*packages])
        (venv / "complete").touch()
    return python


def put_loopwise(source: Path, python: Path) -> None:
    """Install Loopwise as its source is now, and nothing with it."""
    _install(python, ["--no-deps", "--force-reinstall", str(source)])


def version_of(source: Path) -> str:
    """Give the version that an unpacked source distribution says it has."""
    if source == ROOT:
        return ""
    for line in (source / "PKG-INFO").read_text(encoding="utf-8").splitlines():
        if line.startswith("Version: "):
            return line.removeprefix("Version: ")
    return "?"


def _install(python: Path, what: list[str]) -> None:
    uv = shutil.which("uv")
    installer = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q"]
    if uv is not None:
        # As pip does by itself: otherwise the first run pays for compiling.
        installer = [uv, "pip", "install", "-q", "--compile-bytecode"]
        installer += ["--python", str(python)]
    _run([*installer, *what])


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=_LONGEST_SECONDS,
    )
    if done.returncode != 0:
        lines = [line for line in done.stdout.splitlines() if line.strip()]
        raise NotRunnableError(" ".join(lines[-3:]) or f"exit code {done.returncode}")
