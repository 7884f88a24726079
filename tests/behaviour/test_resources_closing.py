"""What nobody closes: it is closed on its own loop, and said at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.behaviour.pools import DECLARED, ENGINE, SHARED

if TYPE_CHECKING:
    from tests.behaviour.conftest import Project

CLOSING = {
    **SHARED,
    "pytest.ini": (
        "[pytest]\npythonpath = . installed/site-packages\n"
        f"loopwise_bound_types = {DECLARED} close=close closed=closed\n"
    ),
}
LEFT = "Left open when its loop ended, and closed by Loopwise:"
TEST = "import app\n\nasync def test_one():\n    await app.engine.use()\n"
# Looks at the very end whether the object of a module has been closed.
LATER = """
import app

def pytest_unconfigure():
    with open("closed.txt", "w") as file:
        file.write(str(app.engine.closed))
"""


def _closed(project: Project) -> str:
    return (project.directory / "closed.txt").read_text(encoding="utf-8")


def test_open_resource_is_closed_and_said(project: Project) -> None:
    """An object of a module that is open when its loop ends is closed, and named."""
    files = {**CLOSING, "app.py": ENGINE, "conftest.py": LATER, "test_it.py": TEST}
    result = project.passes(files, 1)
    assert _closed(project) == "True"
    assert LEFT in result.text
    assert "app.py:2  engine  pools.Pool" in result.text


def test_closed_resource_is_left_alone(project: Project) -> None:
    """What the project closes itself is not mentioned."""
    test = f"{TEST}    await app.engine.close()\n"
    files = {**CLOSING, "app.py": ENGINE, "conftest.py": LATER, "test_it.py": test}
    result = project.passes(files, 1)
    assert LEFT not in result.text


def test_unused_resource_is_left_alone(project: Project) -> None:
    """What no loop was used for is neither closed nor mentioned."""
    test = "import app\n\nasync def test_one():\n    print(app.engine.name)\n"
    files = {**CLOSING, "app.py": ENGINE, "conftest.py": LATER, "test_it.py": test}
    result = project.passes(files, 1)
    assert _closed(project) == "False"
    assert LEFT not in result.text


def test_type_without_close_is_left_alone(project: Project) -> None:
    """A type that is declared without a way to close it is not closed."""
    files = {**SHARED, "app.py": ENGINE, "conftest.py": LATER, "test_it.py": TEST}
    result = project.passes(files, 1)
    assert _closed(project) == "False"
    assert LEFT not in result.text


def test_fixture_value_is_closed_with_its_fixture(project: Project) -> None:
    """What a sync fixture made and can't await is closed when it is torn down."""
    result = project.passes(
        {
            **CLOSING,
            "test_one.py": """
                import pytest
                from bound import note
                from pools import Pool

                class Own(Pool):
                    async def close(self):
                        note("closed")
                        await super().close()

                @pytest.fixture(scope="module")
                def pool():
                    return Own()

                async def test_use(pool):
                    await pool.use()
            """,
            "test_two.py": """
                from bound import note

                def test_next():
                    note("next module")
            """,
        },
        2,
    )
    assert project.notes == ["closed", "next module"]
    assert "pool  pools.Pool" in result.text


def test_fixture_that_closes_is_not_mentioned(project: Project) -> None:
    """A sync fixture that runs the current loop to close what it made is enough."""
    result = project.passes(
        {
            **CLOSING,
            "test_it.py": """
                import asyncio
                import pytest
                from pools import Pool

                @pytest.fixture(scope="session")
                def pool():
                    made = Pool()
                    yield made
                    loop = asyncio.get_event_loop_policy().get_event_loop()
                    loop.run_until_complete(made.close())

                async def test_one(pool):
                    await pool.use()

                async def test_two(pool):
                    await pool.use()
            """,
        },
        2,
    )
    assert LEFT not in result.text


def test_close_that_fails_is_said(project: Project) -> None:
    """A close that raises fails no test: its error stands beside the object."""
    app = (
        "from pools import Pool\n\nclass Own(Pool):\n    async def close(self):\n"
        "        raise ValueError('stuck')\n\nengine = Own()\n"
    )
    result = project.run({**CLOSING, "app.py": app, "test_it.py": TEST})
    assert result.counts == {"passed": 1}, result.text
    assert "stuck" in result.text


def test_object_made_on_demand_is_closed(project: Project) -> None:
    """What a cached function made after the plan is closed as well."""
    app = (
        "import functools\nfrom pools import Pool\n\n@functools.cache\n"
        "def pool():\n    return Pool()\n"
    )
    later = LATER.replace("app.engine", "app.pool()")
    test = TEST.replace("app.engine", "app.pool()")
    result = project.passes(
        {**CLOSING, "app.py": app, "conftest.py": later, "test_it.py": test}, 1
    )
    assert _closed(project) == "True"
    assert LEFT in result.text
