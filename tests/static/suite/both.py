"""A project read in both ways: by live pytest, and from its source alone."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from loopwise.plan.assign import assign
from loopwise.report import plan_json
from loopwise.static.project import read_project
from loopwise.static.suite.reader import read_suite
from loopwise.static.suite.static_suite import StaticSuite
from loopwise.testing import ExampleSuite


def write(directory: Path, files: Mapping[str, str]) -> None:
    """Write a project."""
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")


def read(directory: Path, files: Mapping[str, str], *args: str) -> StaticSuite:
    """Write a project, and read it from its source."""
    write(directory, files)
    return read_suite(read_project(directory, args))


def loops(static: StaticSuite) -> dict[str, str]:
    """Give the loop of each test, as one would say it."""
    plan = assign(static.suite, static.settings)
    found = {}
    for number, test in enumerate(static.suite.tests):
        placement = plan.placement(number)
        loop = placement.loop
        name = "own" if loop is None else str(loop)
        found[test.id] = name if placement.needs_loop else "none"
    return found


def agreed(
    directory: Path, files: Mapping[str, str], *args: str
) -> dict[str, str | None]:
    """Read a project in both ways, compare all that is said, and give the loops."""
    suite = ExampleSuite(files)
    live = suite.plan(directory, *args)
    static = read(directory, files, *args)
    plan = assign(static.suite, static.settings)
    text = plan_json.render(plan, [], range(len(static.suite.tests)))
    source = json.loads(text)
    assert _said(source) == _said(live)
    assert not static.errors
    return {
        one["id"]: _loop(one)
        for one in sorted(live["tests"], key=lambda one: one["id"])
    }


def _said(plan: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {
        one["id"]: (
            one["async"],
            one["place"],
            _loop(one),
            one["reason"],
            [_step(step) for step in one["steps"]],
        )
        for one in plan["tests"]
    }


def _step(step: Mapping[str, str]) -> tuple[str, str, str]:
    # Live the place is pytest's, which wraps the user's function in one of its own.
    place = "" if "xunit_setup" in step["name"] else step["place"]
    return step["name"], place, step["role"]


def _loop(test: Mapping[str, Any]) -> str | None:
    loop = test["loop"]
    if loop is None:
        return None
    own = loop["scope"] == "function"
    return "own" if own else f"{loop['scope']} {loop['of']}".strip()
