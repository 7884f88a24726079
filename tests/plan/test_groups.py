"""Groups: tests that the planner looks at once."""

from __future__ import annotations

from loopwise.plan.groups import group
from tests.plan.building import MODULE, SESSION, Building, Param, name_of


def grouped(suite: Building) -> list[list[str]]:
    """Give the names of the tests of each group."""
    grouping = group(suite.suite())
    for number, one in enumerate(grouping.groups):
        assert all(grouping.group_of[test] == number for test in one.tests)
    return [
        [name_of(suite.tests[test]) for test in one.tests] for one in grouping.groups
    ]


def test_equal_tests_are_one_group() -> None:
    """Tests of one place that use the same in the same way are one group."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    home.test("test_a", db)
    home.test("test_b")
    home.test("test_c", db)
    assert grouped(suite) == [["test_a", "test_c"], ["test_b"]]


def test_everything_that_counts_for_a_loop_parts_groups() -> None:
    """Place, uses, parameters, mark and being async each make another group."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    home.test("test_a", db)
    home.test("test_sync", db, is_async=False)
    home.test("test_marked", db, marked=MODULE)
    home.test("test_param[1]", db, params=[Param(db, 1)])
    home.test("test_param[2]", db, params=[Param(db, 2)])
    home.cls("TestX").test("test_in_class", db)
    suite.module("test_two.py").test("test_elsewhere", db)
    assert len(grouped(suite)) == 7


def clusters_of(suite: Building) -> list[set[int]]:
    """Give the members in the clusters of each group."""
    return [
        {member for cluster in one.clusters for member in cluster.members}
        for one in group(suite.suite()).groups
    ]


def test_mark_leaves_out_resources() -> None:
    """A test with a mark is tied to fixtures only, whatever resources it reaches."""
    suite = Building()
    engine = suite.resource("engine")
    db = suite.fixture("db", SESSION, uses=[engine])
    factory = suite.fixture("factory", SESSION, uses=[engine], is_async=False)
    home = suite.module("test_one.py")
    home.test("test_a", engine, db, factory)
    home.test("test_marked", engine, db, factory, marked=MODULE)
    assert clusters_of(suite) == [{engine, db, factory}, {db}]


def test_mark_keeps_sync_fixtures_that_make_something() -> None:
    """What a sync fixture makes by itself ties tests with a mark too."""
    suite = Building()
    client = suite.fixture("client", is_async=False, makes="httpx.AsyncClient")
    suite.module("test_one.py").test("test_a", client, marked=MODULE)
    assert clusters_of(suite) == [{client}]


def test_groups_are_called_after_their_smallest_test() -> None:
    """Which test stands for a group does not depend on the tests' order."""
    suite = Building()
    home = suite.module("test_one.py")
    home.test("test_b")
    home.test("test_a")
    (one,) = group(suite.suite()).groups
    assert name_of(one.first) == "test_a"
