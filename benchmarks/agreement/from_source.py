"""The plan that the static reader makes of a suite."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.released.fetching import ROOT
from benchmarks.released.starting import Place
from loopwise.plan.assign import assign
from loopwise.report import plan_json
from loopwise.static.project import read_project
from loopwise.static.suite.reader import read_suite


@dataclass(frozen=True, slots=True)
class Read:
    """A plan, and what it took to read it."""

    plan: Mapping[str, Any]
    seconds: float
    errors: tuple[str, ...]


def source_plan(place: Place) -> Read:
    """Give the plan, in the form of live pytest's."""
    suite = place.suite
    arguments = [one.format_map(place.addresses) for one in suite.arguments]
    if suite.here:
        arguments.append(str(ROOT / suite.here))
    began = time.perf_counter()
    read = read_suite(read_project(place.source, arguments))
    plan = assign(read.suite, read.settings)
    seconds = time.perf_counter() - began
    text = plan_json.render(plan, [], range(len(read.suite.tests)), read.errors)
    return Read(json.loads(text), seconds, tuple(read.errors))
