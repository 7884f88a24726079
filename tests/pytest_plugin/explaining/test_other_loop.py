"""LW103: objects of another loop, told in the report of what failed on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.testing import ExampleSuite
from tests.pytest_plugin.bound_client import FILES
from tests.pytest_plugin.explaining.messages import AUTO, message, messages

APP = """
    import asyncio
    from client import Client

    client = Client()
    {line}
"""
USED = "asyncio.run(client.get())"

RES = """
    import asyncio
    import pytest

    class Mailbox:
        def __init__(self):
            self._loop = asyncio.get_running_loop()

        def count(self):
            return self._loop.create_future()

    @pytest.fixture(scope="session")
    async def mailbox():
        return Mailbox()
"""


def suite(app: str, tests: str) -> ExampleSuite:
    """Make a suite with a resource that something is done to at its import."""
    return ExampleSuite({**FILES, "app.py": APP.format(line=app), "test_one.py": tests})


def test_fixture_of_another_loop(tmp_path: Path) -> None:
    """A fixture that a test's own mark keeps apart is named, with both ways out."""
    found = ExampleSuite(
        {
            "pytest.ini": AUTO,
            "conftest.py": RES,
            "test_one.py": """
                import pytest

                @pytest.mark.asyncio(loop_scope="function")
                async def test_empty(mailbox):
                    await mailbox.count()
            """,
        }
    ).run(tmp_path)
    assert message(found, "LW103") == snapshot("""\
LW103 fixture `mailbox` belongs to another event loop than the test that uses it

  ▼   conftest.py:12  mailbox  fixture, kept per session, Mailbox  loop: session
  ╰─> test_one.py:4  test_empty  test  loop: function

  Why: a conftest.Mailbox belongs to a loop: this one to the session loop.
       test_empty runs on its own loop, as its mark says.
  Fix: drop loop_scope="function" from test_empty
   or: keep the fixture per test: scope="function"
 More: loopwise explain LW103\
""")


def test_resource_that_was_used_at_import(tmp_path: Path) -> None:
    """A resource that is bound since its import to a closed loop is named."""
    result = suite(
        USED,
        """
        import app

        async def test_one(): await app.client.get()
        async def test_two(): await app.client.get()
        async def test_three(): ...
        """,
    ).run(tmp_path)
    assert result.counts == {"failed": 2, "passed": 1}
    first, second = messages(result, "LW103")
    assert first == snapshot("""\
LW103 resource `app.client` belongs to another event loop than the test that
      uses it

  ▼   app.py:5       app.client  resource, Client  loop: closed
  ╰─> client.py:12   Client.get  function
  ╰─> test_one.py:4  test_one    test              loop: session

  Why: a client.Client belongs to a loop from its first use: this one to a loop
       made before the tests began (app.py:6 runs one at its import), which is
       closed now. test_one runs on the session loop.
  Fix: run what app.py:6 does at its import in an async session fixture
 More: loopwise explain LW103\
""")
    assert second == first.replace("test_one ", "test_two ").replace(":4", ":5")


def test_resource_that_a_sync_test_used(tmp_path: Path) -> None:
    """A resource that a test took to a loop of its own is named, with that test."""
    result = suite(
        "",
        """
        import asyncio
        import app

        def test_one(): asyncio.run(app.client.get())
        async def test_two(): await app.client.get()
        """,
    ).run(tmp_path)
    assert result.counts == {"passed": 1, "failed": 1}
    assert message(result, "LW103") == snapshot("""\
LW103 resource `app.client` belongs to another event loop than the test that
      uses it

  ▼   app.py:5       app.client  resource, Client  loop: closed
  ╰─> client.py:12   Client.get  function
  ╰─> test_one.py:6  test_two    test              loop: session

  Why: a client.Client belongs to a loop from its first use: this one to a loop
       made at test_one.py:5, which is closed now. test_two runs on the session
       loop.
  Fix: make test_one async, and await there what it runs (test_one.py:5)
 More: loopwise explain LW103\
""")


def test_variable_of_another_loop(tmp_path: Path) -> None:
    """An object that only a variable has is named by that."""
    result = ExampleSuite(
        {
            "pytest.ini": AUTO,
            "test_one.py": """
                import asyncio

                async def test_waits():
                    answer = asyncio.new_event_loop().create_future()
                    await answer
            """,
        }
    ).run(tmp_path)
    assert message(result, "LW103") == snapshot("""\
LW103 `answer` belongs to another event loop than the test that uses it

  ▼   test_one.py:6  answer      variable in test_waits, Future  loop: another
  ╰─> test_one.py:4  test_waits  test                            loop: function

  Why: an asyncio.Future belongs to a loop from its making: this one to a loop
       made at test_one.py:5. test_waits runs on its own loop.
 More: loopwise explain LW103\
""")


