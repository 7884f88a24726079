"""Seed 001: its usage examples, with nothing of what its authors had to add."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.behaviour.conftest import Project

# The seed's module of helpers, by its name there: all that is left of it.
HELPERS = "app/tests/utils/asyncio_helpers.py"
IMPORTS = """
from loopwise.event_loops import (
    cleanup_event_loop,
    configure_test_event_loop,
    run_with_timeout,
    standard_event_loop,
)
"""
CODE = """
import asyncio

async def some_async_function():
    await asyncio.sleep(0)
    return "value"

async def ask(queue):
    return await queue.get()

async def hangs():
    return await ask(asyncio.Queue())
"""
APP = {
    "app/__init__.py": "",
    "app/code.py": CODE,
    "app/tests/__init__.py": "",
    "app/tests/utils/__init__.py": "",
    HELPERS: IMPORTS,
    "pytest.ini": "[pytest]\npythonpath = .\nasyncio_mode = auto\n",
}
SUITE = {
    **APP,
    "app/tests/test_seed.py": """
        import asyncio
        import pytest
        from app.code import some_async_function
        from app.tests.utils.asyncio_helpers import (
            cleanup_event_loop,
            configure_test_event_loop,
            run_with_timeout,
            standard_event_loop,
        )
        from bound import Bound

        @pytest.fixture(scope="session")
        async def db():
            return Bound()

        @pytest.mark.asyncio
        async def test_my_async_function():
            assert await some_async_function() == "value"

        @pytest.mark.asyncio
        async def test_with_timeout():
            result = await run_with_timeout(some_async_function(), timeout=1.0)
            assert result == "value"
            result = await run_with_timeout(some_async_function, timeout=1.0)
            assert result == "value"

        def test_with_loop(standard_event_loop):
            assert asyncio.get_event_loop() is standard_event_loop
            result = standard_event_loop.run_until_complete(some_async_function())
            assert result == "value"

        def test_with_loop_and_database(standard_event_loop, db):
            assert standard_event_loop.run_until_complete(db.use()) == "bound"

        @pytest.fixture
        def own_loop():
            loop = configure_test_event_loop()
            yield loop
            cleanup_event_loop(loop)

        def test_with_own_loop(own_loop):
            assert asyncio.get_event_loop() is own_loop
            assert own_loop.run_until_complete(some_async_function()) == "value"

        async def test_database(db):
            assert await db.use() == "bound"
    """,
}


@pytest.mark.parametrize(
    "args", [(), ("-p", "backwards"), ("-p", "xdist", "-n2")], ids=lambda args: args
)
def test_its_examples_pass(project: Project, args: tuple[str, ...]) -> None:
    """Every usage example of the seed passes as it is written there."""
    project.passes(SUITE, 6, *args)


def test_its_examples_pass_in_strict_mode(project: Project) -> None:
    """In strict mode the seed's examples pass where its fixtures are declared."""
    files = dict(SUITE)
    files["pytest.ini"] = "[pytest]\npythonpath = .\nasyncio_mode = strict\n"
    test = files["app/tests/test_seed.py"]
    test = test.replace("@pytest.fixture(scope", "@loopwise.fixture(scope")
    test = test.replace("import pytest\n", "import loopwise, pytest\n")
    test = test.replace(
        "async def test_database",
        "@pytest.mark.asyncio\n        async def test_database",
    )
    project.passes({**files, "app/tests/test_seed.py": test}, 6)


def test_a_hanging_test_tells_where_it_hung(project: Project) -> None:
    """A test that hangs fails with the function, the seconds and the lines."""
    result = project.run(
        {
            **APP,
            "app/tests/test_hang.py": """
                from app.code import hangs
                from app.tests.utils.asyncio_helpers import run_with_timeout

                async def test_hang():
                    await run_with_timeout(hangs, timeout=0.05)

                async def test_next():
                    pass
            """,
        }
    )
    assert result.counts == {"failed": 1, "passed": 1}, result.text
    assert (
        "hangs did not finish within 0.05 s; it was waiting for Queue.get at "
        "app/code.py:9 in ask, called from app/code.py:12 in hangs"
    ) in result.text
    # The last line of the test's own that is shown is the call.
    assert "deadline.py" not in result.text, result.text


def test_no_current_event_loop_is_no_error_any_more(project: Project) -> None:
    """Sync code finds a current event loop between and after loops made by hand."""
    project.passes(
        {
            **APP,
            "test_it.py": """
                import asyncio
                import pytest
                from app.code import some_async_function
                from loopwise.event_loops import (
                    cleanup_event_loop, configure_test_event_loop
                )

                def test_before():
                    asyncio.get_event_loop()

                def test_by_hand():
                    found = asyncio.get_event_loop()
                    loop = configure_test_event_loop()
                    assert asyncio.get_event_loop() is loop
                    cleanup_event_loop(loop)
                    assert asyncio.get_event_loop() is found

                def test_after():
                    asyncio.get_event_loop()

                async def test_in_async_code():
                    with pytest.raises(RuntimeError, match="get_running_loop"):
                        configure_test_event_loop()
                    with pytest.raises(RuntimeError, match="loop is running"):
                        cleanup_event_loop(asyncio.get_running_loop())
                    await some_async_function()
            """,
        },
        4,
    )
