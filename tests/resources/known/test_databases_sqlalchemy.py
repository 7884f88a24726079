from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from loopwise.resources.bound_type import BoundType
from loopwise.resources.catalog import Catalog
from loopwise.resources.known.databases import ROWS
from loopwise.resources.objects import is_free, is_open, loop_of
from tests.resources.known.two_loops import TwoLoops, closed_by, misused, two_loops

sqlalchemy = pytest.importorskip("sqlalchemy", minversion="2")
asyncio_of = pytest.importorskip("sqlalchemy.ext.asyncio")

ROW = {row.name.partition(":")[2]: row for row in ROWS if "sqlalchemy" in row.name}
ENGINE, CONNECTION, SESSION = (
    ROW[name] for name in ("AsyncEngine", "AsyncConnection", "AsyncSession")
)


def engine_for(address: str, driver: str = "asyncpg", **options: Any) -> Any:
    pytest.importorskip(driver)
    url = sqlalchemy.make_url(address).set(drivername=f"postgresql+{driver}")
    return asyncio_of.create_async_engine(url, **options)


async def query(asked: Any) -> None:
    """Ask a connection or a session; of an engine, a connection for the time."""
    if isinstance(asked, asyncio_of.AsyncEngine):
        async with asked.connect() as connection:
            await query(connection)
    else:
        if isinstance(asked, asyncio_of.AsyncConnection) and not asked.sync_connection:
            await asked.start()
        result = await asked.execute(sqlalchemy.text("SELECT 1"))
        assert result.scalar() == 1


@contextmanager
def fails_on_second(loops: TwoLoops, row: BoundType, asked: Any) -> Iterator[None]:
    message = "attached to a different loop"
    assert message in row.error
    with pytest.raises(RuntimeError, match=message):
        loops.on_second(query, asked)
    yield


@pytest.mark.parametrize("pool", ["default", "StaticPool", "AssertionPool"])
def test_an_engine_belongs_to_the_loop_of_its_connections(
    postgresql: str, pool: str
) -> None:
    """From the first use to `dispose()` it belongs to the loop that used it."""
    options = {} if pool == "default" else {"poolclass": getattr(sqlalchemy, pool)}
    with two_loops() as loops:
        engine = engine_for(postgresql, **options)
        assert Catalog().of_type(type(engine)) is ENGINE
        assert not is_free(ENGINE, engine)
        assert loop_of(ENGINE, engine) is None

        loops.on_first(query, engine)
        assert loop_of(ENGINE, engine) is loops.first
        assert is_open(ENGINE, engine)

        loops.on_first(closed_by, ENGINE, engine)
        assert not is_open(ENGINE, engine)

        loops.on_second(query, engine)
        assert loop_of(ENGINE, engine) is loops.second
        loops.on_second(closed_by, ENGINE, engine)


def test_to_ask_for_an_engines_loop_does_not_connect_it(postgresql: str) -> None:
    """A `StaticPool` connects where its connection is asked for: nothing asks."""
    engine = engine_for(postgresql, poolclass=sqlalchemy.StaticPool)

    assert loop_of(ENGINE, engine) is None
    assert "connection" not in vars(engine.pool)


@pytest.mark.parametrize("pre_ping", [False, True])
@pytest.mark.parametrize("its_loop_is", ["open", "closed"])
def test_an_engine_fails_on_another_loop(
    postgresql: str, its_loop_is: str, pre_ping: bool
) -> None:
    """A connection of its pool does not work there; asking first does not help."""
    with misused(), two_loops() as loops:
        engine = engine_for(postgresql, pool_pre_ping=pre_ping)
        loops.on_first(query, engine)
        if its_loop_is == "closed":
            loops.first.close()
        with fails_on_second(loops, ENGINE, engine):
            del engine


def test_an_engine_whose_connections_are_all_in_use_hides_its_loop(
    postgresql: str,
) -> None:
    """A pool does not know its connections that are in use, but those know it."""
    with two_loops() as loops:
        engine = engine_for(postgresql)
        connection = loops.on_first(engine.connect)

        assert loop_of(ENGINE, engine) is None
        assert loop_of(CONNECTION, connection) is loops.first

        loops.on_first(connection.close)
        assert loop_of(ENGINE, engine) is loops.first
        loops.on_first(engine.dispose)


def test_an_engine_without_a_pool_is_free(postgresql: str) -> None:
    """With `NullPool` it works on any loop, and counts as free."""
    with two_loops() as loops:
        engine = engine_for(postgresql, poolclass=sqlalchemy.NullPool)
        assert is_free(ENGINE, engine)

        loops.on_first(query, engine)
        loops.first.close()
        loops.on_second(query, engine)
        assert loop_of(ENGINE, engine) is None


