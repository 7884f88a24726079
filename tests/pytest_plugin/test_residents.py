"""Residents: the fixtures that have a value on some loop now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest

from loopwise.loops.host import Host
from loopwise.pytest_plugin.residents import Resident, Residents


def definition() -> pytest.FixtureDef[Any]:
    """Give something to know a fixture by; nothing else is asked of it."""
    return cast("pytest.FixtureDef[Any]", object())


@pytest.fixture
def host() -> Iterator[Host]:
    """Open a host and close it."""
    opened = Host("the loop of the test")
    yield opened
    opened.close()


def test_resident_is_known_until_it_moves_out(host: Host) -> None:
    """A fixture is known from its set-up to its teardown."""
    residents, db = Residents(), definition()
    assert residents.get(db) is None
    one = Resident(db, None, host, None)
    residents.move_in(one)
    assert residents.get(db) is one
    residents.move_out(one)
    assert residents.get(db) is None
    residents.move_out(one)


def test_successor_is_not_moved_out(host: Host) -> None:
    """A late teardown of one instance leaves the next one of its definition alone."""
    residents, db = Residents(), definition()
    old, new = Resident(db, None, host, None), Resident(db, None, host, None)
    residents.move_in(old)
    residents.move_in(new)
    residents.move_out(old)
    assert residents.get(db) is new


def test_residents_of_a_host_are_given_latest_first(host: Host) -> None:
    """Residents of one host are given in the order in which they are torn down."""
    residents, other = Residents(), Host("other")
    made = [Resident(definition(), None, host, None) for _ in range(3)]
    for one in made:
        residents.move_in(one)
    residents.move_in(Resident(definition(), None, other, None))
    assert residents.on(host) == made[::-1]
    other.close()


def test_residents_of_a_loop_are_given_latest_first(host: Host) -> None:
    """Residents are found by the loop that their host keeps, too."""
    residents, other = Residents(), Host("other")
    made = [Resident(definition(), None, host, None) for _ in range(2)]
    for one in made:
        residents.move_in(one)
    residents.move_in(Resident(definition(), None, other, None))
    assert host.loop is not None
    assert residents.on_loop(host.loop) == made[::-1]
    other.close()


def test_dead_residents_are_those_that_were_told_of(host: Host) -> None:
    """A resident counts as dead when some test has reported its error."""
    residents = Residents()
    alive, silent, told = (Resident(definition(), None, host, None) for _ in range(3))
    silent.error = told.error = ValueError("died")
    told.told = True
    for one in (alive, silent, told):
        residents.move_in(one)
    assert residents.dead() == [told]
