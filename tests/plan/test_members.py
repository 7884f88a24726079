"""Members on loops, and the clusters in which they hold one another."""

from __future__ import annotations

from loopwise.model.suite import Uses
from loopwise.plan.members import clusters, members_on_loops
from tests.plan.building import SESSION, Building


def test_async_fixtures_and_resources_live_on_loops() -> None:
    """Async fixtures and resources live on a loop, if used; sync fixtures do not."""
    suite = Building()
    db = suite.fixture("db")
    config = suite.fixture("config", is_async=False)
    engine = suite.resource("engine")
    suite.fixture("unused")
    uses = Uses((db, config, engine), {db: (), config: (), engine: ()})
    assert members_on_loops(suite.suite(), [uses]) == {db, engine}


def test_resources_may_be_left_out() -> None:
    """Without resources neither they nor what holds nothing else is on a loop."""
    suite = Building()
    engine = suite.resource("engine")
    db = suite.fixture("db", uses=[engine])
    factory = suite.fixture("factory", uses=[engine], is_async=False)
    suite.module("test_one.py").test("test_a", db, factory)
    uses = [test.uses for test in suite.tests]
    made = suite.suite()
    assert members_on_loops(made, uses) == {engine, db, factory}
    assert members_on_loops(made, uses, resources=False) == {db}


def test_idle_resource_is_on_no_loop() -> None:
    """A resource that nobody uses in a way that needs a loop ties nobody."""
    suite = Building()
    engine = suite.resource("engine", is_idle=True)
    config = suite.fixture("config", uses=[engine], is_async=False)
    suite.module("test_one.py").test("test_a", config)
    uses = [test.uses for test in suite.tests]
    assert members_on_loops(suite.suite(), uses) == frozenset()


def test_sync_fixture_that_makes_something_is_on_a_loop() -> None:
    """A sync fixture that makes a loop-bound object lives on a loop by itself."""
    suite = Building()
    client = suite.fixture("client", is_async=False, makes="httpx.AsyncClient")
    page = suite.fixture("page", uses=[client], is_async=False)
    suite.module("test_one.py").test("test_a", page)
    uses = [test.uses for test in suite.tests]
    assert members_on_loops(suite.suite(), uses) == {client, page}


def test_holding_reaches_through_sync_fixtures() -> None:
    """What holds something that lives on a loop does so too, however far away."""
    suite = Building()
    db = suite.fixture("db")
    near = suite.fixture("near", uses=[db], is_async=False)
    far = suite.fixture("far", uses=[near], is_async=False)
    other = suite.fixture("other", is_async=False)
    suite.module("test_one.py").test("test_a", far, other)
    uses = [test.uses for test in suite.tests]
    assert members_on_loops(suite.suite(), uses) == {db, near, far}


def test_holding_for_one_test_counts_for_all() -> None:
    """A sync fixture that holds an async one for one test is a member for all."""
    suite = Building()
    base = suite.fixture("db", SESSION, is_async=False)
    override = suite.fixture("db", SESSION)
    store = suite.fixture("store", SESSION, uses=[base], is_async=False)
    suite.module("test_one.py").test("test_a", store, overrides={base: override})
    suite.module("test_two.py").test("test_b", store)
    uses = [test.uses for test in suite.tests]
    assert members_on_loops(suite.suite(), uses) == {override, store}


def test_circle_of_fixtures_ends() -> None:
    """Fixtures that use each other, which pytest refuses, do not hang the planner."""
    suite = Building()
    suite.fixture("one", uses=[1], is_async=False)
    suite.fixture("two", uses=[0])
    used = Uses((0,), {0: (1,), 1: (0,)})
    assert members_on_loops(suite.suite(), [used]) == {0, 1}
    assert [set(one.members) for one in clusters(used, frozenset({0, 1}))] == [{0, 1}]


def test_cluster_is_what_would_hold_together_without_the_test() -> None:
    """Members that hold one another are one cluster; others have their own."""
    used = Uses((0, 2, 3), {0: (1,), 1: (), 2: (1,), 3: (4,), 4: ()})
    found = [set(one.members) for one in clusters(used, frozenset(range(5)))]
    assert sorted(found, key=min) == [{0, 1, 2}, {3, 4}]


def test_sync_members_are_in_no_cluster() -> None:
    """Members off loops neither are in clusters nor tie any."""
    used = Uses((0, 1), {0: (2,), 1: (2,), 2: ()})
    found = [set(one.members) for one in clusters(used, frozenset({0, 1}))]
    assert sorted(found, key=min) == [{0}, {1}]