def test_object_that_nobody_has(tmp_path: Path) -> None:
    """Where the object cannot be found, only what was seen is said: no blame."""
    result = ExampleSuite(
        {
            "pytest.ini": AUTO,
            "test_one.py": """
                import asyncio

                async def test_waits():
                    await asyncio.new_event_loop().create_future()
            """,
        }
    ).run(tmp_path)
    assert message(result, "LW103") == snapshot("""\
LW103 test_waits used an object of another event loop

  ▼   test_one.py:5  test_waits  function
  ╰─> test_one.py:4  test_waits  test      loop: function

  Why: Loopwise found neither the object in the traceback, nor who has it.
       test_waits runs on its own loop.
 More: loopwise explain LW103\
""")


def test_loop_itself(tmp_path: Path) -> None:
    """Where a module keeps a loop, and not what it made there, the loop is named."""
    result = ExampleSuite(
        {
            "pytest.ini": AUTO,
            "jobs.py": """
                import asyncio

                loop = asyncio.new_event_loop()

                async def job(): ...

                def start():
                    return loop.create_task(job())
            """,
            "test_one.py": """
                from jobs import start

                async def test_job():
                    await start()
            """,
        }
    ).run(tmp_path)
    assert message(result, "LW103") == snapshot("""\
LW103 resource `jobs.loop` is another event loop than that of test_job

  ▼   jobs.py:4      jobs.loop  resource, _UnixSelectorEventLoop  loop: another
  ╰─> test_one.py:4  test_job   test                              loop: function

  Why: what it makes belongs to a loop made before the tests began. test_job
       runs on its own loop.
  Fix: call asyncio.get_running_loop() where `loop` is used
 More: loopwise explain LW103\
""")


@pytest.mark.parametrize("phase", ["set-up", "teardown"])
def test_fixture_that_uses_another_loop(tmp_path: Path, phase: str) -> None:
    """Where a fixture's code fails, it is the fixture that used the object."""
    lines = ["await app.client.get()", "yield"]
    before, after = lines if phase == "set-up" else reversed(lines)
    result = ExampleSuite(
        {
            **FILES,
            "app.py": APP.format(line=USED),
            "test_one.py": f"""
                import app
                import pytest

                @pytest.fixture
                async def user():
                    {before}
                    {after}

                async def test_one(user): ...
            """,
        }
    ).run(tmp_path)
    assert result.counts == {"error": 1}
    assert message(result, "LW103") == snapshot("""\
LW103 resource `app.client` belongs to another event loop than the fixture that
      uses it

  ▼   app.py:5       app.client  resource, Client            loop: closed
  ╰─> client.py:12   Client.get  function
  ╰─> test_one.py:5  user        fixture, kept per function  loop: session

  Why: a client.Client belongs to a loop from its first use: this one to a loop
       made before the tests began (app.py:6 runs one at its import), which is
       closed now. fixture `user` runs on the session loop.
  Fix: run what app.py:6 does at its import in an async session fixture
 More: loopwise explain LW103\
""")


@pytest.mark.parametrize(
    "tests",
    [
        "import app\nasync def test_one():\n    assert app.client is None",
        "import app\nasync def test_one():\n    raise RuntimeError('different loop')",
        "async def test_one():\n    raise RuntimeError('different loop')",
        "async def test_one():\n    assert 'attached to a different loop' == ''",
        "async def test_one():\n    raise OSError('Event loop is closed')",
    ],
)
def test_other_failures_are_left_alone(tmp_path: Path, tests: str) -> None:
    """Where no object of another loop failed, or the test says nothing of loops."""
    result = suite("", tests).run(tmp_path)
    assert result.counts == {"failed": 1}
    assert "LW" not in result.text


@pytest.mark.parametrize(
    "line",
    [
        "raise ValueError from error",
        "raise ValueError",
        "raise ExceptionGroup('many', [ValueError(), error])",
        "raise ExceptionGroup('many', [ExceptionGroup('more', [error])])",
    ],
)
def test_error_may_be_wrapped(tmp_path: Path, line: str) -> None:
    """The symptom is found in causes, contexts and groups as well."""
    result = suite(
        USED,
        f"""
        import app

        async def test_one():
            try:
                await app.client.get()
            except RuntimeError as error:
                {line}
        """,
    ).run(tmp_path)
    assert result.counts == {"failed": 1}
    assert "resource `app.client` belongs to another" in message(result, "LW103")
