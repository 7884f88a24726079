"""LW502: waits that could not end, as what would end them stood still."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.testing import ExampleSuite, Result
from tests.pytest_plugin.explaining.messages import AUTO, message


def run(tmp_path: Path, conftest: str, test: str) -> Result:
    """Run a test that a time limit ends."""
    files = {"pytest.ini": AUTO, "conftest.py": conftest, "test_one.py": test}
    result = ExampleSuite(files).run(tmp_path)
    assert "Timeout" in result.text
    return result


JOBS = """
    import asyncio
    import pytest

    class Jobs:
        def __init__(self):
            self.done = asyncio.Queue()

        async def work(self):
            while True:
                await asyncio.sleep(0.05)
                self.done.put_nowait(1)

    @pytest.fixture(scope="session")
    async def jobs():
        jobs = Jobs()
        working = asyncio.create_task(jobs.work())
        await asyncio.sleep(0)
        yield jobs
        working.cancel()
"""


def test_task_on_a_loop_that_stands_still(tmp_path: Path) -> None:
    """The task that would wake the test is named, with its place and its loop."""
    result = run(
        tmp_path,
        JOBS,
        """
        import asyncio
        import pytest

        @pytest.mark.asyncio(loop_scope="function")
        async def test_gets(jobs):
            await asyncio.wait_for(jobs.done.get(), 0.2)
        """,
    )
    assert message(result, "LW502") == snapshot("""\
LW502 test_gets waited for `jobs`, and what would wake it cannot run

  ▼   conftest.py:14  jobs       fixture, kept per session
  ╰─> conftest.py:9   Jobs.work  task                       loop: session
  ╰─> test_one.py:7   test_gets  test                       loop: function

  Why: test_gets waited on its own loop. Task Jobs.work, which has the
       asyncio.Queue too, is on the session loop, which stood still meanwhile.
  Fix: drop loop_scope="function" from test_gets
   or: keep the fixture per test: scope="function"
 More: loopwise explain LW502\
""")


def test_task_of_a_loop_that_has_closed(tmp_path: Path) -> None:
    """A task that was cut off with its loop, and would have set the event, is named."""
    result = run(
        tmp_path,
        """
        import asyncio
        import pytest

        class Service:
            def __init__(self):
                self.ready = asyncio.Event()

            async def start(self):
                self.starting = asyncio.create_task(self.load())

            async def load(self):
                await asyncio.sleep(0.02)
                self.ready.set()

        @pytest.fixture
        def service():
            service = Service()
            asyncio.run(service.start())
            return service
        """,
        """
        import asyncio

        async def test_ready(service):
            await asyncio.wait_for(service.ready.wait(), 0.2)
        """,
    )
    assert message(result, "LW502") == snapshot("""\
LW502 test_ready waited for `service`, and what would wake it cannot run

  ▼   conftest.py:16  service  fixture, kept per function, Event  loop: closed
  ╰─> test_one.py:5  test_ready  test  loop: function

  Why: task Service.load, which has to do with `ready`, was on a loop made at
       conftest.py:19, which is closed now. test_ready waited on its own loop.
  Fix: make the fixture async, `async def service`: use the running loop in
       place of its own (conftest.py:19)
 More: loopwise explain LW502\
""")


def test_server_on_a_loop_that_stands_still(tmp_path: Path) -> None:
    """The fixture with the server that could not answer is named."""
    result = run(
        tmp_path,
        """
        import asyncio
        import pytest

        async def answer(reader, writer):
            writer.close()

        @pytest.fixture(scope="session")
        async def port():
            async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
                yield server.sockets[0].getsockname()[1]
        """,
        """
        import asyncio
        import pytest

        @pytest.mark.asyncio(loop_scope="function")
        async def test_asks(port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                await asyncio.wait_for(reader.readline(), 0.2)
            finally:
                writer.close()
        """,
    )
    said = message(result, "LW502")
    port = said.partition("127.0.0.1:")[2].partition(" ")[0]
    assert said.replace(port, "PORT") == snapshot("""\
LW502 test_asks waited for the server of `port`, whose loop stood still

  ▼   conftest.py:8  port       fixture, kept per session  loop: session
  ╰─> test_one.py:9  test_asks  test                       loop: function

  Why: the server at 127.0.0.1:PORT is on the session loop; test_asks waited on
       its own loop, and one loop runs at a time.
  Fix: drop loop_scope="function" from test_asks
   or: keep the fixture per test: scope="function"
 More: loopwise explain LW502\
""")


@pytest.mark.parametrize(
    "line",
    [
        "await asyncio.wait_for(asyncio.Event().wait(), 0.1)",
        "raise TimeoutError('the device timed out')",
        "await asyncio.wait_for(asyncio.sleep(5), 0.1)",
    ],
)
def test_waits_of_ones_own(tmp_path: Path, line: str) -> None:
    """A time limit that fires for another reason is not explained by loops."""
    result = run(
        tmp_path,
        JOBS,
        f"""
        import asyncio
        import pytest

        async def test_first(jobs): ...

        @pytest.mark.asyncio(loop_scope="function")
        async def test_waits():
            {line}
        """,
    )
    assert result.counts == {"passed": 1, "failed": 1}
    assert "LW" not in result.text


def test_dead_end_on_one_loop(tmp_path: Path) -> None:
    """What waits on the loop of who would wake it is a dead end without loops."""
    result = run(
        tmp_path,
        JOBS,
        """
        import asyncio

        async def test_gets(jobs):
            empty = asyncio.Queue()
            await asyncio.wait_for(empty.get(), 0.1)
        """,
    )
    assert "LW" not in result.text
