"""Fixes of LW103: they are offered where they help, and end the failure."""

from __future__ import annotations

from pathlib import Path

from loopwise.testing import ExampleSuite
from tests.pytest_plugin.bound_client import CLIENT_PY
from tests.pytest_plugin.explaining.messages import AUTO, message, messages

INHOUSE = """
    import asyncio

    class Client:
        _loop = None

        async def get(self):
            self._loop = self._loop or asyncio.get_running_loop()
            done = self._loop.create_future()
            self._loop.call_soon(done.set_result, 1)
            await done
"""
USERS = """
    import sys

    def client():
        return getattr(sys.modules["app"], "the_" + "client")

    async def test_one(): await client().get()
    async def test_two(): await client().get()
"""


def test_async_maker(tmp_path: Path) -> None:
    """A sync fixture that makes a loop of its own is to be async; then all is well."""
    files = {
        "pytest.ini": f"{AUTO}loopwise_bound_types = client:Client loop=_loop\n",
        "client.py": CLIENT_PY,
        "conftest.py": """
            import asyncio
            import pytest
            from client import Client

            @pytest.fixture
            def client():
                client = Client()
                asyncio.run(client.get())
                return client
        """,
        "test_one.py": "async def test_one(client): await client.get()",
    }
    result = ExampleSuite(files).run(tmp_path)
    said = message(result, "LW103")
    assert "fixture `client` belongs to another event loop" in said
    assert "Fix: make the fixture async, `async def client`" in said
    files["conftest.py"] = (
        files["conftest.py"]
        .replace("def client", "async def client")
        .replace("asyncio.run(client.get())", "await client.get()")
    )
    assert ExampleSuite(files).run(tmp_path).counts == {"passed": 1}


def test_mark_is_dropped(tmp_path: Path) -> None:
    """A mark that keeps a test apart is to be dropped; then all is well."""
    files = {
        "pytest.ini": AUTO,
        "conftest.py": """
            import asyncio
            import pytest

            class Mailbox:
                def __init__(self):
                    self._loop = asyncio.get_running_loop()

                async def count(self):
                    counted = self._loop.create_future()
                    self._loop.call_soon(counted.set_result, 0)
                    return await counted

            @pytest.fixture(scope="session")
            async def mailbox():
                return Mailbox()
        """,
        "test_one.py": """
            import pytest

            @pytest.mark.asyncio(loop_scope="function")
            async def test_one(mailbox): await mailbox.count()
        """,
    }
    found = ExampleSuite(files).run(tmp_path)
    (said,) = messages(found, "LW103")
    assert 'Fix: drop loop_scope="function" from test_one' in said
    files["test_one.py"] = files["test_one.py"].replace('(loop_scope="function")', "")
    assert ExampleSuite(files).run(tmp_path).counts == {"passed": 1}


def test_type_that_no_catalog_knows_is_declared(tmp_path: Path) -> None:
    """Where declaring a type puts its users on one loop, the line for it is given."""
    files = {
        "pytest.ini": AUTO,
        "inhouse.py": INHOUSE,
        "app.py": "from inhouse import Client\n\nthe_client = Client()\n",
        "test_one.py": """
            from app import the_client

            async def test_one(): await the_client.get()
            async def test_two(): await the_client.get()
        """,
    }
    result = ExampleSuite(files).run(tmp_path)
    said = " ".join(message(result, "LW103").split())
    assert "resource `app.the_client` belongs to another event loop" in said
    declaration = "loopwise_bound_types = inhouse:Client"
    assert f"Fix: declare its type: {declaration}" in said
    files["pytest.ini"] = f"{AUTO}{declaration}\n"
    assert ExampleSuite(files).run(tmp_path).counts == {"passed": 2}


def test_declaring_that_would_not_help_is_not_offered(tmp_path: Path) -> None:
    """Where no code names the object, a declared type would change nothing."""
    files = {
        "pytest.ini": AUTO,
        "inhouse.py": INHOUSE,
        "app.py": "from inhouse import Client\n\nthe_client = Client()\n",
        "conftest.py": "import app",
        "test_one.py": USERS,
    }
    result = ExampleSuite(files).run(tmp_path)
    said = message(result, "LW103")
    assert "app.the_client" in said
    assert "declare its type" not in said
