from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.rules.objects.made_at_import import MadeAtImport
from tests.rules.asked import found, messages, repaired

TWO = """
async def test_one():
    await client.get("/")

async def test_two():
    await client.get("/")
"""


@pytest.mark.parametrize(
    "made",
    [
        "client = httpx.AsyncClient()",
        "client: httpx.AsyncClient = httpx.AsyncClient(base_url='http://a')",
        "client = redis.asyncio.from_url('redis://')",
        "client = aiohttp.ClientSession()",
        "client = sa.create_async_engine('postgresql+asyncpg://')",
    ],
)
def test_objects_that_two_tests_use_are_found(made: str, tmp_path: Path) -> None:
    """What belongs to a loop, and is awaited by two tests with their own, is found."""
    head = "import aiohttp, httpx, redis.asyncio\nimport sqlalchemy.ext.asyncio as sa\n"
    assert len(found(MadeAtImport, tmp_path, f"{head}{made}\n{TWO}")) == 1


@pytest.mark.parametrize(
    "made",
    [
        "client = httpx.AsyncClient(transport=httpx.ASGITransport(app))",
        "client = httpx.AsyncClient(app=app)",
        "client = httpx.Client()",
        "client = sa.create_async_engine('sqlite+aiosqlite://')",
        "client = sa.create_async_engine(URL, poolclass=NullPool)",
        "URL = 'postgresql+psycopg://'\nclient = sa.create_async_engine(URL)",
        "client = asyncio.Lock()",
        "client = httpx.AsyncClient()\nclient = 1",
        "client = httpx.AsyncClient()\ndef f():\n    global client\n    client = 1",
        "client = httpx.AsyncClient()\npytestmark = mark.asyncio(loop_scope='module')",
        "if x:\n    client = httpx.AsyncClient()",
        "client = httpx.AsyncClient()\npytestmark = mark.anyio",
        "client = httpx.AsyncClient()  # respx",
    ],
)
def test_others_are_not(made: str, tmp_path: Path) -> None:
    """What is free of loops, made again, or met by one loop, is let be."""
    head = (
        "import asyncio, httpx\nimport sqlalchemy.ext.asyncio as sa\n"
        "from sqlalchemy.pool import NullPool\n"
    )
    assert found(MadeAtImport, tmp_path, f"{head}{made}\n{TWO}") == []


@pytest.mark.parametrize(
    "tests",
    [
        "async def test_one():\n    await client.get('/')",
        "def test_one():\n    client.get('/')\n\ndef test_two():\n    client.get('/')",
        "async def test_one():\n    client.headers\n\nasync def test_two(): client",
        (
            "async def test_one(client):\n    await client.get('/')\n\n"
            "async def test_two(client):\n    await client.get('/')"
        ),
    ],
)
def test_two_loops_have_to_meet_it(tests: str, tmp_path: Path) -> None:
    """One test, sync tests, and tests that await nothing of it, do no harm."""
    text = f"import httpx\nclient = httpx.AsyncClient()\n\n{tests}\n"
    assert found(MadeAtImport, tmp_path, text) == []


@pytest.mark.parametrize(
    "tests",
    [
        (
            "@pytest.mark.parametrize('x', [1, 2])\nasync def test_one(x):\n"
            "    await client.get('/')"
        ),
        (
            "async def get():\n    return await client.get('/')\n\n"
            "async def test_one():\n    await get()\n\n"
            "async def test_two():\n    await get()"
        ),
        (
            "@pytest.fixture\nasync def got():\n    return await client.get('/')\n\n"
            "async def test_one(got): ...\n\nasync def test_two(got): ..."
        ),
        (
            "class TestIt:\n    async def test_one(self): await client.get('/')\n"
            "    async def test_two(self):\n        await client.get('/')"
        ),
    ],
)
def test_tests_may_meet_it_through_others(tests: str, tmp_path: Path) -> None:
    """Parameters, functions that are called, fixtures and classes count."""
    text = f"import httpx, pytest\nclient = httpx.AsyncClient()\n\n{tests}\n"
    assert len(found(MadeAtImport, tmp_path, text)) == 1


def test_loopwise_places_such_tests_by_itself(tmp_path: Path) -> None:
    """Under Loopwise there is nothing to find."""
    text = f"import httpx\nclient = httpx.AsyncClient()\n{TWO}"
    assert found(MadeAtImport, tmp_path, text, runner="loopwise") == []


@pytest.mark.parametrize(
    "conftest",
    [
        "def pytest_collection_modifyitems(items):\n    mark(items, loop_scope='a')\n",
        "@fixture(scope='session')\ndef event_loop(): ...\n",
    ],
)
def test_conftests_may_give_tests_one_loop(conftest: str, tmp_path: Path) -> None:
    """A conftest that speaks of loop scopes or overrides the loop leaves doubt."""
    text = f"import httpx\nclient = httpx.AsyncClient()\n{TWO}"
    assert found(MadeAtImport, tmp_path, text, conftest=conftest) == []


def test_fixtures_take_the_place_of_objects(tmp_path: Path) -> None:
    """The repair makes fixtures of an engine and its factory; tests ask for them."""
    text = '''
        """Tests."""

        import pytest
        from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

        engine = create_async_engine(
            "postgresql+asyncpg://",  # the test database
            echo=True,
        )
        factory = async_sessionmaker(engine)


        @pytest.mark.asyncio
        async def test_one():
            async with engine.begin() as connection:
                await connection.commit()


        class TestIt:
            @pytest.mark.asyncio
            async def test_two(self, tmp_path):
                async with factory() as session:
                    await session.commit()
    '''
    assert repaired(MadeAtImport, tmp_path, text) == snapshot('''\

"""Tests."""

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine


@pytest_asyncio.fixture
async def engine():
    engine = create_async_engine(
        "postgresql+asyncpg://",  # the test database
        echo=True,
    )
    yield engine
    await engine.dispose()


@pytest.fixture
def factory(engine):
    return async_sessionmaker(engine)


@pytest.mark.asyncio
async def test_one(engine):
    async with engine.begin() as connection:
        await connection.commit()


class TestIt:
    @pytest.mark.asyncio
    async def test_two(self, tmp_path, factory):
        async with factory() as session:
            await session.commit()
''')


