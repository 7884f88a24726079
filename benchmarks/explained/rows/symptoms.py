"""Errors that name no object: tasks, threads, no loop, a loop too many."""

from __future__ import annotations

from benchmarks.explained.row import Row
from benchmarks.explained.rows.remedies import awaited

ROWS = (
    Row(
        name="anyio, a cancel scope left in another task",
        about="a task group entered by one task and left by another",
        library="anyio",
        files={
            "workers.py": """
import asyncio
import anyio


class Workers:
    async def start(self):
        self.group = anyio.create_task_group()
        await self.group.__aenter__()
        self.group.start_soon(anyio.sleep, 0)

    async def stop(self):
        await self.group.__aexit__(None, None, None)
""",
            "test_it.py": """
import asyncio
from workers import Workers


async def test_works():
    workers = Workers()
    await asyncio.create_task(workers.start())
    await workers.stop()
""",
        },
        error="Attempted to exit (a )?cancel scope in a different task",
        code="LW204",
        thing="TaskGroup|CancelScope|cancel scope|task group|workers",
        owner="workers|Workers|test_works",
        place=("test_it.py", "    await workers.stop()"),
        remedies=(
            awaited(
                "same task|one task",
                "test_it.py",
                ("asyncio.create_task(workers.start())", "workers.start()"),
            ),
        ),
    ),
    Row(
        name="SQLAlchemy MissingGreenlet",
        about="an attribute that is loaded from the database when it is first read",
        library="sqlalchemy",
        imports=("aiosqlite",),
        files={
            "app/__init__.py": "",
            "app/models.py": """
from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

engine = create_async_engine("sqlite+aiosqlite://")
Session = async_sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    orders: Mapped[list["Order"]] = relationship()


class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
""",
            "conftest.py": """
import pytest
from app.models import Base, Order, Session, User, engine


@pytest.fixture
async def session():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with Session() as session:
        session.add(User(id=1, orders=[Order(id=7)]))
        await session.commit()
        session.expire_all()
        yield session
    await engine.dispose()
""",
            "test_it.py": """
from sqlalchemy import select
from app.models import User


async def test_orders(session):
    user = await session.scalar(select(User))
    assert [order.id for order in user.orders] == [7]
""",
        },
        error="MissingGreenlet",
        code="LW205",
        thing="user|orders",
        owner="user|orders|test_orders",
        place=("test_it.py", "    assert [order.id"),
        remedies=(
            awaited(
                "selectinload|eager|load",
                "test_it.py",
                (
                    "import select\n",
                    "import select\nfrom sqlalchemy.orm import selectinload\n",
                ),
                (
                    "select(User))",
                    "select(User).options(selectinload(User.orders)))",
                ),
            ),
            awaited(
                "refresh|awaitable_attrs|run_sync",
                "test_it.py",
                (
                    "select(User))\n",
                    'select(User))\n    await session.refresh(user, ["orders"])\n',
                ),
            ),
        ),
    ),
    Row(
        name="no running event loop, aiohttp in a sync fixture",
        about="a session made where no loop runs",
        library="aiohttp",
        files={
            "conftest.py": """
import aiohttp
import pytest


@pytest.fixture
def http():
    return aiohttp.ClientSession()
""",
            "test_it.py": """
async def test_has_it(http):
    assert not http.closed
    await http.close()
""",
        },
        error="no running event loop",
        code="LW202",
        thing="ClientSession|http",
        owner="`http`",
        place=("conftest.py", "    return aiohttp"),
        remedies=(
            awaited(
                "async def|async fixture",
                "conftest.py",
                ("def http", "async def http"),
            ),
        ),
    ),
    Row(
        name="no running event loop, a task in a sync fixture",
        about="`asyncio.create_task` where no loop runs",
        files={
            "conftest.py": """
import asyncio
import pytest


async def beat(beats):
    while True:
        beats.append(1)
        await asyncio.sleep(0.01)


@pytest.fixture
def beats():
    beats = []
    task = asyncio.create_task(beat(beats))
    yield beats
    task.cancel()
""",
            "test_it.py": """
import asyncio


async def test_beats(beats):
    await asyncio.sleep(0.05)
    assert beats
""",
        },
        error="no running event loop",
        code="LW202",
        thing="create_task|task",
        owner="`beats`",
        place=("conftest.py", "    task = "),
        remedies=(
            awaited(
                "async def|async fixture",
                "conftest.py",
                ("def beats", "async def beats"),
            ),
        ),
    ),
    Row(
        name="no current event loop, in a thread",
        about="`asyncio.get_event_loop` in a thread of a sync client",
        files={
            "client.py": """
import asyncio


class Client:
    async def ask(self):
        return 42

    def ask_sync(self):
        return asyncio.get_event_loop().run_until_complete(self.ask())
""",
            "test_it.py": """
import asyncio
from client import Client


async def test_asks():
    assert await asyncio.to_thread(Client().ask_sync) == 42
""",
        },
        error="There is no current event loop in thread",
        code="LW203",
        thing="get_event_loop|thread",
        owner="ask_sync|test_asks|client",
        place=("client.py", "        return asyncio.get"),
        remedies=(
            awaited(
                "asyncio.run|asyncio.Runner",
                "client.py",
                (
                    "asyncio.get_event_loop().run_until_complete(self.ask())",
                    "asyncio.run(self.ask())",
                ),
            ),
            awaited(
                "await",
                "test_it.py",
                ("asyncio.to_thread(Client().ask_sync)", "Client().ask()"),
            ),
        ),
    ),
    Row(
        name="asyncio.run in async code",
        about="sync code that starts a loop, called while one runs",
        files={
            "client.py": """
import asyncio


async def ask():
    return 42


def ask_sync():
    return asyncio.run(ask())
""",
            "test_it.py": """
from client import ask_sync


async def test_asks():
    assert ask_sync() == 42
""",
        },
        error=r"asyncio\.run\(\) cannot be called from a running event loop",
        code="LW201",
        thing="ask|asyncio.run",
        owner="ask_sync|ask",
        place=("client.py", "    return asyncio.run"),
        remedies=(
            awaited(
                "await",
                "test_it.py",
                ("import ask_sync", "import ask"),
                ("ask_sync()", "await ask()"),
            ),
        ),
    ),
    Row(
        name="Event loop is closed, in a finalizer",
        pytest=(8, 4),
        about="a process of a sync fixture, collected after its loop was closed",
        files={
            "conftest.py": """
import asyncio
import sys
import pytest


@pytest.fixture
def server():
    loop = asyncio.new_event_loop()
    start = asyncio.create_subprocess_exec(
        sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE
    )
    process = loop.run_until_complete(start)
    yield process.pid
    process.kill()
    loop.close()
""",
            "test_it.py": """
import gc


def test_runs(server):
    assert server


def test_more():
    gc.collect()
""",
        },
        error="Event loop is closed",
        code="LW301",
        thing="Process|process|[Tt]ransport",
        owner="`server`",
        place=("conftest.py", "    loop = asyncio.new"),
        remedies=(
            awaited(
                "close|wait|end",
                "conftest.py",
                (
                    "    loop.close()\n",
                    "    loop.run_until_complete(process.wait())\n    loop.close()\n",
                ),
            ),
        ),
    ),
)
