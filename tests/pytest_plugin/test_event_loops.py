"""The fixtures that give event loops: the plan's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from loopwise.testing import ExampleSuite, Result

STRICT = ("-W", "error")
NAMES = (
    "standard_event_loop",
    "class_event_loop",
    "module_event_loop",
    "package_event_loop",
    "session_event_loop",
)
SHARED = """
import asyncio
import pytest
from loopwise import fixture, mark

@fixture(scope="session")
async def on_session():
    return asyncio.get_running_loop()

@fixture(scope="module")
async def on_module():
    return asyncio.get_running_loop()
"""


def passes(suite: ExampleSuite, directory: Path, count: int, *args: str) -> Result:
    result = suite.run(directory, *STRICT, *args)
    assert result.counts == {"passed": count}, result.text
    assert result.exit_code == 0, result.text
    return result


def loops_of(suite: ExampleSuite, directory: Path) -> dict[str, str]:
    """Give the scope of each test's loop, by the test's name."""
    plan = suite.plan(directory)
    return {
        test["id"].rpartition("::")[2]: test["loop"] and test["loop"]["scope"]
        for test in plan["tests"]
    }


def test_async_tests_run_on_the_loop_that_they_ask_for(tmp_path: Path) -> None:
    """An async test that asks for the loop of a scope runs on it, and on it alone."""
    tests = "\n".join(
        f"    async def test_{name}(self, {name}):\n"
        f"        assert asyncio.get_running_loop() is {name}\n"
        for name in NAMES
    )
    suite = ExampleSuite(
        {
            "pkg/__init__.py": "",
            "pkg/conftest.py": "from loopwise.event_loops import package_event_loop\n",
            "pkg/test_one.py": f"import asyncio\n\nclass TestLoops:\n{tests}",
        }
    )
    passes(suite, tmp_path, len(NAMES))
    assert loops_of(suite, tmp_path) == {
        "test_standard_event_loop": "function",
        "test_class_event_loop": "class",
        "test_module_event_loop": "module",
        "test_package_event_loop": "package",
        "test_session_event_loop": "session",
    }


def test_loops_are_kept_as_long_as_their_scope(tmp_path: Path) -> None:
    """Tests of one scope are given one loop, and tests of two are given two."""
    suite = ExampleSuite(
        {
            "test_one.py": """
                seen = {}

                def first(name, loop):
                    assert not loop.is_closed()
                    return seen.setdefault(name, loop) is loop

                class TestA:
                    def test_1(self, standard_event_loop, class_event_loop):
                        assert first("standard", standard_event_loop)
                        assert first("class", class_event_loop)
                        assert class_event_loop is standard_event_loop

                    def test_2(self, class_event_loop):
                        assert first("class", class_event_loop)

                class TestB:
                    def test_1(self, class_event_loop):
                        assert not first("class", class_event_loop)

                    def test_2(self, standard_event_loop):
                        assert not first("standard", standard_event_loop)

                def test_3(module_event_loop):
                    assert first("module", module_event_loop)

                def test_4(module_event_loop):
                    assert first("module", module_event_loop)
            """,
            "test_two.py": """
                import test_one

                def test_5(module_event_loop):
                    assert not test_one.first("module", module_event_loop)

                def test_6(session_event_loop):
                    assert test_one.first("session", session_event_loop)
            """,
            "test_three.py": """
                import test_one

                def test_7(session_event_loop):
                    test_one.first("session", session_event_loop)
            """,
        }
    )
    passes(suite, tmp_path, 9)


def test_sync_tests_run_the_loop_of_what_they_use(tmp_path: Path) -> None:
    """A sync test is given the loop on which the async fixtures that it uses live."""
    suite = ExampleSuite(
        {
            "conftest.py": SHARED,
            "test_one.py": """
                import asyncio

                def test_session(standard_event_loop, on_session):
                    assert standard_event_loop is on_session
                    assert asyncio.get_event_loop() is on_session

                def test_module(on_module, class_event_loop, standard_event_loop):
                    assert standard_event_loop is class_event_loop is on_module

                def test_own(standard_event_loop, request):
                    assert standard_event_loop.run_until_complete(
                        asyncio.sleep(0, "ran")
                    ) == "ran"
                    loops = [request.getfixturevalue(n) for n in ("on_session",)]
                    assert standard_event_loop is loops[0]

                def test_none():
                    pass
            """,
        }
    )
    passes(suite, tmp_path, 4)
    assert loops_of(suite, tmp_path) == {
        "test_session": "session",
        "test_module": "module",
        "test_own": "session",
        "test_none": None,
    }


def test_fixtures_may_ask_for_loops(tmp_path: Path) -> None:
    """Fixtures of any scope, sync and async, share the loop that they ask for."""
    suite = ExampleSuite(
        {
            "test_one.py": """
                import asyncio
                import pytest

                @pytest.fixture(scope="module")
                def server(module_event_loop):
                    start = asyncio.sleep(0, "started")
                    assert module_event_loop.run_until_complete(start) == "started"
                    yield module_event_loop
                    stop = asyncio.sleep(0, "stopped")
                    assert module_event_loop.run_until_complete(stop) == "stopped"

                @pytest.fixture(scope="session")
                async def pool(session_event_loop):
                    assert asyncio.get_running_loop() is session_event_loop
                    yield session_event_loop
                    assert asyncio.get_running_loop() is session_event_loop

                async def test_server(server):
                    assert asyncio.get_running_loop() is server

                async def test_pool(pool):
                    assert asyncio.get_running_loop() is pool
            """
        }
    )
    passes(suite, tmp_path, 2)


@pytest.mark.parametrize("mode", ["auto", "strict"])
@pytest.mark.parametrize("where", ["conftest.py", "test_one.py"])
def test_importing_them_does_no_harm(tmp_path: Path, where: str, mode: str) -> None:
    """Imported into a conftest or a test module, they are the same loops."""
    star = "from loopwise.event_loops import *\n"
    test = """