@pytest.mark.parametrize("driver", ["psycopg", "aiosqlite"])
def test_all_is_free_on_drivers_that_are(postgresql: str, driver: str) -> None:
    """Engine, connection and session work on any loop, and count as free."""
    with two_loops() as loops:
        if driver == "aiosqlite":
            pytest.importorskip("aiosqlite")
            engine = asyncio_of.create_async_engine("sqlite+aiosqlite://")
        else:
            engine = engine_for(postgresql, driver)
        connection, session = engine.connect(), asyncio_of.AsyncSession(engine)
        assert is_free(ENGINE, engine)
        assert is_free(CONNECTION, connection)
        assert is_free(SESSION, session)

        for asked in (engine, connection, session):
            loops.on_first(query, asked)
        loops.first.close()
        for asked in (engine, connection, session):
            loops.on_second(query, asked)

        for asked in (connection, session):
            loops.on_second(asked.close)
        loops.on_second(engine.dispose)


def test_a_connection_belongs_to_the_loop_it_was_started_on(postgresql: str) -> None:
    """It belongs to that loop until it is closed, also where its engine is free."""
    with two_loops() as loops:
        engine = engine_for(postgresql, poolclass=sqlalchemy.NullPool)
        connection = engine.connect()
        assert Catalog().of_type(type(connection)) is CONNECTION
        assert not is_free(CONNECTION, connection)
        assert loop_of(CONNECTION, connection) is None

        loops.on_first(query, connection)
        assert loop_of(CONNECTION, connection) is loops.first
        assert is_open(CONNECTION, connection)

        loops.on_first(closed_by, CONNECTION, connection)
        assert not is_open(CONNECTION, connection)


@pytest.mark.parametrize("its_loop_is", ["open", "closed"])
def test_a_connection_fails_on_another_loop(postgresql: str, its_loop_is: str) -> None:
    """Used on another loop, it fails as the driver's own connection does."""
    with misused(), two_loops() as loops:
        connection = engine_for(postgresql).connect()
        loops.on_first(query, connection)
        if its_loop_is == "closed":
            loops.first.close()
        with fails_on_second(loops, CONNECTION, connection):
            del connection


@pytest.mark.parametrize("library", ["sqlalchemy.ext.asyncio", "sqlmodel"])
def test_a_session_belongs_to_a_loop_while_it_holds_a_connection(
    postgresql: str, library: str
) -> None:
    """After a commit it may go to another loop, where its engine may."""
    if library == "sqlmodel":
        library = "sqlmodel.ext.asyncio.session"
    make = pytest.importorskip(library).AsyncSession
    with two_loops() as loops:
        session = make(engine_for(postgresql, poolclass=sqlalchemy.NullPool))
        assert Catalog().of_type(type(session)) is SESSION
        assert not is_free(SESSION, session)
        assert loop_of(SESSION, session) is None

        loops.on_first(asyncio_of.AsyncSession.execute, session, sqlalchemy.select(1))
        assert loop_of(SESSION, session) is loops.first
        assert is_open(SESSION, session)
        loops.on_first(session.commit)
        assert not is_open(SESSION, session)

        loops.on_second(asyncio_of.AsyncSession.execute, session, sqlalchemy.select(1))
        assert loop_of(SESSION, session) is loops.second
        loops.on_second(closed_by, SESSION, session)
        assert not is_open(SESSION, session)


def test_a_session_on_a_connection_belongs_to_its_loop(postgresql: str) -> None:
    """A session that was given a connection belongs to the loop of that one."""
    with two_loops() as loops:
        connection = loops.on_first(engine_for(postgresql).connect)
        session = asyncio_of.AsyncSession(connection)

        assert loop_of(SESSION, session) is loops.first
        loops.on_first(query, session)
        assert loop_of(SESSION, session) is loops.first

        loops.on_first(session.close)
        loops.on_first(connection.close)
        loops.on_first(connection.engine.dispose)
        assert not is_open(SESSION, session)


@pytest.mark.parametrize("its_loop_is", ["open", "closed"])
def test_a_session_fails_on_another_loop(postgresql: str, its_loop_is: str) -> None:
    """In the middle of a transaction it fails, whatever the pool of its engine."""
    with misused(), two_loops() as loops:
        engine = engine_for(postgresql, poolclass=sqlalchemy.NullPool)
        session = asyncio_of.AsyncSession(engine)
        loops.on_first(query, session)
        if its_loop_is == "closed":
            loops.first.close()
        with fails_on_second(loops, SESSION, session):
            del session


def test_makers_of_engines_are_known() -> None:
    """Both functions that make an engine lead to its row, and so do its methods."""
    of_maker = Catalog().of_maker

    assert of_maker(asyncio_of.create_async_engine) is ENGINE
    assert of_maker(asyncio_of.async_engine_from_config) is ENGINE
    assert of_maker(asyncio_of.AsyncEngine.connect) is CONNECTION
    assert of_maker(asyncio_of.AsyncEngine.begin) is CONNECTION
