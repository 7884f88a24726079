"""A pytest plugin that times the live reader and the planner on collected items.

Loaded by name into a plain pytest (`-p benchmarks.probe`), after Loopwise's own hooks
would have run; it writes what it saw to the file that an environment variable names.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from pathlib import Path

import pytest

from loopwise.model.settings import Mode
from loopwise.plan.assign import assign
from loopwise.pytest_plugin.collect import Reader

ANSWER = "LOOPWISE_BENCHMARK_ANSWER"
_started = time.perf_counter()


def pytest_collection() -> None:
    """Note when collecting starts."""
    global _started  # noqa: PLW0603 - a plugin module has one run and no other place
    _started = time.perf_counter()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Read and plan what was collected, and leave the durations behind."""
    collected = time.perf_counter()
    suite = Reader(str(session.config.rootpath), Mode.AUTO).read(session.items).suite
    read = time.perf_counter()
    plan = assign(suite)
    planned = time.perf_counter()
    tests = len(suite.tests)
    answer = {
        "collect": collected - _started,
        "read": read - collected,
        "plan": planned - read,
        "groups": len(plan.groups),
        "loops": Counter(str(plan.placement(i).scope) for i in range(tests)),
    }
    Path(os.environ[ANSWER]).write_text(json.dumps(answer), encoding="utf-8")
