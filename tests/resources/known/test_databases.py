from __future__ import annotations

import importlib
from operator import attrgetter
from typing import Any

import pytest

from loopwise.resources.bound_type import Binds, BoundType
from loopwise.resources.catalog import Catalog
from loopwise.resources.known.databases import ROWS
from loopwise.resources.names import names_of
from loopwise.resources.objects import is_free, is_open, loop_of
from tests.resources.known import live_databases as live
from tests.resources.known.live_databases import Live
from tests.resources.known.two_loops import closed_by, misused, two_loops

ROW = {row.name: row for row in ROWS}

_OTHER_FUTURE = f"belongs to a different loop|{live.TWO_LOOPS}"

BOUND = [
    Live(
        name="asyncpg connection",
        row="asyncpg:Connection",
        library="asyncpg",
        server="postgresql",
        make=live.asyncpg_connection,
        use=live.fetch_value,
    ),
    Live(
        name="asyncpg pool",
        row="asyncpg.pool:Pool",
        library="asyncpg",
        server="postgresql",
        make=live.asyncpg_pool,
        use=live.fetch_value,
        error=live.BUSY,
    ),
    Live(
        name="asyncpg connection of a pool",
        row="asyncpg.pool:PoolConnectionProxy",
        library="asyncpg",
        server="postgresql",
        make=live.asyncpg_proxy,
        use=live.fetch_value,
    ),
    Live(
        name="aiopg connection",
        row="aiopg:Connection",
        library="aiopg",
        server="postgresql",
        make=live.aiopg_connection,
        use=live.fetch_with_cursor,
        error=f"{_OTHER_FUTURE}|Event loop is closed",
    ),
    Live(
        name="aiopg pool",
        row="aiopg:Pool",
        library="aiopg",
        server="postgresql",
        make=live.aiopg_pool,
        use=live.fetch_from_pool,
        error=f"{_OTHER_FUTURE}|Event loop is closed",
    ),
    *(
        Live(
            name=f"{library} connection",
            row=f"{library}:Connection",
            library=library,
            server="mysql",
            make=live.on_mysql(library, "connect"),
            use=live.fetch_with_cursor,
        )
        for library in ("aiomysql", "asyncmy")
    ),
    *(
        Live(
            name=f"{library} pool",
            row=f"{library}:Pool",
            library=library,
            server="mysql",
            make=live.on_mysql(library, "create_pool"),
            use=live.fetch_from_pool,
            error=f"{live.TWO_LOOPS}|Event loop is closed",
        )
        for library in ("aiomysql", "asyncmy")
    ),
    Live(
        name="aioodbc connection",
        row="aioodbc:Connection",
        library="aioodbc",
        server="nowhere",
        make=live.on_odbc("connect"),
        use=live.fetch_with_cursor,
        error=f"{live.TWO_LOOPS}|Event loop is closed",
    ),
    Live(
        name="aioodbc pool",
        row="aioodbc:Pool",
        library="aioodbc",
        server="nowhere",
        make=live.on_odbc("create_pool"),
        use=live.fetch_from_pool,
        error=f"{live.TWO_LOOPS}|Event loop is closed",
    ),
    Live(
        name="pymongo client",
        row="pymongo:AsyncMongoClient",
        library="pymongo",
        server="mongo",
        make=live.pymongo_client,
        use=live.ping,
        error="Cannot use AsyncMongoClient in different event loop",
    ),
    Live(
        name="motor client",
        row="motor.motor_asyncio:AsyncIOMotorClient",
        library="motor",
        server="mongo",
        make=live.motor_client,
        use=live.ping,
        error=f"{live.TWO_LOOPS}|Event loop is closed",
    ),
    Live(
        name="neo4j driver",
        row="neo4j:AsyncDriver",
        library="neo4j",
        server="neo4j",
        make=live.neo4j_driver,
        use=live.query_neo4j,
    ),
    *(
        Live(
            name=f"{library} client",
            row=f"{library}:AsyncIOClient",
            library=library,
            server="nowhere",
            make=live.gel_client(library),
            use=live.query_gel,
            error=f"{live.TWO_LOOPS}|Event loop is closed",
        )
        for library in ("gel", "edgedb")
    ),
    Live(
        name="databases on asyncpg",
        row="databases:Database",
        library="databases",
        server="postgresql",
        make=live.database_on_postgresql,
        use=live.query_database,
        error=live.BUSY,
    ),
    *(
        Live(
            name=f"databases on {scheme}",
            row="databases:Database",
            library="databases",
            server="mysql",
            make=live.database_on_mysql(scheme),
            use=live.query_database,
            error=f"{live.TWO_LOOPS}|Event loop is closed",
        )
        for scheme in ("mysql", "mysql+asyncmy")
    ),
    Live(
        name="tortoise on asyncpg",
        row="tortoise.backends.base.client:BaseDBAsyncClient",
        library="tortoise",
        server="postgresql",
        make=live.tortoise_client("asyncpg", "AsyncpgDBClient"),
        use=live.query_tortoise,
        error=live.BUSY,
    ),
]

FREE = [
    Live(
        name="psycopg connection",
        row="psycopg:AsyncConnection",
        library="psycopg",
        server="postgresql",
        make=live.psycopg_connection,
        use=live.fetch_with_cursor,
    ),
    Live(
        name="aiosqlite connection",
        row="aiosqlite:Connection",
        library="aiosqlite",
        server="nowhere",
        make=live.aiosqlite_connection,
        use=live.fetch_with_cursor,
    ),
    Live(
        name="databases on SQLite",
        row="databases:Database",
        library="databases",
        server="nowhere",
        make=live.database_on_sqlite,
        use=live.query_database,
    ),
]


