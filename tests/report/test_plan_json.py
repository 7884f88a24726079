"""Plans for programs."""

from __future__ import annotations

import json
from typing import Any

from inline_snapshot import snapshot

from loopwise.plan.diagnose import diagnose
from loopwise.report.plan_json import FORMAT, render
from tests.plan.building import FUNCTION, MODULE, SESSION, Building, Param


def read(suite: Building, chosen: list[int] | None = None) -> Any:
    """Render a plan and read it back."""
    plan = suite.plan()
    numbers = range(len(suite.tests)) if chosen is None else chosen
    return json.loads(render(plan, diagnose(plan), numbers))


def test_plan_in_full() -> None:
    """A plan holds its form, the tests, the instances and the Diagnostics."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    home.test("test_a", client, params=[Param(client, "x")])
    home.test("test_b", client, db, params=[Param(client, "x")])
    assert read(suite) == snapshot(
        {
            "format": 1,
            "tests": [
                {
                    "id": "test_one.py::test_a",
                    "async": True,
                    "place": "test_one.py:1",
                    "loop": {"scope": "session", "of": ""},
                    "reason": "db kept per session",
                    "steps": [
                        {"name": "test_a", "place": "test_one.py:1", "role": "test"},
                        {
                            "name": "client",
                            "place": "conftest.py:1",
                            "role": "fixture, kept per module",
                        },
                        {"name": "test_b", "place": "test_one.py:2", "role": "test"},
                        {
                            "name": "db",
                            "place": "conftest.py:2",
                            "role": "fixture, kept per session",
                        },
                    ],
                },
                {
                    "id": "test_one.py::test_b",
                    "async": True,
                    "place": "test_one.py:2",
                    "loop": {"scope": "session", "of": ""},
                    "reason": "db kept per session",
                    "steps": [
                        {"name": "test_b", "place": "test_one.py:2", "role": "test"},
                        {
                            "name": "db",
                            "place": "conftest.py:2",
                            "role": "fixture, kept per session",
                        },
                    ],
                },
            ],
            "instances": [
                {
                    "name": "client",
                    "place": "conftest.py:1",
                    "scope": "module",
                    "kept_for": "test_one.py",
                    "parameter": "'x'",
                    "loop": {"scope": "session", "of": ""},
                },
                {
                    "name": "db",
                    "place": "conftest.py:2",
                    "scope": "session",
                    "kept_for": "",
                    "parameter": None,
                    "loop": {"scope": "session", "of": ""},
                },
            ],
            "diagnostics": [],
            "errors": [],
        }
    )


def test_loops_of_tests() -> None:
    """A test's loop says its scope and whose it is; a sync test may have none."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    client = suite.fixture("client", MODULE)
    home = suite.module("test_one.py")
    home.test("test_own")
    home.test("test_module", client)
    home.test("test_session", db)
    home.test("test_sync", is_async=False)
    assert {one["id"]: one["loop"] for one in read(suite)["tests"]} == {
        "test_one.py::test_own": {
            "scope": "function",
            "of": "test_one.py::test_own",
        },
        "test_one.py::test_module": {"scope": "module", "of": "test_one.py"},
        "test_one.py::test_session": {"scope": "session", "of": ""},
        "test_one.py::test_sync": None,
    }


def test_diagnostic_in_full() -> None:
    """A Diagnostic is written with its code, path, reason and fixes."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    suite.module("test_one.py").test("test_a", db, marked=FUNCTION)
    (found,) = read(suite)["diagnostics"]
    what = "fixture `db` lives on another event loop than the test that awaits it"
    assert found.pop("what") == what
    assert found == snapshot(
        {
            "code": "LW101",
            "path": [
                {
                    "name": "db",
                    "place": "conftest.py:1",
                    "role": "fixture, kept per session",
                },
                {"name": "test_a", "place": "test_one.py:1", "role": "test"},
            ],
            "why": "an async object belongs to the loop that it was made on.",
            "fixes": [
                'drop loop_scope="function" from test_a',
                'keep the fixture per test: scope="function"',
            ],
            "others": 0,
        }
    )


def test_chosen_tests_only() -> None:
    """Tests that were left out are not written, in whatever order the rest comes."""
    suite = Building()
    home = suite.module("test_one.py")
    for name in ("test_a", "test_b", "test_c"):
        home.test(name)
    found = [one["id"] for one in read(suite, [2, 0])["tests"]]
    assert found == ["test_one.py::test_c", "test_one.py::test_a"]


def test_every_value_is_plain() -> None:
    """Parameters of any type are written as Python writes them."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    home = suite.module("test_one.py")
    home.test("test_a", client, params=[Param(client, (1, b"x"))])
    found = read(suite)
    assert found["format"] == FORMAT
    assert [one["parameter"] for one in found["instances"]] == ["(1, b'x')"]