import asyncio
import pytest

pytestmark = pytest.mark.asyncio

async def test_async(standard_event_loop, session_event_loop, on_session):
    assert asyncio.get_running_loop() is session_event_loop is on_session
    assert standard_event_loop is session_event_loop
"""
    sync = """
def test_sync(module_event_loop, session_event_loop, on_session):
    assert module_event_loop.run_until_complete(asyncio.sleep(0, 1)) == 1
    assert session_event_loop is on_session
"""
    files = {"conftest.py": SHARED, "test_one.py": test}
    files[where] = star + files[where]
    files["test_two.py"] = "import asyncio\n" + sync
    passes(ExampleSuite(files), tmp_path, 2, f"--loop-mode={mode}")


def test_imported_into_one_module_and_not_into_another(tmp_path: Path) -> None:
    """An imported loop fixture and the plugin's own give the same session loop."""
    test = """
seen = []

async def test_one(session_event_loop):
    import loops_seen
    loops_seen.seen.append(session_event_loop)
    assert len(set(map(id, loops_seen.seen))) == 1
"""
    suite = ExampleSuite(
        {
            "pytest.ini": "[pytest]\npythonpath = .\n",
            "loops_seen.py": "seen = []\n",
            "test_a.py": "from loopwise.event_loops import session_event_loop\n" + test,
            "test_b.py": test,
        }
    )
    passes(suite, tmp_path, 2)


def test_a_projects_own_fixture_of_that_name_wins(tmp_path: Path) -> None:
    """A suite that already has a fixture of such a name keeps its own."""
    suite = ExampleSuite(
        {
            "test_one.py": """
                import pytest

                @pytest.fixture
                def standard_event_loop():
                    return "mine"

                def test_mine(standard_event_loop):
                    assert standard_event_loop == "mine"
            """
        }
    )
    passes(suite, tmp_path, 1)


def test_asked_for_by_a_name_that_only_the_run_tells(tmp_path: Path) -> None:
    """Even where nothing else is async, a loop is given for a name that is computed."""
    suite = ExampleSuite(
        {
            "test_one.py": """
                def test_dynamic(request):
                    loop = request.getfixturevalue("_".join(["standard", "event_loop"]))
                    import asyncio
                    assert loop.run_until_complete(asyncio.sleep(0, 1)) == 1
            """
        }
    )
    passes(suite, tmp_path, 1)


def test_a_test_that_closes_the_loop_is_told(tmp_path: Path) -> None:
    """Who closes a loop is told, and fails only where a teardown is then torn off."""
    suite = ExampleSuite(
        {
            "test_one.py": """
                from loopwise import fixture

                @fixture(scope="module")
                async def db():
                    yield

                def test_closes(module_event_loop):
                    module_event_loop.close()

                def test_next(module_event_loop):
                    assert not module_event_loop.is_closed()

                def test_tears_off(module_event_loop, db):
                    module_event_loop.close()

                def test_last(module_event_loop, db):
                    assert not module_event_loop.is_closed()
            """
        }
    )
    result = suite.run(tmp_path)
    assert [*result.outcomes.values()] == ["passed", "passed", "failed", "passed"]
    assert "test_tears_off closed the module loop of test_one.py." in result.text
    assert "the module loop of test_one.py was closed by somebody else" in result.text


def test_a_suite_that_does_not_use_them_has_no_trace_of_them(tmp_path: Path) -> None:
    """Where nobody asks for a loop, no plan names them and nothing is loaded."""
    suite = ExampleSuite(
        {
            "test_one.py": """
                import sys

                def test_sync():
                    assert "asyncio" not in sys.modules
                    assert "loopwise.event_loops" not in sys.modules
            """,
        }
    )
    passes(suite, tmp_path, 1)
    shown = suite.run(tmp_path, "--loop-plan", "--setup-plan")
    assert "event_loop" not in shown.text


def test_importing_the_module_loads_no_asyncio() -> None:
    """The plugin's part of these fixtures costs no import of asyncio."""
    program = (
        "import sys, loopwise.pytest_plugin.event_loops\n"
        "assert 'asyncio' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_pytest_lists_them_with_what_they_give(tmp_path: Path) -> None:
    """`pytest --fixtures` names each one with a sentence."""
    result = ExampleSuite({"pytest.ini": "[pytest]\n"}).run(tmp_path, "--fixtures")
    for name in NAMES:
        assert name in result.text
    assert "The event loop of this test, shared with the async fixtures" in result.text
