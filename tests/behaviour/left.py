"""For suites that leave things behind: what they were warned of."""

from __future__ import annotations

import json
from collections.abc import Mapping

from loopwise.testing import Result
from tests.behaviour.conftest import Project

CONFTEST = """
import json
from bound import note

def pytest_warning_recorded(warning_message, nodeid):
    kind, text = warning_message.category.__name__, str(warning_message.message)
    note(json.dumps([nodeid.partition("::")[2], kind, text]))
"""
HEAD = """
import asyncio
import contextlib
import time
import pytest

KEPT = []

async def work():
    await asyncio.sleep(60)

async def boom():
    raise ValueError("boom")
"""


def run(
    project: Project, suite: str | Mapping[str, str], *args: str
) -> tuple[Result, list[tuple[str, str, str]]]:
    """Run a suite: its result, and each warning as test, class and text."""
    files = {"test_it.py": suite} if isinstance(suite, str) else suite
    files = {name: HEAD + text for name, text in files.items()}
    result = project.run({"conftest.py": CONFTEST, **files}, *args)
    told = [json.loads(line) for line in project.notes]
    return result, [(test, kind, text) for test, kind, text in told]


def told(project: Project, suite: str, *args: str) -> list[tuple[str, str, str]]:
    """Run a suite of tests that all pass, and give its warnings."""
    result, found = run(project, suite, *args)
    assert set(result.counts) == {"passed"}, result.text
    assert result.exit_code == 0, result.text
    return found
