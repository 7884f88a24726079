"""Databases: drivers, pools, engines and what stands in for them."""

from __future__ import annotations

from loopwise.resources.bound_type import Binds, BoundType, Unless

_ATTACHED = 'RuntimeError: "got Future … attached to a different loop"'
_CLOSED = f'{_ATTACHED}; once its loop is closed, "Event loop is closed"'
_BELONGS = f'ValueError: "The future belongs to a different loop", or {_ATTACHED}'
_BUSY = 'InterfaceError: "cannot perform operation: another operation is in progress"'

_ON_POSTGRESQL = "tested against PostgreSQL 18"
_ON_MARIADB = "tested against MariaDB 10.11"

# What SQLAlchemy asks of a connection in its pool: the driver's own.
_DRIVER_LOOP = "driver_connection._loop"
_CONNECTION_LOOP = f"_dbapi_connection.{_DRIVER_LOOP}"

_SQLALCHEMY = (
    f"{_ON_POSTGRESQL} with SQLAlchemy 2.0 and 2.1 on asyncpg, psycopg and aiosqlite"
)

_ASYNCPG = (
    BoundType(
        name="asyncpg:Connection",
        binds=Binds.CREATION,
        loop=("_loop",),
        made_by=("asyncpg:connect",),
        harmless=("get_server_version", "get_settings", "is_closed", "transaction"),
        closed=("is_closed()",),
        close="close",
        error=f"{_ATTACHED}; after that, {_BUSY}",
        verified=f"{_ON_POSTGRESQL} with asyncpg 0.29 and 0.32",
    ),
    BoundType(
        name="asyncpg.pool:PoolConnectionProxy",
        binds=Binds.CREATION,
        loop=("_con._loop",),
        made_by=("asyncpg.pool:Pool.acquire",),
        harmless=("is_closed", "is_in_transaction", "transaction"),
        closed=("is_closed()",),
        close="close",
        error=f"{_ATTACHED}; after that, {_BUSY}",
        verified=f"{_ON_POSTGRESQL} with asyncpg 0.32",
        note="What `pool.acquire()` gives. Back in the pool it belongs to no loop.",
    ),
    BoundType(
        name="asyncpg.pool:Pool",
        binds=Binds.CREATION,
        loop=("_loop",),
        made_by=("asyncpg:create_pool",),
        harmless=("get_idle_size", "get_max_size", "get_size", "is_closing"),
        closed=("is_closing()",),
        close="close",
        error=f'{_BUSY}, or RuntimeError: "attached to a different loop"',
        verified=f"{_ON_POSTGRESQL} with asyncpg 0.29 and 0.32",
        note="`create_pool()` binds it, before it is awaited.",
    ),
)

_FREE_DRIVERS = ("aiosqlite", "psycopg")

_SQLALCHEMY_ROWS = (
    BoundType(
        name="sqlalchemy.ext.asyncio:AsyncEngine",
        binds=Binds.FIRST_USE,
        loop=(
            f"sync_engine.pool._pool._queue._queue[0].{_DRIVER_LOOP}",
            f"sync_engine.pool._conn.{_DRIVER_LOOP}",
            # A StaticPool makes a connection where `connection` is asked for: the
            # one that it has is what was set last.
            f"sync_engine.pool.__dict__.values().__reversed__()[0].{_DRIVER_LOOP}",
        ),
        made_by=(
            "sqlalchemy.ext.asyncio:create_async_engine",
            "sqlalchemy.ext.asyncio:async_engine_from_config",
        ),
        unless=(
            Unless("sync_engine.pool", "sqlalchemy:NullPool"),
            *(Unless("sync_engine.dialect.driver", one) for one in _FREE_DRIVERS),
        ),
        unless_made_with=("sqlalchemy:NullPool",),
        harmless=(
            "clear_compiled_cache",
            "dialect",
            "driver",
            "echo",
            "engine",
            "execution_options",
            "get_execution_options",
            "name",
            "pool",
            "sync_engine",
            "update_execution_options",
            "url",
        ),
        close="dispose",
        error=f"{_ATTACHED}; with asyncpg after that, {_BUSY}",
        verified=(
            f"{_SQLALCHEMY}; {_ON_MARIADB} with SQLAlchemy 2.1 on aiomysql and asyncmy"
        ),
        note=(
            "Its pool keeps connections, and those belong to a loop; `pool_pre_ping` "
            "does not help. With `NullPool` it keeps none. On aiosqlite and psycopg "
            "connections belong to no loop; only a pool that ran out of them on one "
            "loop fails when it runs out on another. While all its connections are in "
            "use, their loop is not seen. `dispose()` empties the pool."
        ),
    ),
    BoundType(
        name="sqlalchemy.ext.asyncio:AsyncConnection",
        binds=Binds.FIRST_USE,
        loop=(f"sync_connection.{_CONNECTION_LOOP}",),
        made_by=(
            "sqlalchemy.ext.asyncio:AsyncEngine.connect",
            "sqlalchemy.ext.asyncio:AsyncEngine.begin",
        ),
        unless=tuple(
            Unless("sync_engine.dialect.driver", one) for one in _FREE_DRIVERS
        ),
        harmless=(
            "closed",
            "dialect",
            "engine",
            "get_transaction",
            "in_transaction",
            "info",
            "invalidated",
            "sync_connection",
            "sync_engine",
        ),
        closed=("closed",),
        close="close",
        error=f"{_ATTACHED}; with asyncpg after that, {_BUSY}",
        verified=_SQLALCHEMY,
        note="It holds one connection of the driver, whatever the pool of its engine.",
    ),
    BoundType(
        name="sqlalchemy.ext.asyncio:AsyncSession",
        binds=Binds.FIRST_USE,
        loop=(
            f"sync_session.get_transaction()._connections[0].{_CONNECTION_LOOP}",
            f"sync_session.bind.{_CONNECTION_LOOP}",
        ),
        unless=tuple(
            Unless("sync_session.bind.dialect.driver", one) for one in _FREE_DRIVERS
        ),
        harmless=(
            "add",
            "add_all",
            "bind",
            "expire_all",
            "expunge_all",
            "get_transaction",
            "in_transaction",
            "info",
            "is_active",
            "no_autoflush",
            "sync_session",
        ),
        close="close",
        error=f"{_ATTACHED}; with asyncpg after that, {_BUSY}",
        verified=f"{_SQLALCHEMY}; also SQLModel's",
        note=(
            "It holds a connection from its first statement to `commit()`, "
            "`rollback()` or `close()`, whatever the pool of its engine; in between "
            "it belongs to no loop."
        ),
    ),
)

