"""Slips in how a suite is written, each with words of its own."""

from __future__ import annotations

from benchmarks.explained.row import INI, Edit, Remedy, Row
from benchmarks.explained.rows.remedies import (
    NARROWER,
    ON_ITS_OWN,
    awaited,
    unmarked,
)

_STRICT = INI.replace("asyncio_mode = auto", "asyncio_mode = strict")

ROWS = (
    Row(
        name="plain fixture in strict mode",
        about="`pytest.fixture` on an async fixture, in strict mode",
        files={
            "pytest.ini": _STRICT,
            "conftest.py": """
import pytest


@pytest.fixture
async def user():
    return {"name": "ann"}
""",
            "test_it.py": """
import pytest


@pytest.mark.asyncio
async def test_name(user):
    assert user["name"] == "ann"
""",
        },
        error="coroutine.*not subscriptable|async fixture|was never awaited",
        code="LW105",
        thing="`user`|fixture",
        owner="`user`",
        place=("conftest.py", "async def user"),
        remedies=(
            awaited(
                "loopwise.fixture|pytest_asyncio.fixture",
                "conftest.py",
                ("@pytest.fixture", "@loopwise.fixture"),
                ("import pytest", "import loopwise"),
            ),
            awaited("auto", "pytest.ini", ("strict", "auto")),
        ),
    ),
    Row(
        name="unmarked test in strict mode",
        pytest=(8, 4),
        about="an async test without a mark, in strict mode",
        files={
            "pytest.ini": _STRICT,
            "test_it.py": """
async def test_name():
    assert True
""",
        },
        error="async def functions are not natively supported",
        code="LW106",
        thing="`test_name`|async test",
        owner="test_name",
        place=("test_it.py", "async def test_name"),
        remedies=(
            awaited(
                "mark",
                "test_it.py",
                ("async def", "@pytest.mark.asyncio\nasync def"),
                ("\n@pytest", "\nimport pytest\n\n\n@pytest"),
            ),
            awaited("auto", "pytest.ini", ("strict", "auto")),
        ),
    ),
    Row(
        name="ScopeMismatch",
        about="a session fixture that asks for one of each test",
        files={
            "conftest.py": """
import pytest


@pytest.fixture
async def settings():
    return {"url": "http://example.org"}


@pytest.fixture(scope="session")
async def api(settings):
    return settings["url"]
""",
            "test_it.py": """
async def test_url(api):
    assert api.startswith("http")
""",
        },
        error="ScopeMismatch: You tried",
        code="LW107",
        thing="`settings`",
        owner="`api`",
        place=("conftest.py", "async def api"),
        remedies=(
            awaited(
                "keep `?settings`?.*session|widen|scope=.session.",
                "conftest.py",
                (
                    "@pytest.fixture\nasync def settings",
                    '@pytest.fixture(scope="session")\nasync def settings',
                ),
            ),
            awaited(
                "keep `?api`?|per test|drop",
                "conftest.py",
                ('@pytest.fixture(scope="session")', "@pytest.fixture"),
            ),
        ),
    ),
    Row(
        name="explicit mark narrower than what the test awaits",
        about="a client of one's own, kept per session, by a test on its own loop",
        files={
            "conftest.py": """
import asyncio
import pytest


class Mailbox:
    def __init__(self):
        self.loop = asyncio.get_running_loop()

    async def count(self):
        counted = self.loop.create_future()
        self.loop.call_soon(counted.set_result, 0)
        return await counted


@pytest.fixture(scope="session")
async def mailbox():
    return Mailbox()
""",
            "test_it.py": f"""
import pytest


{ON_ITS_OWN}async def test_empty(mailbox):
    assert await mailbox.count() == 0
""",
        },
        error="attached to a different loop",
        code=NARROWER,
        thing="Mailbox|`mailbox`",
        owner="`mailbox`",
        place=("conftest.py", "async def mailbox"),
        remedies=(unmarked(),),
    ),
    Row(
        name="a future made at import",
        about="`asyncio.run` in a module gives a future for later",
        files={
            "ready.py": """
import asyncio


async def begin():
    return asyncio.get_running_loop().create_future()


ready = asyncio.run(begin())
""",
            "test_it.py": """
import asyncio
from ready import ready


async def test_ready():
    async with asyncio.timeout(1):
        asyncio.get_running_loop().call_soon(ready.set_result, None)
        await ready
""",
        },
        error="attached to a different loop",
        thing="Future|`ready`",
        owner=r"ready\.ready",
        place=("ready.py", "ready = "),
        remedies=(
            Remedy(
                "running loop|inside|async|fixture|import|Event",
                (
                    Edit("ready.py", "asyncio.run(begin())", "asyncio.Event()"),
                    Edit("test_it.py", "ready.set_result, None", "ready.set"),
                    Edit("test_it.py", "await ready", "await ready.wait()"),
                ),
            ),
        ),
    ),
    Row(
        name="a loop taken at import",
        about="tasks are made on `asyncio.get_event_loop()` of the time of import",
        files={
            "jobs.py": """
import asyncio

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)


async def job():
    return 42


def start():
    return loop.create_task(job())
""",
            "test_it.py": """
from jobs import start


async def test_job():
    assert await start() == 42
""",
        },
        error="attached to a different loop",
        thing="Task|`loop`|event loop",
        owner=r"jobs\.loop|jobs\.py|start",
        place=("jobs.py", "loop = "),
        remedies=(
            awaited(
                "get_running_loop|create_task|running loop|import",
                "jobs.py",
                ("loop.create_task", "asyncio.create_task"),
            ),
        ),
    ),
    Row(
        name="nested run_until_complete",
        about="a helper that runs the loop which already runs",
        files={
            "helpers.py": """
import asyncio


async def load():
    return [1, 2]


def loaded():
    return asyncio.get_event_loop().run_until_complete(load())
""",
            "test_it.py": """
from helpers import loaded


async def test_loads():
    assert loaded() == [1, 2]
""",
        },
        error="This event loop is already running",
        code="LW201",
        thing="load|run_until_complete",
        owner="loaded|load",
        place=("helpers.py", "    return asyncio.get_event"),
        remedies=(
            awaited(
                "await",
                "test_it.py",
                ("import loaded", "import load"),
                ("loaded()", "await load()"),
            ),
        ),
    ),
)
