"""A library whose pools belong to a loop, and suites that use it in many ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from loopwise.testing import ExampleSuite
from tests.behaviour.conftest import BACKWARDS, PLAIN

# Below site-packages: as the code of a library it is not read. A pool binds at its
# first use, and fails on another loop, as those of drivers do.
LIBRARY = '''
"""A library of pools."""

import asyncio


class Pool:
    def __init__(self, name="pool"):
        self.name, self.loop, self.closed = name, None, False

    async def use(self):
        running = asyncio.get_running_loop()
        self.loop = self.loop or running
        if self.loop is not running:
            raise RuntimeError("attached to a different loop")
        await asyncio.sleep(0)
        return self.name

    async def close(self):
        self.closed = True


class Holder:
    def __init__(self, pool):
        self.pool = pool


def create_pool():
    return Pool()
'''
DECLARED = "pools:Pool loop=loop made_by=pools:create_pool"
INI = f"""
[pytest]
pythonpath = . installed/site-packages
loopwise_bound_types = {DECLARED}
"""
SHARED: dict[str, str] = {
    "installed/site-packages/pools.py": LIBRARY,
    "pytest.ini": INI,
    "backwards.py": BACKWARDS,
}
ENGINE = "from pools import Pool\nengine = Pool()\n"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a suite did: planned, run in its order, and run in reverse."""

    scopes: Mapping[str, str]
    """The loop scope of each test, by its id."""
    outcomes: Mapping[str, str]
    backwards: Mapping[str, str]
    text: str

    def of(self, part: str) -> dict[str, str]:
        """Give the scopes of the tests whose ids contain ``part``, by their names."""
        found = {
            key.rpartition("::")[2]: scope
            for key, scope in self.scopes.items()
            if part in key
        }
        for key, outcome in (*self.outcomes.items(), *self.backwards.items()):
            if part in key and outcome != "passed":
                found[key.rpartition("::")[2]] = outcome
        return found


def see(directory: Path, files: Mapping[str, str], *args: str) -> Seen:
    """Plan a suite, and run it in both orders."""
    suite = ExampleSuite({**SHARED, **files}, PLAIN)
    plan = suite.plan(directory, *args)
    forwards = suite.run(directory, *args)
    backwards = suite.run(directory, "-p", "backwards", *args)
    return Seen(
        {one["id"]: one["loop"]["scope"] for one in plan["tests"]},
        forwards.outcomes,
        backwards.outcomes,
        forwards.text + backwards.text,
    )


def ways(named: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Write each way as a module of the project, and two tests that take it.

    A way is the source of a module, which is ``app`` in the tests, and what they do.
    """
    files: dict[str, str] = {}
    for name, (source, use) in named.items():
        files[f"app_{name}.py"] = source
        lines = use.splitlines()
        body = "".join(f"    {line}\n" for line in lines)
        files[f"test_{name}.py"] = (
            f"import app_{name} as app\n\n"
            f"async def test_one():\n{body}\n"
            f"async def test_two():\n{body}\n"
        )
    return files
