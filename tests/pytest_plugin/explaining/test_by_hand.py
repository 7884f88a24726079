"""LW201 to LW205: what goes wrong by hand, told by the line that did it."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.testing import ExampleSuite, Result
from tests.pytest_plugin.explaining.messages import AUTO, message


def run(tmp_path: Path, test: str, **files: str) -> Result:
    """Run one module, and others that it imports; its one test must not pass."""
    others = {f"{name}.py": text for name, text in files.items()}
    suite = ExampleSuite({"pytest.ini": AUTO, "test_one.py": test, **others})
    result = suite.run(tmp_path)
    assert "passed" not in result.counts
    return result


NESTED = """
    import asyncio

    async def load(): ...

    def loaded():
        return asyncio.get_event_loop().run_until_complete(load())
"""


def test_nested_run_until_complete(tmp_path: Path) -> None:
    """The function that runs a running loop is named, and what to await in place."""
    result = run(
        tmp_path,
        """
        from jobs import loaded

        async def test_loads():
            loaded()
        """,
        jobs=NESTED,
    )
    assert message(result, "LW201") == snapshot("""\
LW201 loaded runs a loop while one is running

  ▼   jobs.py:7      loaded      function
  ╰─> test_one.py:5  test_loads  test      loop: function

  Why: a thread runs one event loop at a time, and this code was called from it:
       test_loads runs on its own loop.
  Fix: make loaded async, let it await load(), and await its call
 More: loopwise explain LW201\
""")


def test_asyncio_run_in_a_test(tmp_path: Path) -> None:
    """Where the test's own line runs a loop, what it runs is to be awaited."""
    result = run(
        tmp_path,
        """
        import asyncio

        async def load(): ...

        async def test_loads():
            asyncio.run(load())
        """,
    )
    assert message(result, "LW201") == snapshot("""\
LW201 test_loads runs a loop while one is running

  ▼   test_one.py:7  test_loads  test  loop: function

  Why: a thread runs one event loop at a time, and this code was called from it:
       test_loads runs on its own loop.
  Fix: await load(), in place of running it
 More: loopwise explain LW201\
""")


def test_sync_test_without_a_loop(tmp_path: Path) -> None:
    """A sync test that makes a task is to be made async."""
    result = run(
        tmp_path,
        """
        import asyncio

        async def load(): ...

        def test_loads():
            loading = load()
            try:
                asyncio.create_task(loading)
            finally:
                loading.close()
        """,
    )
    assert message(result, "LW202") == snapshot("""\
LW202 test_loads is sync, and needs a running event loop

  ▼   test_one.py:9  test_loads  test

  Why: a task belongs to the loop that runs, and while sync code runs none does
       in its thread.
  Fix: make test_loads async: `async def test_loads`
 More: loopwise explain LW202\
""")


def test_sync_fixture_without_a_loop(tmp_path: Path) -> None:
    """A sync fixture that needs a running loop is to be made async."""
    result = run(
        tmp_path,
        """
        import asyncio
        import pytest

        @pytest.fixture
        def loop():
            return asyncio.get_running_loop()

        async def test_loop(loop): ...
        """,
    )
    assert message(result, "LW202") == snapshot("""\
LW202 fixture `loop` is sync, and needs a running event loop

  ▼   test_one.py:7  loop  fixture, kept per function

  Why: it belongs to the loop that runs, and while sync code runs none does in
       its thread.
  Fix: make the fixture async: `async def loop`
 More: loopwise explain LW202\
""")


def test_thread_without_a_loop(tmp_path: Path) -> None:
    """Code in another thread gets the advice that is good for threads."""
    result = run(
        tmp_path,
        """
        import asyncio

        def work():
            asyncio.get_running_loop()

        async def test_works():
            await asyncio.to_thread(work)
        """,
    )
    assert message(result, "LW202") == snapshot("""\
LW202 work is sync, and needs a running event loop

  ▼   test_one.py:5  work        function
  ╰─> test_one.py:8  test_works  test

  Why: it belongs to the loop that runs, and while sync code runs none does in
       its thread.
  Fix: hand the loop in, and call asyncio.run_coroutine_threadsafe(…, loop)
   or: let the thread have a loop of its own: asyncio.run(…)
 More: loopwise explain LW202\
""")


