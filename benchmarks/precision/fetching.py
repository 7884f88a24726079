"""Gets a suite's source, and an environment that can run it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from benchmarks.precision.suites import RealSuite

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
        options = ("--no-binary", ":all:", "--dest", str(folder), suite.name)
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
    venv = work / "environments" / suite.name
    python = venv / "bin" / "python"
    if not (venv / "complete").exists():
        shutil.rmtree(venv, ignore_errors=True)
        _run([sys.executable, "-m", "venv", "--without-pip", str(venv)])
        package = f"{suite.name}=={version_of(source)}"
        packages = () if suite.here else (package,)
        _install(python, [*packages, "pytest", "pytest-asyncio", *suite.requires])
        (venv / "complete").touch()
    _install(python, ["--no-deps", "--force-reinstall", str(loopwise)])
    return python


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
        installer = [uv, "pip", "install", "-q", "--python", str(python)]
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