@pytest.fixture
def address(case: Live, request: pytest.FixtureRequest) -> str:
    case.skip_without_library()
    given = request.getfixturevalue(case.server)
    assert isinstance(given, str)
    return given


def bound_cases() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", BOUND, ids=lambda case: case.name)


@bound_cases()
def test_it_belongs_to_the_loop_it_met_as_the_row_says(
    case: Live, address: str
) -> None:
    """It belongs to its loop from its making or its first use until it is closed."""
    row = ROW[case.row]
    with two_loops() as loops:
        thing = loops.on_first(case.make, address)

        made_for = loop_of(row, thing)
        assert Catalog().of_type(type(thing)) is row
        assert not is_free(row, thing)
        assert made_for is (loops.first if row.binds is Binds.CREATION else None)

        loops.on_first(case.use, thing)
        assert loop_of(row, thing) is loops.first
        assert is_open(row, thing)

        loops.on_first(closed_by, row, thing)
        assert not is_open(row, thing)


@bound_cases()
@pytest.mark.parametrize("its_loop_is", ["open", "closed"])
def test_it_fails_on_another_loop(case: Live, address: str, its_loop_is: str) -> None:
    """Used on another loop it fails as the row says, its own loop open or closed."""
    with misused(), two_loops() as loops:
        thing = loops.on_first(case.make, address)
        loops.on_first(case.use, thing)
        if its_loop_is == "closed":
            loops.first.close()

        with pytest.raises(Exception, match=case.error) as caught:
            loops.on_second(case.use, thing)

        assert all(words in ROW[case.row].error for words in case.error.split("|"))
        del thing, caught


@pytest.mark.parametrize("case", FREE, ids=lambda case: case.name)
def test_what_belongs_to_no_loop_works_on_any(case: Live, address: str) -> None:
    """It works on a second loop, also once the first is closed, and counts as free."""
    with two_loops() as loops:
        thing = loops.on_first(case.make, address)
        loops.on_first(case.use, thing)
        loops.on_second(case.use, thing)
        loops.first.close()
        loops.on_second(case.use, thing)

        row = Catalog().of_type(type(thing))
        assert row is None or is_free(row, thing)
        assert loop_of(ROW[case.row], thing) is None

        loops.on_second(getattr(thing, ROW[case.row].close or "close"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_rows_name_what_there_is(row: BoundType) -> None:
    """The type of a row, and what makes one, are there, and lead to the row."""
    for name in (row.name, *row.made_by):
        module, _, path = name.partition(":")
        pytest.importorskip(module, exc_type=ImportError)
        there = attrgetter(path)(importlib.import_module(module))

        found = Catalog().of_name(*(names_of(there) or ("", "")))
        assert found is row
        is_bound = row.binds is not Binds.NEVER
        assert Catalog().of_maker(there) is (row if is_bound else None)


def test_a_pool_of_psycopg_belongs_to_the_loop_it_was_opened_on(
    postgresql: str,
) -> None:
    """Its connections work on another loop; it can't be closed there."""
    psycopg_pool = pytest.importorskip("psycopg_pool")
    row = ROW["psycopg_pool:AsyncConnectionPool"]

    async def query(pool: Any) -> None:
        async with pool.connection() as connection:
            await live.fetch_with_cursor(connection)

    with misused(), two_loops() as loops:
        pool = psycopg_pool.AsyncConnectionPool(postgresql, open=False, min_size=1)
        assert Catalog().of_type(type(pool)) is row
        assert loop_of(row, pool) is None

        loops.on_first(pool.open, True)
        assert loop_of(row, pool) is loops.first
        assert is_open(row, pool)

        loops.on_second(query, pool)
        with pytest.raises((ValueError, RuntimeError), match=_OTHER_FUTURE):
            loops.on_second(closed_by, row, pool)
        assert all(words in row.error for words in _OTHER_FUTURE.split("|"))
        assert not is_open(row, pool)


def test_a_pool_of_psycopg_makes_connections_on_its_own_loop_alone(
    postgresql: str,
) -> None:
    """On another loop one waits in vain for a connection that is not there yet."""
    psycopg_pool = pytest.importorskip("psycopg_pool")
    row = ROW["psycopg_pool:AsyncConnectionPool"]

    with misused(), two_loops() as loops:
        pool = psycopg_pool.AsyncConnectionPool(
            postgresql, open=False, min_size=0, max_size=1
        )
        loops.on_first(pool.open, True)
        with pytest.raises(psycopg_pool.PoolTimeout):
            loops.on_second(pool.getconn, 0.2)

        assert "PoolTimeout" in row.error
        loops.on_first(closed_by, row, pool)
        assert not is_open(row, pool)


def test_tortoise_replaces_a_sqlite_client_on_another_loop() -> None:
    """What the client's in-memory database held is gone on another loop."""
    tortoise = pytest.importorskip("tortoise", minversion="1")
    from tortoise.backends.sqlite.client import SqliteClient
    from tortoise.connection import ConnectionHandler
    from tortoise.warnings import TortoiseLoopSwitchWarning

    row = ROW["tortoise.backends.sqlite.client:SqliteClient"]
    assert Catalog().of_type(SqliteClient) is row
    handler = ConnectionHandler()
    with two_loops() as loops:
        config = {"default": tortoise.expand_db_url("sqlite://:memory:")}
        loops.on_first(handler._init, config, False)
        client = handler.get("default")
        assert loop_of(row, client) is None

        loops.on_first(live.query_tortoise, client)
        assert loop_of(row, client) is loops.first
        assert is_open(row, client)

        async def asked_for() -> object:
            return handler.get("default")

        with pytest.warns(TortoiseLoopSwitchWarning):
            assert loops.on_second(asked_for) is not client

        loops.on_first(closed_by, row, client)
        assert not is_open(row, client)