def test_thread_without_a_current_loop(tmp_path: Path) -> None:
    """Who asks for a current loop in a thread is named, with what is good there."""
    result = run(
        tmp_path,
        """
        import asyncio

        def work():
            asyncio.get_event_loop()

        async def test_works():
            await asyncio.to_thread(work)
        """,
    )
    assert message(result, "LW203") == snapshot("""\
LW203 work asks for the current event loop, and there is none

  ▼   test_one.py:5  work        function
  ╰─> test_one.py:8  test_works  test

  Why: asyncio.get_event_loop() gives the loop that runs; outside of one, only
       the main thread may have a current loop, and asyncio.run() takes it away.
  Fix: hand the loop in, and call asyncio.run_coroutine_threadsafe(…, loop)
   or: let the thread have a loop of its own: asyncio.run(…)
 More: loopwise explain LW203\
""")


def test_scope_left_in_another_task(tmp_path: Path) -> None:
    """The task that entered a task group is named, beside the one that left it."""
    pytest.importorskip("anyio")
    result = run(
        tmp_path,
        """
        import asyncio
        from workers import Workers

        async def test_works():
            workers = Workers()
            await asyncio.create_task(workers.start())
            await workers.stop()
        """,
        workers="""
        import anyio

        class Workers:
            async def start(self):
                self.group = anyio.create_task_group()
                await self.group.__aenter__()
                self.group.start_soon(anyio.sleep, 0)

            async def stop(self):
                await self.group.__aexit__(None, None, None)
        """,
    )
    assert message(result, "LW204") == snapshot("""\
LW204 test_works left a block in another task than it was entered in

  ▼   workers.py:11  Workers.stop  function
  ╰─> test_one.py:8  test_works    test      loop: function

  Why: a task group, a timeout and a cancel scope belong to the task that
       entered them, by Workers.start; only that task can leave them.
  Fix: enter and leave it in the same task, best in one `async with`
   or: hold it open in an async fixture, around its `yield`
 More: loopwise explain LW204\
""")


MODELS = """
    from sqlalchemy import ForeignKey
    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

    class Base(DeclarativeBase): ...

    class User(Base):
        __tablename__ = "user"
        id: Mapped[int] = mapped_column(primary_key=True)
        orders: Mapped[list["Order"]] = relationship()

    class Order(Base):
        __tablename__ = "order"
        id: Mapped[int] = mapped_column(primary_key=True)
        user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
"""


def test_attribute_that_is_loaded_when_read(tmp_path: Path) -> None:
    """The attribute that SQLAlchemy would load is named, with two ways to load it."""
    pytest.importorskip("aiosqlite")
    pytest.importorskip("sqlalchemy")
    result = run(
        tmp_path,
        """
        from models import Base, User
        from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

        async def test_orders():
            engine = create_async_engine("sqlite+aiosqlite://")
            async with engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
            async with AsyncSession(engine) as session:
                session.add(User(id=1))
                await session.commit()
                session.expire_all()
                user = await session.get(User, 1)
                try:
                    user.orders
                finally:
                    await engine.dispose()
        """,
        models=MODELS,
    )
    assert message(result, "LW205") == snapshot("""\
LW205 test_orders made SQLAlchemy wait for the database in sync code

  ▼   test_one.py:15  test_orders  test  loop: function

  Why: an async engine can only wait inside of its own awaited calls.
  Fix: await the async form: `await session.execute(…)`, or `await
       connection.run_sync(…)` around sync code
 More: loopwise explain LW205\
""")


def test_sync_use_of_an_async_engine(tmp_path: Path) -> None:
    """Where no attribute is to blame, the function that made it wait is named."""
    pytest.importorskip("aiosqlite")
    pytest.importorskip("sqlalchemy")
    result = run(
        tmp_path,
        """
        from sqlalchemy import text
        from sqlalchemy.ext.asyncio import create_async_engine

        def test_connects():
            engine = create_async_engine("sqlite+aiosqlite://")
            engine.sync_engine.connect()
        """,
    )
    assert message(result, "LW205") == snapshot("""\
LW205 test_connects made SQLAlchemy wait for the database in sync code

  ▼   test_one.py:7  test_connects  test

  Why: an async engine can only wait inside of its own awaited calls.
  Fix: await the async form: `await session.execute(…)`, or `await
       connection.run_sync(…)` around sync code
 More: loopwise explain LW205\
""")