_POSTGRESQL = (
    BoundType(
        name="psycopg:AsyncConnection",
        binds=Binds.NEVER,
        made_by=("psycopg:AsyncConnection.connect",),
        verified=f"{_ON_POSTGRESQL} with psycopg 3.3",
        note="Tasks that wait for each other's statements on it must share a loop.",
    ),
    BoundType(
        name="psycopg_pool:AsyncConnectionPool",
        binds=Binds.FIRST_USE,
        loop=("_sched_runner.get_loop()", "_workers[0].get_loop()"),
        harmless=("closed", "get_stats", "name", "pop_stats"),
        closed=("closed",),
        close="close",
        error=(
            f"connections that it has work; closing it fails: {_BELONGS}, "
            '"Event loop is closed"; a new one is waited for in vain: PoolTimeout'
        ),
        verified=f"{_ON_POSTGRESQL} with psycopg_pool 3.3",
        note="`open()` binds it: that starts the tasks that make connections.",
    ),
    BoundType(
        name="aiopg:Connection",
        binds=Binds.CREATION,
        loop=("_loop",),
        made_by=("aiopg:connect",),
        harmless=("closed",),
        closed=("closed",),
        close="close",
        error=f'{_BELONGS}; once its loop is closed, "Event loop is closed"',
        verified=f"{_ON_POSTGRESQL} with aiopg 1.4",
    ),
    BoundType(
        name="aiopg:Pool",
        binds=Binds.CREATION,
        loop=("_loop",),
        made_by=("aiopg:create_pool",),
        harmless=("closed", "freesize", "maxsize", "minsize", "size"),
        closed=("closed", "_closing"),
        close="close wait_closed",
        error=f'{_BELONGS}; once its loop is closed, "Event loop is closed"',
        verified=f"{_ON_POSTGRESQL} with aiopg 1.4",
    ),
)

_MYSQL = (
    BoundType(
        name="aiomysql:Connection",
        binds=Binds.CREATION,
        loop=("_loop",),
        made_by=("aiomysql:connect",),
        harmless=("closed", "db", "host", "loop", "port", "user"),
        closed=("closed",),
        close="ensure_closed",
        error=_ATTACHED,
        verified=f"{_ON_MARIADB} with aiomysql 0.3",
    ),
    BoundType(
        name="aiomysql:Pool",
        binds=Binds.CREATION,
        loop=("_loop",),
        made_by=("aiomysql:create_pool",),
        harmless=("closed", "freesize", "maxsize", "minsize", "size"),
        closed=("closed", "_closing"),
        close="close wait_closed",
        error=_CLOSED,
        verified=f"{_ON_MARIADB} with aiomysql 0.3",
    ),
    BoundType(
        name="asyncmy:Connection",
        binds=Binds.CREATION,
        loop=("_loop",),
        made_by=("asyncmy:connect",),
        harmless=("connected", "loop"),
        closed=("not connected",),
        close="ensure_closed",
        error=_ATTACHED,
        verified=f"{_ON_MARIADB} with asyncmy 0.2.18 and 0.2.10",
    ),
    BoundType(
        name="asyncmy:Pool",
        binds=Binds.CREATION,
        loop=("_loop",),
        made_by=("asyncmy:create_pool",),
        harmless=("freesize", "maxsize", "minsize", "size"),
        closed=("_closed", "_closing"),
        close="close wait_closed",
        error=_CLOSED,
        verified=f"{_ON_MARIADB} with asyncmy 0.2.18 and 0.2.10",
    ),
)