def test_called_tests_make_their_own(tmp_path: Path) -> None:
    """Where tests are called by a script, too, each makes the object and closes it."""
    text = '''
        import asyncio
        import httpx

        client = httpx.AsyncClient()

        async def test_one():
            """One.

            Two.
            """
            text = """
        as it is
            """
            await client.post("/", data=text)

        async def test_two():
            await client.get("/")

        async def main():
            # Both.
            try:
                await test_one()
                await test_two()
            finally:
                await client.aclose()
            print("done")

        if __name__ == "__main__":
            asyncio.run(main())
    '''
    assert repaired(MadeAtImport, tmp_path, text) == snapshot('''\

import asyncio
import httpx


def get_client():
    return httpx.AsyncClient()


async def test_one():
    """One.

    Two.
    """
    client = get_client()
    try:
        text = """
as it is
    """
        await client.post("/", data=text)
    finally:
        await client.aclose()

async def test_two():
    client = get_client()
    try:
        await client.get("/")
    finally:
        await client.aclose()

async def main():
    # Both.
    await test_one()
    await test_two()
    print("done")

if __name__ == "__main__":
    asyncio.run(main())
''')


def test_decorators_stay_with_what_they_decorate(tmp_path: Path) -> None:
    """A test that begins with a decorated function gets its object before that."""
    text = """
        import httpx

        client = httpx.AsyncClient()

        async def test_one():
            @print
            def inner(): ...

            await client.get("/")

        async def test_two():
            await client.get("/")

        test_one()
    """
    after = repaired(MadeAtImport, tmp_path, text)
    assert "    try:\n        @print\n        def inner(): ...\n\n" in after


def test_an_engine_that_others_use_is_disposed_of(tmp_path: Path) -> None:
    """Where functions of the file use an engine, a fixture empties its pool."""
    text = """
        from sqlalchemy.ext.asyncio import create_async_engine

        engine = create_async_engine("postgresql+asyncpg://")

        async def run(statement):
            async with engine.begin() as connection:
                await connection.execute(statement)

        async def test_one():
            await run(1)

        async def test_two():
            await run(2)
    """
    assert repaired(MadeAtImport, tmp_path, text) == snapshot("""\

import pytest_asyncio
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("postgresql+asyncpg://")


@pytest_asyncio.fixture(autouse=True)
async def dispose_engine():
    yield
    await engine.dispose()


async def run(statement):
    async with engine.begin() as connection:
        await connection.execute(statement)

async def test_one():
    await run(1)

async def test_two():
    await run(2)
""")


@pytest.mark.parametrize(
    "more",
    [
        "app.state.client = client",
        "def test_three(monkeypatch):\n    monkeypatch.setattr('a.client', 1)",
        "async def use():\n    await client.get('/')",
        "@pytest.fixture(scope='session')\ndef kept():\n    return client",
        "def test_three():\n    print(client)",
    ],
)
def test_what_cannot_be_done_wholly_is_not(more: str, tmp_path: Path) -> None:
    """Where something else uses the object, there is a finding without a repair."""
    text = f"import httpx, pytest\nclient = httpx.AsyncClient()\n{TWO}\n\n{more}\n"
    (finding,) = found(MadeAtImport, tmp_path, text)
    assert finding.repair is None


def test_repairs_change_what_code_does(tmp_path: Path) -> None:
    """The repair is made when it is asked for, and not by default."""
    text = f"import httpx\nclient = httpx.AsyncClient()\n{TWO}"
    (finding,) = found(MadeAtImport, tmp_path, text)
    assert finding.repair is not None
    assert not finding.repair.is_safe


def test_windows_line_endings_stay(tmp_path: Path) -> None:
    """The repair writes the file's own line endings."""
    text = f"import httpx\n\nclient = httpx.AsyncClient()\n{TWO}"
    (finding,) = found(MadeAtImport, tmp_path, text.replace("\n", "\r\n"))
    assert finding.repair is not None
    for edit in finding.repair.edits:
        assert "\n" not in edit.new.replace("\r\n", "")  # type: ignore[union-attr]  # text edits alone


def test_the_message_shows_what_is_bound(tmp_path: Path) -> None:
    """The message has the object, what is bound to it, and two tests."""
    text = """
        from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

        engine = create_async_engine("postgresql+asyncpg://")
        factory = async_sessionmaker(engine)

        async def test_one():
            async with factory() as session: ...

        async def test_two():
            async with engine.begin() as connection: ...
    """
    assert messages(found(MadeAtImport, tmp_path, text)) == snapshot("""\
LW311 `engine` is made at import, and each test that uses it has its own loop

  ▼   test_it.py:4  engine    create_async_engine
  ╰─> test_it.py:5  factory   bound to `engine`
  ╰─> test_it.py:7  test_one  test                 loop: function

  Why: it belongs to the loop of its first use; on another one: RuntimeError:
       "got Future … attached to a different loop".
  Fix: make `engine` a fixture that closes it after each test
   or: give the tests one loop: `pytest.mark.asyncio(loop_scope="module")`
 More: loopwise explain LW311\
""")
