"""Resources as members: which test and fixture of a live suite reaches which."""

from __future__ import annotations

from typing import Any

import pytest

from loopwise.testing import ExampleSuite
from tests.pytest_plugin.bound_client import FILES

SUITE = ExampleSuite(
    {
        **FILES,
        "app.py": """
            from client import Client, Free

            client = Client()
            shared = Client()
            idle = Client()

            async def fetch():
                return await client.get()

            def describe():
                return idle.is_closed
        """,
        "late_app.py": """
            from client import Client

            late = Client()
        """,
        "conftest.py": """
            import pytest
            from client import Client, Free

            import app

            @pytest.fixture
            async def fetched():
                return await app.fetch()

            @pytest.fixture(scope="session")
            def handed():
                return app.shared

            @pytest.fixture
            def patched(monkeypatch):
                monkeypatch.setattr(app, "client", Client())

            @pytest.fixture(scope="module")
            def made():
                return Client()

            @pytest.fixture(scope="module")
            def annotated() -> "Client":
                import importlib
                return importlib.import_module("client").__dict__["Client"]()

            @pytest.fixture(scope="module")
            def free() -> Free:
                return Free()
        """,
        "test_one.py": """
            import asyncio

            import app
            from client import Client

            async def test_none(): ...

            async def test_direct():
                await app.client.get()

            async def test_called():
                await app.fetch()

            async def test_late():
                from late_app import late
                await late.get()

            def test_sync():
                assert app.client

            def test_sync_runs():
                asyncio.get_event_loop().run_until_complete(app.client.get())

            async def test_fixture(fetched): ...

            async def test_handed(handed): ...

            async def test_patched(patched): ...

            async def test_made(made): ...

            async def test_annotated(annotated): ...

            async def test_free(free): ...

            async def test_idle():
                app.describe()

            class TestX:
                client = Client()

                async def test_own(self):
                    await self.client.get()

                async def test_not(self): ...
        """,
    }
)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Plan the suite once."""
    found = SUITE.plan(tmp_path_factory.mktemp("reaching"))
    return {one["id"].rpartition("::")[2]: one for one in found["tests"]}


@pytest.mark.parametrize(
    ("test", "scope"),
    [
        ("test_none", "function"),
        ("test_direct", "session"),
        ("test_called", "session"),
        ("test_late", "session"),
        ("test_sync_runs", "session"),
        ("test_fixture", "session"),
        ("test_handed", "session"),
        ("test_made", "module"),
        ("test_annotated", "module"),
        ("test_free", "function"),
        ("test_own", "session"),
        ("test_not", "function"),
    ],
)
def test_loop_is_as_wide_as_what_is_reached(
    plan: dict[str, Any], test: str, scope: str
) -> None:
    """A test that reaches a resource is on the session's loop, and no other test is."""
    assert plan[test]["loop"]["scope"] == scope


def test_sync_test_that_runs_nothing_needs_no_loop(plan: dict[str, Any]) -> None:
    """A sync test may name a resource as it likes."""
    assert plan["test_sync"]["loop"] is None


@pytest.mark.parametrize(
    ("test", "steps"),
    [
        ("test_direct", ["test_direct", "client"]),
        ("test_called", ["test_called", "fetch", "client"]),
        ("test_fixture", ["test_fixture", "fetched", "fetch", "client"]),
        ("test_handed", ["test_handed", "handed", "shared"]),
        ("test_late", ["test_late", "late"]),
        ("test_own", ["test_own", "TestX.client"]),
        ("test_made", ["test_made", "made"]),
    ],
)
def test_reason_names_the_way(
    plan: dict[str, Any], test: str, steps: list[str]
) -> None:
    """The reason of a test leads over fixtures and functions to the resource."""
    assert [step["name"] for step in plan[test]["steps"]] == steps


def test_resource_is_described(plan: dict[str, Any]) -> None:
    """A resource has its place and its type; so has what a sync fixture makes."""
    client = plan["test_called"]["steps"][-1]
    assert client == {"name": "client", "place": "app.py:4", "role": "resource, Client"}
    assert plan["test_called"]["reason"] == "client lives outside of fixtures"
    made = plan["test_made"]["steps"][-1]
    assert made["role"] == "fixture, kept per module, Client"
    late = plan["test_late"]["steps"][-1]
    assert late["place"] == "late_app.py:4"


OPEN_LOOP = ExampleSuite(
    {
        **FILES,
        "app.py": """
            import asyncio
            from client import Client

            client = Client()
            loop = asyncio.new_event_loop()
            loop.run_until_complete(client.get())
        """,
        "test_one.py": """
            import asyncio
            import app

            async def test_used():
                assert await app.client.get() is app.loop

            async def test_other():
                assert asyncio.get_running_loop() is not app.loop

            def test_last():
                assert not app.loop.is_closed()
        """,
        "conftest.py": """
            def pytest_unconfigure():
                import app
                assert not app.loop.is_closed()
                app.loop.close()
        """,
    }
)


def test_loop_since_the_import_is_the_sessions(tmp_path_factory: Any) -> None:
    """Where a resource belongs to an open loop since its import, tests run on that."""
    result = OPEN_LOOP.run(tmp_path_factory.mktemp("open"))
    assert result.counts == {"passed": 3}, result.text
    assert "LW103" not in result.text
