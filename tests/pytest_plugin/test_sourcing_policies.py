"""Making loops as the suite says: under policies."""

from __future__ import annotations

from pathlib import Path

from tests.pytest_plugin.sourced import suite_of

POLICIES = """
@pytest.fixture
def event_loop_policy():
    return Policy()

@pytest.fixture(scope="module")
async def db(): return asyncio.get_running_loop()

before = current()

async def test_own():
    assert (kind(), current()) == ("First", "Policy")

async def test_wide(db):
    assert (kind(), current()) == ("First", "Policy")
    assert asyncio.get_running_loop() is db

async def test_again():
    assert (kind(), current()) == ("First", "Policy")

def test_sync_keeps_its_policy():
    assert current() == before
"""


def test_policy_of_a_test_is_set_while_it_runs(tmp_path: Path) -> None:
    """An overridden ``event_loop_policy`` holds for async tests, and no longer."""
    after = "from loops import *\ndef test_after(): assert current() != 'Policy'"
    suite = suite_of(POLICIES, **{"test_two.py": after})
    result = suite.run(tmp_path)
    assert result.counts == {"passed": 5}, result.text


def test_policy_that_is_parametrized_runs_each_test_with_each(tmp_path: Path) -> None:
    """With two policies every test that sees them runs under both, on fresh loops."""
    suite = suite_of(
        """
@pytest.fixture(scope="module", params=[Policy(), Other()], ids=["first", "second"])
def event_loop_policy(request):
    return request.param

made = []

@pytest.fixture(scope="module")
async def db():
    made.append(kind())
    return asyncio.get_running_loop()

async def test_a(db, request):
    assert kind().lower() in request.node.name
    assert asyncio.get_running_loop() is db

async def test_b(db, request):
    assert kind().lower() in request.node.name
    assert asyncio.get_running_loop() is db
""",
        **{
            "test_two.py": """
                from loops import *

                def test_made():
                    import test_one
                    assert test_one.made == ["First", "Second"]
                    assert current() not in {"Policy", "Other"}
            """
        },
    )
    result = suite.run(tmp_path)
    assert result.counts == {"passed": 5}, result.text


def test_policy_beside_a_wider_loop(tmp_path: Path) -> None:
    """A function-scoped policy is set on a session loop that is there, and put back."""
    suite = suite_of(
        """
async def test_plain(db):
    assert current() != "Policy"
    assert asyncio.get_running_loop() is db
""",
        **{
            "conftest.py": """
                import asyncio
                import pytest

                @pytest.fixture(scope="session")
                async def db():
                    yield asyncio.get_running_loop()
            """,
            "test_two.py": """
                from loops import *

                @pytest.fixture
                def event_loop_policy():
                    return Policy()

                async def test_on_the_session_loop(db):
                    assert current() == "Policy"
                    assert asyncio.get_running_loop() is db

                async def test_on_its_own():
                    assert (kind(), current()) == ("First", "Policy")
            """,
            "test_zero.py": """
                from loops import *

                async def test_plain_again(db):
                    assert current() != "Policy"
                    assert asyncio.get_running_loop() is db
            """,
        },
    )
    result = suite.run(tmp_path)
    assert result.counts == {"passed": 4}, result.text


def test_policy_is_made_from_other_fixtures(tmp_path: Path) -> None:
    """What makes a policy is set up before any loop, and once."""
    suite = suite_of("""
calls = []

@pytest.fixture(scope="session")
def settings():
    calls.append("settings")

@pytest.fixture(scope="session")
def event_loop_policy(settings):
    calls.append("policy")
    return Policy()

@pytest.fixture(scope="session")
async def db():
    calls.append("db")
    return kind()

async def test_a(settings, db):
    assert kind() == db == "First"
    assert calls == ["settings", "policy", "db"]
""")
    result = suite.run(tmp_path)
    assert result.counts == {"passed": 1}, result.text
