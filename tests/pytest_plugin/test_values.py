"""Values of sync fixtures that turn out to belong to a loop."""

from __future__ import annotations

from pathlib import Path

from loopwise.testing import ExampleSuite
from tests.pytest_plugin.bound_client import FILES

HIDDEN = """
    import importlib
    import pytest

    def hidden(name="Client"):
        return vars(importlib.import_module("cl" + "ient"))[name]()
"""


def test_value_that_no_code_told_of_ties_its_tests(tmp_path: Path) -> None:
    """What a wide sync fixture gives is looked at: its tests share a loop at once."""
    suite = ExampleSuite(
        {
            **FILES,
            "conftest.py": HIDDEN
            + """
    @pytest.fixture(scope="session")
    def client():
        return hidden()

    @pytest.fixture(scope="session")
    def held():
        return {"clients": [hidden()]}

    @pytest.fixture(scope="session")
    def free():
        return hidden("Free")
            """,
            "test_one.py": """
                import asyncio

                loops = []

                async def test_one(client): loops.append(await client.get())
                async def test_two(client): loops.append(await client.get())
                async def test_held(held): await held["clients"][0].get()
                async def test_held_again(held): await held["clients"][0].get()
                async def test_free(free): assert await free.get() is not loops[0]
                async def test_none(): assert asyncio.get_running_loop() is not loops[0]
            """,
        }
    )
    result = suite.run(tmp_path)
    assert result.counts == {"passed": 6}, result.text


def test_value_of_the_test_alone_stays_with_it(tmp_path: Path) -> None:
    """What a function fixture makes for its test leaves the test on its own loop."""
    suite = ExampleSuite(
        {
            **FILES,
            "test_one.py": """
                import asyncio
                import pytest
                from client import Client

                @pytest.fixture
                def client():
                    return Client()

                async def test_one(client):
                    assert await client.get() is asyncio.get_running_loop()

                async def test_two(client):
                    assert await client.get() is asyncio.get_running_loop()
            """,
        }
    )
    plan = suite.plan(tmp_path)
    assert {one["loop"]["scope"] for one in plan["tests"]} == {"function"}
    result = suite.run(tmp_path)
    assert result.counts == {"passed": 2}, result.text


def test_explicit_choice_is_not_overruled(tmp_path: Path) -> None:
    """A value that shows late does not move a test with an explicit loop scope."""
    suite = ExampleSuite(
        {
            **FILES,
            "conftest.py": HIDDEN
            + """
    @pytest.fixture(scope="session")
    def client():
        return hidden()
            """,
            "test_one.py": """
                import asyncio
                import pytest

                loops = []

                @pytest.mark.asyncio(loop_scope="function")
                async def test_one(client): loops.append(asyncio.get_running_loop())

                @pytest.mark.asyncio(loop_scope="function")
                async def test_two(client):
                    assert asyncio.get_running_loop() is not loops[0]
            """,
        }
    )
    result = suite.run(tmp_path)
    assert result.counts == {"passed": 2}, result.text
