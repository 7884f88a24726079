"""The planner's rules for parameters: each makes an instance of its own."""

from __future__ import annotations

from tests.plan.building import (
    FUNCTION,
    MODULE,
    SESSION,
    Building,
    Param,
    instances_of,
    loops_of,
)


def test_each_parameter_makes_an_instance() -> None:
    """What one parameter's instance is tied to does not widen another's."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    home.test("test_a[1]", client, params=[Param(client, 1)])
    home.test("test_a[2]", client, params=[Param(client, 2)])
    home.test("test_b[2]", client, db, params=[Param(client, 2)])
    plan = suite.plan()
    assert loops_of(plan) == {
        "test_a[1]": "module test_one.py",
        "test_a[2]": "session",
        "test_b[2]": "session",
    }
    assert instances_of(plan) == {
        "client[1] of module test_one.py": "module test_one.py",
        "client[2] of module test_one.py": "session",
        "db of session": "session",
    }


def test_unhashable_parameters_are_taken_for_one() -> None:
    """Parameters that cannot be told apart share an instance: wider, never wrong."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    home.test("test_a[x]", client, params=[Param(client, "x", is_hashable=False)])
    home.test("test_b[y]", client, db, params=[Param(client, "y", is_hashable=False)])
    plan = suite.plan()
    assert loops_of(plan) == {"test_a[x]": "session", "test_b[y]": "session"}
    assert instances_of(plan)["client of module test_one.py"] == "session"


def test_one_unhashable_parameter_merges_the_hashable_ones() -> None:
    """If one parameter of a fixture cannot be told apart, none of them is."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    home.test("test_a[1]", client, params=[Param(client, 1)])
    home.test("test_b[y]", client, db, params=[Param(client, "y", is_hashable=False)])
    assert suite.loops() == {"test_a[1]": "session", "test_b[y]": "session"}


def test_scope_of_a_parameter_narrows_the_fixture() -> None:
    """A fixture that gets a function-scoped parameter is set up for that test alone."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    home.test("test_a[1]", db, params=[Param(db, 1, FUNCTION)])
    home.test("test_b", db)
    assert suite.loops() == {"test_a[1]": "own", "test_b": "session"}


def test_scope_of_a_parameter_widens_the_fixture() -> None:
    """A fixture that gets a session-scoped parameter is kept for the session."""
    suite = Building()
    user = suite.fixture("user")
    home = suite.module("test_one.py")
    home.test("test_a[1]", user, params=[Param(user, 1, SESSION)])
    home.test("test_b", user)
    plan = suite.plan()
    assert loops_of(plan) == {"test_a[1]": "session", "test_b": "own"}
    assert instances_of(plan) == {"user[1] of session": "session"}


def test_parameter_of_one_fixture_says_nothing_of_another() -> None:
    """A fixture without a parameter of its own has one instance over all parameters."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    shared = suite.fixture("shared", MODULE)
    home = suite.module("test_one.py")
    for value in (1, 2):
        name = f"test_a[{value}]"
        home.test(name, client, shared, params=[Param(client, value)])
    assert set(instances_of(suite.plan())) == {
        "client[1] of module test_one.py",
        "client[2] of module test_one.py",
        "shared of module test_one.py",
    }


def test_shared_fixture_ties_the_instances_of_another() -> None:
    """Instances of different parameters follow one another through what they share."""
    suite = Building()
    shared = suite.fixture("shared", MODULE)
    client = suite.fixture("client", MODULE, uses=[shared])
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    home.test("test_a[1]", client, params=[Param(client, 1)])
    home.test("test_a[2]", client, db, params=[Param(client, 2)])
    assert suite.loops() == {"test_a[1]": "session", "test_a[2]": "session"}
