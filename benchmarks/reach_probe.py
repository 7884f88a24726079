"""A pytest plugin that plans collected items with and without following their code.

Loaded by name into a plain pytest (`-p benchmarks.reach_probe`), where Loopwise's own
hooks take no part: both ways read the same items in the same process, turn by turn.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks.shares import Sampling
from loopwise.model.plan import Plan
from loopwise.model.settings import Mode
from loopwise.plan.assign import assign
from loopwise.pytest_plugin import hooks
from loopwise.pytest_plugin.bound_types import read_catalog
from loopwise.pytest_plugin.collect import Reader
from loopwise.pytest_plugin.options import add_options
from loopwise.reach.reach import Reach

ANSWER = "LOOPWISE_BENCHMARK_ANSWER"
ROUNDS = "LOOPWISE_BENCHMARK_ROUNDS"
_started = time.process_time()


def pytest_collection() -> None:
    """Note when collecting starts."""
    global _started  # noqa: PLW0603 - a plugin module has one run and no other place
    _started = time.process_time()


def pytest_addoption(
    parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager
) -> None:
    """Know Loopwise's own settings: the catalog's rows are among them."""
    pluginmanager.add_hookspecs(hooks)
    add_options(parser)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Plan in turn, and leave the durations and the last plan's loops behind."""
    rounds = int(os.environ[ROUNDS])
    collected = time.process_time() - _started
    seen: dict[str, list[float]] = {"without": [], "with": []}
    for number in range(rounds):
        ways = ("without", "with") if number % 2 else ("with", "without")
        for way in ways:
            seen[way].append(_timed(session, follows=way == "with")[0])
    with Sampling() as sampling:
        plans = [_timed(session, follows=True)[1] for _ in range(rounds)]
    plan = plans[-1]
    tests = plan.suite.tests
    loops = Counter(
        str(plan.placement(i).scope) for i, one in enumerate(tests) if one.is_async
    )
    answer = {
        **seen,
        "collect": collected,
        "loops": loops,
        "modules": sum(name.partition(".")[0] == "app" for name in sys.modules),
        "shares": sampling.shares(),
    }
    Path(os.environ[ANSWER]).write_text(json.dumps(answer), encoding="utf-8")


def _timed(session: pytest.Session, *, follows: bool) -> tuple[float, Plan]:
    gc.collect()
    start = time.process_time()
    rootdir = str(session.config.rootpath)
    reach: Any = None
    if follows:
        reach = Reach(rootdir, read_catalog(session.config))
    plan = assign(Reader(rootdir, Mode.AUTO, reach).read(session.items).suite)
    return time.process_time() - start, plan
