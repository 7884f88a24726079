"""Runs random suites under pytest, many in one process, as if each had its own.

Starting a process for each suite would take ten times as long as the suite. So this
process cleans up behind each run, and looks at what a process shows: open files,
what asyncio logs, what Python could not raise.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import gc
import importlib
import io
import json
import logging
import os
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

Event = Mapping[str, Any]
# What these do has nothing to do with loops, and takes a third of the time: pytest
# looks for fixtures in each plugin.
IDLE = (
    *("cacheprovider", "doctest", "faulthandler", "junitxml", "logging", "monkeypatch"),
    *("pastebin", "recwarn", "stepwise", "tmpdir", "unittest"),
    # This process sees by itself what these would turn into warnings.
    *("threadexception", "unraisableexception"),
)
WITHOUT = [f"no:{name}" for name in IDLE]
# The source lines of each traceback take as long to find as the suite takes to run.
PLAIN = (
    *(x for name in WITHOUT for x in ("-p", name)),
    *("-W", "error", "--tb=native"),
    # Marks on sync tests, which pytest-asyncio warns of, too: some suites have them.
    *("-W", "ignore:The test <Function:pytest.PytestWarning"),
)
LOOPWISE = ("-p", "loopwise")
TWIN = ("-p", "no:loopwise")
CRASHED = 99
"""An exit code: pytest ended with an exception. 8.2 does, where a teardown fails after
``-x`` has ended the session."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a suite gave."""

    exit_code: int
    text: str
    events: Sequence[Event]
    troubles: Sequence[str] = field(default_factory=tuple)
    """What the process saw that no test may cause."""


def run(directory: Path, *args: str, order: str = "") -> Run:
    """Run pytest on the suite in ``directory``, in this process."""
    troubles: list[str] = []
    text = io.StringIO()
    before = _open_files()
    with (
        _as_a_process(directory, order),
        _troubles(troubles),
        contextlib.redirect_stdout(text),
        contextlib.redirect_stderr(text),
    ):
        code = contextvars.copy_context().run(_main, [*PLAIN, *args])
    after = _open_files()
    if after > before:
        troubles.append(f"{after - before} file descriptors left open")
    if threading.active_count() > 1:
        troubles.append(f"threads left running: {threading.enumerate()}")
    path = directory / "events.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return Run(code, text.getvalue(), [json.loads(x) for x in lines], troubles)


def _main(args: list[str]) -> int:
    try:
        return int(pytest.main(args))
    except Exception:  # noqa: BLE001  # whatever pytest did not survive
        sys.modules["probe"].stop()
        traceback.print_exc()
        return CRASHED


@contextlib.contextmanager
def _as_a_process(directory: Path, order: str) -> Iterator[None]:
    """Give the run what a new process has, and take away what it leaves."""
    modules, path, cwd = set(sys.modules), [*sys.path], Path.cwd()
    os.chdir(directory)
    os.environ["PROBE_ORDER"] = order
    importlib.invalidate_caches()
    # Forgets what the last run has left behind as the current loop.
    asyncio.set_event_loop_policy(None)  # type: ignore[deprecated]  # since 3.14
    try:
        yield
    finally:
        os.chdir(cwd)
        sys.path[:] = path
        for name in set(sys.modules) - modules:
            file = getattr(sys.modules[name], "__file__", None) or ""
            if file.startswith(str(directory)):
                del sys.modules[name]


@contextlib.contextmanager
def _troubles(found: list[str]) -> Iterator[None]:
    """Collect what would otherwise only be printed."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(f"asyncio logged: {record.getMessage()}")

    def unraisable(what: sys.UnraisableHookArgs) -> None:
        found.append(f"not raised: {what.exc_value!r} in {what.object!r}")

    def thread_failed(what: threading.ExceptHookArgs) -> None:
        found.append(f"raised in a thread: {what.exc_value!r}")

    handler, hook = Handler(logging.WARNING), sys.unraisablehook
    logging.getLogger("asyncio").addHandler(handler)
    sys.unraisablehook, threading.excepthook = unraisable, thread_failed
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            yield
            gc.collect()
    finally:
        sys.unraisablehook, threading.excepthook = hook, threading.__excepthook__
        logging.getLogger("asyncio").removeHandler(handler)


def _open_files() -> int:
    """Count this process's file descriptors, where the system tells."""
    path = Path("/proc/self/fd")
    return len(list(path.iterdir())) if path.exists() else 0