_OTHER_DRIVERS = (
    BoundType(
        name="aiosqlite:Connection",
        binds=Binds.NEVER,
        made_by=("aiosqlite:connect",),
        verified="tested with aiosqlite 0.22",
        note="A thread of its own works for any loop.",
    ),
    BoundType(
        name="aioodbc:Connection",
        binds=Binds.CREATION,
        loop=("_loop",),
        made_by=("aioodbc:connect",),
        harmless=("closed", "loop"),
        closed=("closed",),
        close="close",
        error=_CLOSED,
        verified="tested against SQLite with aioodbc 0.5",
    ),
    BoundType(
        name="aioodbc:Pool",
        binds=Binds.CREATION,
        loop=("_loop",),
        made_by=("aioodbc:create_pool",),
        harmless=("closed", "freesize", "maxsize", "minsize", "size"),
        closed=("closed", "_closing"),
        close="close wait_closed",
        error=_CLOSED,
        verified="tested against SQLite with aioodbc 0.5",
    ),
    BoundType(
        name="pymongo:AsyncMongoClient",
        binds=Binds.FIRST_USE,
        loop=("_loop",),
        harmless=("codec_options", "get_database", "get_default_database", "options"),
        closed=("_closed",),
        close="close",
        error='RuntimeError: "Cannot use AsyncMongoClient in different event loop"',
        verified="tested against a stand-in for MongoDB with pymongo 4.20",
        note="Closing it on another loop fails as well.",
    ),
    BoundType(
        name="motor.motor_asyncio:AsyncIOMotorClient",
        binds=Binds.FIRST_USE,
        loop=("_io_loop",),
        harmless=("close", "codec_options", "get_database", "get_default_database"),
        closed=("delegate._closed",),
        close="close",
        error=_CLOSED,
        verified="tested against a stand-in for MongoDB with motor 3.7, pymongo 4.20",
        note="`io_loop=` and asking for `io_loop` bind it as well.",
    ),
    BoundType(
        name="neo4j:AsyncDriver",
        binds=Binds.FIRST_USE,
        loop=("_pool.connections.values()[0][0].socket._reader._loop",),
        made_by=("neo4j:AsyncGraphDatabase.driver",),
        harmless=("encrypted",),
        closed=("_closed",),
        close="close",
        error=_ATTACHED,
        verified="tested against a stand-in for Neo4j with neo4j 6.4",
        note="A connection that failed is dropped: the next use may work.",
    ),
    *(
        BoundType(
            name=f"{package}:AsyncIOClient",
            binds=Binds.FIRST_USE,
            loop=("_impl._loop",),
            made_by=(f"{package}:create_async_client",),
            closed=("_impl._closed",),
            close="aclose",
            error=_CLOSED,
            verified=f"tested with {package} {version}, without a server",
        )
        for package, version in (("gel", "3.1"), ("edgedb", "2.2"))
    ),
)

_ON_DRIVERS = (
    BoundType(
        name="databases:Database",
        binds=Binds.FIRST_USE,
        loop=("_backend._pool._loop",),
        unless=(Unless("url.dialect", "sqlite"),),
        harmless=("is_connected", "options", "url"),
        closed=("not is_connected",),
        close="disconnect",
        error=f"{_CLOSED}; on asyncpg {_BUSY}",
        verified=(
            f"{_ON_POSTGRESQL} and MariaDB 10.11 with databases 0.9 on asyncpg, "
            "aiomysql, asyncmy and aiosqlite"
        ),
        note="`connect()` binds it. On SQLite it belongs to no loop.",
    ),
    BoundType(
        name="tortoise.backends.base.client:BaseDBAsyncClient",
        binds=Binds.FIRST_USE,
        loop=("_pool._loop", "_pool._sched_runner.get_loop()", "_connection._loop"),
        close="close",
        error=f"{_CLOSED}; on asyncpg {_BUSY}",
        verified=(
            f"{_ON_POSTGRESQL} and MariaDB 10.11 with Tortoise ORM 1.1 on asyncpg, "
            "psycopg and asyncmy"
        ),
        note="Asked for one on another loop, Tortoise 1.1 makes a new one and warns.",
    ),
    BoundType(
        name="tortoise.backends.sqlite.client:SqliteClient",
        binds=Binds.FIRST_USE,
        loop=("_bound_loop",),
        closed=("not _connection",),
        close="close",
        error="TortoiseLoopSwitchWarning, and what an in-memory database held is gone",
        verified="tested with Tortoise ORM 1.1 and aiosqlite 0.22",
        note="It would work on any loop, but Tortoise makes a new one for another.",
    ),
)

ROWS: tuple[BoundType, ...] = (
    *_ASYNCPG,
    *_SQLALCHEMY_ROWS,
    *_POSTGRESQL,
    *_MYSQL,
    *_OTHER_DRIVERS,
    *_ON_DRIVERS,
)
