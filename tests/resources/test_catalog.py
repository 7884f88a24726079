"""The catalog finds rows by type, by maker and by name."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from loopwise.resources.bound_type import Binds, BoundType
from loopwise.resources.catalog import Catalog
from loopwise.resources.known import ROWS

HERE = __name__


class Client:
    @classmethod
    def open(cls) -> Client:
        return cls()


class SpecialClient(Client):
    pass


class FakeClient(Client):
    pass


def connect() -> Client:
    return Client()


def fake() -> FakeClient:
    return FakeClient()


CLIENT = BoundType(
    name=f"{HERE}:Client",
    binds=Binds.FIRST_USE,
    made_by=(f"{HERE}:connect", f"{HERE}:Client.open", f"{HERE}:Alias"),
)
FAKE = BoundType(
    name=f"{HERE}:FakeClient", binds=Binds.NEVER, made_by=(f"{HERE}:fake",)
)


@pytest.fixture
def catalog() -> Catalog:
    return Catalog([CLIENT, FAKE])


def test_type_and_subclass(catalog: Catalog) -> None:
    """A row holds for its type and for the subclasses of it."""
    assert catalog.of_type(Client) is CLIENT
    assert catalog.of_type(SpecialClient) is CLIENT
    assert catalog.of_type(SpecialClient) is CLIENT  # remembered
    assert catalog.of_type(int) is None


def test_never_beats_the_parent(catalog: Catalog) -> None:
    """A subclass that never binds is free, whatever its parent is."""
    assert catalog.of_type(FakeClient) is None
    assert catalog.of_maker(FakeClient) is None
    assert catalog.of_maker(fake) is None


def test_makers(catalog: Catalog) -> None:
    """Functions and class methods that give an object lead to its row."""
    assert catalog.of_maker(Client) is CLIENT
    assert catalog.of_maker(connect) is CLIENT
    assert catalog.of_maker(Client.open) is CLIENT
    assert catalog.of_maker(len) is None
    assert catalog.of_maker(3) is None


def test_makers_are_no_types(catalog: Catalog) -> None:
    """What gives an object is no type of it, even if it is a class."""

    class Alias:
        pass

    Alias.__qualname__ = "Alias"
    assert catalog.of_type(Alias) is None
    assert catalog.of_name(HERE, "Alias") is CLIENT
    assert catalog.of_name(HERE, "Alias", types=True) is None


def test_names_below_the_module() -> None:
    """A name is found where a library exports it and where it defines it."""
    catalog = Catalog()
    found = catalog.of_type(asyncio.Lock)
    assert found is not None
    assert found is catalog.of_name("asyncio", "Lock")
    assert found is catalog.of_name("asyncio.locks", "Lock")
    assert catalog.of_name("threading", "Lock") is None


def test_other_names_of_a_type() -> None:
    """A type written in C is known by both its names."""
    catalog = Catalog()
    assert catalog.of_type(asyncio.Future) is catalog.of_name("asyncio", "Future")
    assert catalog.of_name("_asyncio", "Task", types=True) is not None


def test_own_row_takes_the_place_of_ours() -> None:
    """A row of the user's stands for the one that came along, and no other."""
    own = BoundType(name="asyncio:Lock", binds=Binds.NEVER)
    catalog = Catalog([own])
    assert catalog.of_type(asyncio.Lock) is None
    assert catalog.of_name("asyncio", "Lock") is own
    assert catalog.of_type(asyncio.Event) is not None
    assert len(catalog.rows) == len(ROWS)


def test_special_names(catalog: Catalog) -> None:
    """A name that no row has is told apart without a look at its module."""
    assert catalog.is_special("Client")
    assert catalog.is_special("Client.open")
    assert not catalog.is_special("Bystander")


NAME = re.compile(r"\w+(\.\w+)*::?\w+(\.\w+)*")
PATH = re.compile(r"(not )?\w+(\(\)|\[0\]|\.\w+)*")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_rows_are_well_formed(row: BoundType) -> None:
    """Every row is written as the format says, and says how it was verified."""
    names: list[Any] = [row.name, *row.also, *row.made_by, *row.unless_made_with]
    assert all(NAME.fullmatch(name) for name in names)
    paths = (*row.loop, *row.closed, *(one.path for one in row.unless))
    assert all(PATH.fullmatch(path) for path in paths)
    assert row.verified
    assert (row.error == "") is (row.binds is Binds.NEVER)


def test_rows_have_names_of_their_own() -> None:
    """No two rows describe the same type."""
    names = [name for row in ROWS for name in (row.name, *row.also)]
    assert len(names) == len(set(names))
