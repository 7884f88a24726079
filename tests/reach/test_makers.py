"""Values that make something which belongs to a loop."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from loopwise.reach.makers import Makers
from loopwise.reach.modules import Unimported
from tests.reach.projects import CLIENT, Project, catalog


@pytest.fixture
def clients(project: Project) -> Any:
    """Import the library of a project."""
    return project.load("import clients").clients


def test_types_and_functions_make(clients: Any) -> None:
    """A type, its subclasses and the functions in its row make one."""
    makers = Makers(catalog())
    mine = type("Mine", (clients.Client,), {})
    assert [makers.of(one) for one in (clients.Client, mine, clients.connect)] == [
        CLIENT,
        CLIENT,
        CLIENT,
    ]
    assert makers.of(asyncio.Queue) is not None
    assert makers.of(asyncio.create_subprocess_exec) is not None


def test_others_make_nothing(clients: Any) -> None:
    """Instances, types that belong to no loop, and all else make nothing."""
    makers = Makers(catalog())
    others: list[Any] = [
        clients.Client(),
        clients.Free,
        int,
        len,
        print,
        None,
        "Client",
        1,
    ]
    assert [makers.of(one) for one in others] == [None] * len(others)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Unimported("clients", "Client"), CLIENT),
        (Unimported("clients", "connect"), CLIENT),
        (Unimported("clients.inner", "connect"), CLIENT),
        (Unimported("clients", "Free"), None),
        (Unimported("clients", ""), None),
        (Unimported("clients", "Client.get"), None),
        (Unimported("others", "Client"), None),
    ],
)
def test_names_make_too(value: Unimported, expected: object) -> None:
    """What is not imported is known by its name, wherever in its package that is."""
    assert Makers(catalog()).of(value) is expected


def test_spares_are_known(clients: Any) -> None:
    """What keeps the things that are made with it off loops has a pattern."""
    makers = Makers(catalog())
    assert makers.spare(clients.Null) == "clients:Null"
    assert makers.spare(Unimported("clients.pool", "Null")) == "clients:Null"
    assert makers.spare(clients.Client) is None
    assert makers.spare(None) is None


def test_makers_tell_where_to_look(clients: Any) -> None:
    """Packages that rows name, and what makes or spares, are told from all else."""
    makers = Makers(catalog())
    assert makers.is_in("clients")
    assert makers.is_in("asyncio.locks")
    assert not makers.is_in("collections")
    assert makers.knows(clients.connect)
    assert makers.knows(clients.Null)
    assert not makers.knows(clients.Free)
