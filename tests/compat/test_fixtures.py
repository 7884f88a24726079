"""The fixtures of pytest-asyncio, and the ones that its older releases had."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from loopwise.testing import ExampleSuite

SCOPES = ("function", "class", "module", "package", "session")
RUNNERS = "\n".join(
    f"""
    def test_{scope}(self, _{scope}_scoped_runner):
        runner = _{scope}_scoped_runner
        first, loop = runner.run(running()), runner.get_loop()
        assert first is loop is runner.run(running())
        assert not loop.is_closed()

    async def test_async_{scope}(self, _{scope}_scoped_runner):
        assert asyncio.get_running_loop() is _{scope}_scoped_runner.get_loop()
        with pytest.raises(RuntimeError, match="running event loop"):
            _{scope}_scoped_runner.run(running())
"""
    for scope in SCOPES
)
SUITE = ExampleSuite(
    {
        "pkg/__init__.py": "",
        "pkg/test_runners.py": f"""
import asyncio
import pytest

async def running():
    return asyncio.get_running_loop()

class TestRunners:
{RUNNERS}
""",
        "test_one.py": """
            import asyncio
            import pytest
            from loopwise import fixture

            @fixture(scope="session")
            async def db():
                return asyncio.get_running_loop()

            @pytest.fixture
            def filled(event_loop):
                async def fill():
                    return asyncio.get_running_loop()
                return event_loop.run_until_complete(fill())

            async def test_loop(event_loop):
                assert asyncio.get_running_loop() is event_loop

            async def test_sync_fixture(filled):
                assert asyncio.get_running_loop() is filled

            def test_sync(event_loop):
                assert asyncio.get_event_loop() is event_loop
                event_loop.run_until_complete(asyncio.sleep(0))

            async def test_with_a_wider_fixture(event_loop, db):
                assert asyncio.get_running_loop() is event_loop is db

            def test_runner_beside_a_fixture(_session_scoped_runner, db):
                assert _session_scoped_runner.get_loop() is db

            seen = []

            @pytest.mark.parametrize("time", [1, 2])
            async def test_own(event_loop, time):
                assert event_loop not in seen
                seen.append(event_loop)

            def test_factory(_asyncio_loop_factory):
                assert _asyncio_loop_factory is None
        """,
    }
)


def test_fixtures_give_loops_and_runners(tmp_path: Path) -> None:
    """Who asks for a loop, or a runner, is given the one that the plan has there."""
    result = SUITE.run(tmp_path, "-W", "error")
    assert result.counts == {"passed": 2 * len(SCOPES) + 8}, result.text


@pytest.fixture(scope="module")
def loops(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Plan the suite: the loop scope of each test by its name."""
    plan = SUITE.plan(tmp_path_factory.mktemp("suite"))
    return {
        one["id"].rpartition("::")[2]: one["loop"] and one["loop"]["scope"]
        for one in plan["tests"]
    }


@pytest.mark.parametrize(
    ("test", "scope"),
    [
        ("test_function", "function"),
        ("test_async_class", "class"),
        ("test_module", "module"),
        # The fixture is the plugin's, which is in no package: pytest keeps it so.
        ("test_async_package", "session"),
        ("test_session", "session"),
        ("test_loop", "function"),
        ("test_sync", "function"),
        ("test_with_a_wider_fixture", "session"),
        ("test_factory", None),
    ],
)
def test_fixtures_are_planned(
    loops: dict[str, str], test: str, scope: str | None
) -> None:
    """A fixture that gives a loop counts in the plan as any async one."""
    assert loops[test] == scope


def test_policy_is_the_one_that_is_set(tmp_path: Path) -> None:
    """``event_loop_policy`` gives the policy, without a warning on any Python."""
    suite = ExampleSuite(
        {
            "test_one.py": """
                def test_policy(event_loop_policy):
                    assert hasattr(event_loop_policy, "new_event_loop")

                async def test_same(event_loop_policy, request):
                    other = request.getfixturevalue("event_loop_policy")
                    assert event_loop_policy is other
            """
        }
    )
    result = suite.run(tmp_path, "-W", "error")
    assert result.counts == {"passed": 2}, result.text


def test_fixtures_come_without_asyncio() -> None:
    """The fixtures are loaded in every run, and bring asyncio into none."""
    program = (
        "import sys, loopwise.compat.fixtures; assert 'asyncio' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
