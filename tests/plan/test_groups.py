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
