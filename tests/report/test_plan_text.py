"""The whole text of plans."""

from __future__ import annotations

from inline_snapshot import snapshot

from loopwise.model.settings import Settings
from loopwise.plan.diagnose import diagnose
from loopwise.report.plan_text import render
from tests.plan.building import (
    CLASS,
    FUNCTION,
    MODULE,
    PACKAGE,
    SESSION,
    Building,
    Param,
    minimum,
)


def tree(suite: Building, settings: Settings | None = None) -> str:
    """Render the plan of all tests."""
    plan = suite.plan(settings)
    return render(plan, diagnose(plan, settings), range(len(suite.tests)))


def test_empty_plan() -> None:
    """A plan of no tests says so."""
    assert tree(Building()) == snapshot("no tests")


def test_sync_suite() -> None:
    """Sync tests that use nothing async are counted, not listed."""
    suite = Building()
    home = suite.module("test_one.py")
    home.test("test_a", is_async=False)
    home.test("test_b", is_async=False)
    assert tree(suite) == snapshot("no loop: 2 sync tests that use nothing async")


def test_one_sync_test() -> None:
    """A single sync test is counted in the singular."""
    suite = Building()
    suite.module("test_one.py").test("test_a", is_async=False)
    assert tree(suite) == snapshot("no loop: 1 sync test that uses nothing async")


def test_example_4() -> None:
    """The plan says through which fixture and test the wider loop came."""
    suite = Building()
    client = suite.fixture("api_client", MODULE)
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    home.test("test_a", client)
    home.test("test_b", db, client)
    assert tree(suite) == snapshot("""\
session loop  (2 tests)
  fixture api_client  conftest.py:1  kept per module
  fixture db  conftest.py:2  kept per session
  because: db kept per session  (through api_client -> test_b -> db)
    test_one.py::test_a
  because: db kept per session
    test_one.py::test_b\
""")


def test_every_scope() -> None:
    """Loops are listed from the test's own over the widest to the narrowest."""
    suite = Building()
    package = suite.package("pkg")
    module = package.module("test_one.py")
    cls = module.cls("TestX")
    cls.test("test_class", suite.fixture("of_class", CLASS))
    module.test("test_module", suite.fixture("of_module", MODULE))
    of_package = suite.fixture("of_package", PACKAGE, home=package)
    package.module("test_two.py").test("test_package", of_package)
    home = suite.module("test_top.py")
    home.test("test_session", suite.resource("engine", "db.AsyncEngine"))
    home.test("test_own", suite.fixture("own"))
    home.test("test_sync", is_async=False)
    assert tree(suite) == snapshot("""\
session loop  (1 test)
  resource engine  app/db.py:1  db.AsyncEngine
  because: engine lives outside of fixtures
    test_top.py::test_session

package loop of pkg  (1 test)
  fixture of_package  conftest.py:3  kept per package
  because: of_package kept per package
    pkg/test_two.py::test_package

module loop of pkg/test_one.py  (1 test)
  fixture of_module  conftest.py:2  kept per module
  because: of_module kept per module
    pkg/test_one.py::test_module

class loop of pkg/test_one.py::TestX  (1 test)
  fixture of_class  conftest.py:1  kept per class
  because: of_class kept per class
    pkg/test_one.py::TestX::test_class

own loop of each test  (1 test)
  because: uses no async fixture that is wider
    test_top.py::test_own

no loop: 1 sync test that uses nothing async\
""")


def test_choices() -> None:
    """Marks, loop scopes and configured minimums each read as a reason."""
    suite = Building()
    clock = suite.fixture("clock", loop_scope=SESSION)
    user = suite.fixture("user")
    home = suite.module("test_one.py")
    home.test("test_clock", clock)
    home.test("test_marked", marked=SESSION)
    home.test("test_user", user)
    home.test("test_alone")
    assert tree(suite, minimum(test=CLASS, fixture=MODULE)) == snapshot("""\
session loop  (2 tests)
  because: clock has loop_scope="session"
    test_one.py::test_clock
  because: is marked loop_scope="session"
    test_one.py::test_marked

module loop of test_one.py  (1 test)
  because: asyncio_default_fixture_loop_scope (pytest.ini) = module
    test_one.py::test_user

own loop of each test  (1 test)
  because: uses no async fixture that is wider
    test_one.py::test_alone\
""")


def test_parameters() -> None:
    """Instances of one fixture are told apart by their parameters."""
    suite = Building()
    db = suite.fixture("db", MODULE)
    home = suite.module("test_one.py")
    for value in ("sqlite", "postgres"):
        home.test(f"test_a[{value}]", db, params=[Param(db, value)])
    assert tree(suite) == snapshot("""\
module loop of test_one.py  (2 tests)
  fixture db[postgres]  conftest.py:1  kept per module
  fixture db[sqlite]  conftest.py:1  kept per module
  because: db kept per module
    test_one.py::test_a[sqlite]
    test_one.py::test_a[postgres]\
""")


def test_diagnostics_come_last() -> None:
    """What does not fit together is told below the plan that honours it."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    home.test("test_a", db, marked=FUNCTION)
    home.test("test_b", db)
    assert tree(suite) == snapshot("""\
session loop  (1 test)
  fixture db  conftest.py:1  kept per session
  because: db kept per session
    test_one.py::test_b

own loop of each test  (1 test)
  because: is marked loop_scope="function"
    test_one.py::test_a

LW101 fixture `db` lives on another event loop than the test that awaits it

  ▼   conftest.py:1  db      fixture, kept per session  loop: session
  ╰─> test_one.py:1  test_a  test                       loop: function

  Why: an async object belongs to the loop that it was made on.
  Fix: drop loop_scope="function" from test_a
   or: keep the fixture per test: scope="function"
 More: loopwise explain LW101\
""")


def test_chosen_tests_only() -> None:
    """A plan of some tests lists those alone, placed as in the whole suite."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    chosen = home.test("test_a", client)
    home.test("test_b", client, db)
    home.test("test_sync", is_async=False)
    assert render(suite.plan(), [], [chosen]) == snapshot("""\
session loop  (1 test)
  fixture client  conftest.py:1  kept per module
  fixture db  conftest.py:2  kept per session
  because: db kept per session  (through client -> test_b -> db)
    test_one.py::test_a\
""")
