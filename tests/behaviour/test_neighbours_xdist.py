"""pytest-xdist: each worker plans the whole suite, alike, and has loops of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.behaviour.conftest import Beside, Project, by_name

HEAD = """
import asyncio
import pytest
from bound import Bound, note
"""
# What a worker planned, and where it set up and ran.
CONFTEST = f"""{HEAD}
import os
from pathlib import Path
from loopwise.report.plan_json import render

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")

@pytest.hookimpl(wrapper=True)
def pytest_collection_finish(session):
    yield
    runner = session.config.pluginmanager.get_plugin("loopwise-session")._runner
    if runner is not None:  # the process that hands out the tests has none
        plan = runner.runtime.plan
        text = render(plan, [], range(len(plan.suite.tests)))
        Path(f"plan-{{WORKER}}.json").write_text(text)

@pytest.fixture(autouse=True)
async def noted(request):
    await asyncio.sleep(0.02)  # so that no worker is done before the other begins
    note(WORKER)

@pytest.fixture(scope="session")
async def db():
    note("up", WORKER)
    made = Bound()
    yield made
    await made.use()
    note("down", WORKER)

@pytest.fixture(scope="module")
async def table(db):
    await db.use()
    made = Bound()
    yield made
    await made.use()
"""
MODULE = f"""{HEAD}
@pytest.mark.parametrize("number", range(6))
async def test_async(db, number):
    await db.use()

@pytest.mark.parametrize("number", range(4))
@pytest.mark.xdist_group("tables")
async def test_table(table, number):
    await table.use()

@pytest.fixture(scope="class")
async def own():
    made = Bound()
    yield made
    await made.use()

class TestIt:
    async def test_1(self, own):
        await own.use()

    async def test_2(self, own):
        await own.use()

def test_sync(table):
    assert asyncio.get_event_loop() is table.loop

async def test_late(request):
    await request.getfixturevalue("db").use()

async def test_own():
    assert asyncio.get_running_loop()
"""
FILES = {"conftest.py": CONFTEST, **{f"test_{name}.py": MODULE for name in "abc"}}
COUNT = 45


def plan_of(project: Project, worker: str) -> dict[str, Any]:
    """Read the plan that a worker made. `loadgroup` puts groups behind tests' names."""
    text = (project.directory / f"plan-{worker}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text.replace("@tables", ""))
    return found


def hand_out(project: Project, *args: str, runs: int = 1) -> None:
    """Run the suite on two workers, and compare what they planned with one process."""
    result = project.run(FILES, "-n2", *args)
    assert result.exit_code == 0, result.text
    assert set(result.outcomes.values()) == {"passed"}, result.text
    assert f"{COUNT * runs} passed" in result.text
    for worker in ("gw0", "gw1"):
        assert worker in project.notes
        ups_and_downs = [note for note in project.notes if note.endswith(f" {worker}")]
        assert ups_and_downs == [f"up {worker}", f"down {worker}"]
    project.run(FILES, "--collect-only")
    expected = plan_of(project, "alone")
    assert len(expected["tests"]) == COUNT
    assert plan_of(project, "gw0") == expected
    assert plan_of(project, "gw1") == expected


@pytest.mark.parametrize(
    "dist", ["load", "loadscope", "loadfile", "loadgroup", "worksteal"]
)
def test_ways_to_hand_out_tests(project: Project, dist: str) -> None:
    """Both workers take part, with a session loop each and the plan of one process."""
    hand_out(replace(project, plugins=("xdist",)), f"--dist={dist}")


def test_every_test_on_each_worker(project: Project) -> None:
    """With `--dist=each`, both workers run the whole suite as planned."""
    hand_out(replace(project, plugins=("xdist",)), "--dist=each", runs=2)


def test_workers_with_all_other_plugins(crowd: Project) -> None:
    """What else is installed, such as pytest-asyncio, changes nothing of it."""
    hand_out(crowd)


def test_workers_tell_their_diagnostics(beside: Beside) -> None:
    """What does not fit together is told once, whichever processes found it."""
    result = beside("xdist").run(
        f"""{HEAD}
@pytest.fixture(scope="session")
async def db():
    return Bound()

@pytest.mark.asyncio(loop_scope="function")
async def test_parted(db):
    pass

async def test_other(db):
    pass
""",
        "-n2",
    )
    assert result.counts == {"passed": 2}, result.text
    assert result.text.count("LW101 fixture `db`") == 1, result.text


def test_failures_come_back_from_workers(beside: Beside) -> None:
    """A failing, an unfit and a crashing async test are told by their names."""
    result = beside("xdist").run(
        f"""{HEAD}
import os

async def test_fails():
    await asyncio.sleep(0)
    assert 1 == 2

@pytest.fixture
async def broken():
    raise LookupError("no such thing")
    yield

async def test_errs(broken):
    pass

async def test_crashes():
    await asyncio.sleep(0)
    os._exit(3)

async def test_passes():
    await asyncio.sleep(0)
""",
        "-n2",
    )
    names = by_name(result)
    assert names.pop("test_crashes", None) in {"failed", "error"}, result.text
    assert names == {
        "test_fails": "failed",
        "test_errs": "error",
        "test_passes": "passed",
    }, result.text
    assert "assert 1 == 2" in result.text
    assert "no such thing" in result.text
