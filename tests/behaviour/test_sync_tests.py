"""Sync tests and sync fixtures beside async ones, and the current loop they see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.behaviour.conftest import Project

CLIENT = """
import asyncio
import pytest
from bound import Bound

@pytest.fixture(scope="session")
async def db():
    made = Bound("db")
    yield made
    await made.use()

@pytest.fixture
async def user(db):
    await db.use()
    return Bound("user")
"""


def test_sync_tests_use_async_fixtures(project: Project) -> None:
    """A sync test gets the values of async fixtures, of any scope, not coroutines."""
    project.passes(
        CLIENT
        + """
def test_sync(db, user):
    assert (db.name, user.name) == ("db", "user")

async def test_async(db, user):
    await db.use()
    await user.use()

class TestClass:
    def test_method(self, user):
        assert user.name == "user"
""",
        3,
    )


def test_getfixturevalue_in_a_sync_test(project: Project) -> None:
    """A sync test may ask for async fixtures by literal or computed name."""
    project.passes(
        CLIENT
        + """
def test_literal(request):
    assert request.getfixturevalue("user").name == "user"

@pytest.mark.parametrize("name", ["db", "user"])
def test_computed(request, name):
    assert request.getfixturevalue(name).name == name
""",
        3,
    )


def test_getfixturevalue_in_a_sync_fixture(project: Project) -> None:
    """A test's loop becomes as wide as what its sync fixtures ask for by name."""
    project.passes(
        CLIENT
        + """
@pytest.fixture
def literal(request):
    return request.getfixturevalue("db")

@pytest.fixture
def computed(request):
    return request.getfixturevalue("d" + "b"[:1])

@pytest.fixture(scope="module")
def wide(request):
    return request.getfixturevalue("".join(["d", "b"]))

async def test_literal(literal):
    await literal.use()

async def test_computed(computed):
    await computed.use()

async def test_wide(wide):
    await wide.use()

async def test_wide_from_the_cache(wide):
    await wide.use()
""",
        4,
    )


def test_getfixturevalue_in_an_async_test(project: Project) -> None:
    """An async test gets async fixtures by name while its own loop is running."""
    project.passes(
        CLIENT
        + """
async def test_literal(request):
    db = request.getfixturevalue("db")
    await db.use()

async def test_function_scoped(request):
    user = request.getfixturevalue("user")
    await user.use()

async def test_beside_a_task(request, db):
    task = asyncio.create_task(asyncio.sleep(0, "done"))
    user = request.getfixturevalue("user")
    await user.use()
    assert await task == "done"
""",
        3,
    )


def test_getfixturevalue_in_set_up_and_teardown_of_async_fixtures(
    project: Project,
) -> None:
    """An async fixture may ask by name before and after its `yield`."""
    project.passes(
        CLIENT
        + """
@pytest.fixture
async def early(request):
    user = request.getfixturevalue("user")
    await user.use()
    yield user
    await user.use()

@pytest.fixture
async def late(request, db):
    yield
    again = request.getfixturevalue("db")
    await again.use()

async def test_early(early):
    await early.use()

def test_early_sync(early):
    pass

async def test_late(late):
    pass

def test_late_sync(late):
    pass
""",
        4,
    )


def test_getfixturevalue_of_a_sync_fixture_that_needs_an_async_one(
    project: Project,
) -> None:
    """Asked for by name, a sync fixture may lead to async ones."""
    project.passes(
        CLIENT
        + """
@pytest.fixture
def repository(user, db):
    return user, db

def test_sync(request):
    user, db = request.getfixturevalue("repository")

async def test_async(request):
    user, db = request.getfixturevalue("repository")
    await user.use()
    await db.use()
""",
        2,
    )


def test_the_current_loop_of_sync_code_is_the_planned_one(project: Project) -> None:
    """In sync fixtures and tests the current loop is that of what they use."""
    project.passes(
        CLIENT
        + """
@pytest.fixture
def wrapper(user):
    assert asyncio.get_event_loop() is user.loop
    yield user
    assert asyncio.get_event_loop() is user.loop

def test_sync(wrapper, db):
    assert asyncio.get_event_loop() is db.loop

async def test_async(wrapper):
    assert asyncio.get_running_loop() is wrapper.loop

def test_sync_alone():
    asyncio.get_event_loop().run_until_complete(asyncio.sleep(0))
""",
        3,
        *("-W", "ignore::DeprecationWarning"),
    )


def test_the_current_loop_is_restored(project: Project) -> None:
    """What was current before the session is current between tests and after it."""
    result = project.run(
        {
            "conftest.py": """
                import asyncio
                import pytest
                from bound import note

                mine = asyncio.new_event_loop()
                asyncio.set_event_loop(mine)

                def pytest_runtest_logfinish(nodeid):
                    note(asyncio.get_event_loop() is mine)

                def pytest_unconfigure():
                    note(asyncio.get_event_loop() is mine)
                    mine.close()
            """,
            "test_it.py": CLIENT
            + """
async def test_own():
    pass

def test_sync(db):
    assert asyncio.get_event_loop() is db.loop

async def test_shared(db):
    await db.use()

def test_plain():
    pass
""",
        }
    )
    assert result.counts == {"passed": 4}, result.text
    assert project.notes == ["True"] * 5


@pytest.mark.parametrize("where", ["test", "fixture", "teardown"])
def test_asyncio_run_in_sync_code_is_harmless(project: Project, where: str) -> None:
    """`asyncio.run()` between two tests of a wider loop disturbs neither."""
    body = {
        "test": "def test_2(): asyncio.run(asyncio.sleep(0))",
        "fixture": """
@pytest.fixture
def ran():
    asyncio.run(asyncio.sleep(0))

async def test_2(ran, db):
    await db.use()
""",
        "teardown": """
@pytest.fixture
def ran(db):
    yield
    asyncio.run(asyncio.sleep(0))

async def test_2(ran, db):
    await db.use()
""",
    }[where]
    project.passes(
        CLIENT
        + """
async def test_1(db, user):
    await db.use()
"""
        + body
        + """
async def test_3(db, user):
    await db.use()
    await user.use()

def test_4(db):
    assert asyncio.get_event_loop() is db.loop

async def test_5():
    await asyncio.sleep(0)
""",
        5,
    )


def test_asyncio_run_in_a_sync_test_that_uses_async_fixtures(
    project: Project,
) -> None:
    """After `asyncio.run()` the current loop is the planned one again."""
    project.passes(
        CLIENT
        + """
@pytest.fixture
def after(db):
    yield
    assert asyncio.get_event_loop() is db.loop

def test_run(after, user):
    asyncio.run(asyncio.sleep(0))

async def test_next(user):
    await user.use()
""",
        2,
    )


def test_sync_code_runs_the_current_loop_itself(project: Project) -> None:
    """`run_until_complete` on the current loop works in sync fixtures and tests."""
    project.passes(
        CLIENT
        + """
@pytest.fixture
def name(user):
    loop = asyncio.get_event_loop()
    yield loop.run_until_complete(user.use())
    assert loop.run_until_complete(user.use()) == "user"

def test_sync(name, db):
    assert name == "user"
    assert asyncio.get_event_loop().run_until_complete(db.use()) == "db"

async def test_async(name, db):
    await db.use()
""",
        2,
    )


@pytest.mark.parametrize("scope", ["module", "session"])
def test_what_a_wide_sync_fixture_makes_on_the_current_loop(
    project: Project, scope: str
) -> None:
    """Async tests can await what a wide sync fixture made by running the loop."""
    project.passes(
        f"""
import asyncio
import pytest
from bound import Bound

async def connect():
    return Bound("client")

@pytest.fixture(scope="{scope}")
def client():
    loop = asyncio.get_event_loop()
    made = loop.run_until_complete(connect())
    yield made
    loop.run_until_complete(made.use())

async def test_one(client):
    await client.use()

def test_sync(client):
    asyncio.get_event_loop().run_until_complete(client.use())

async def test_two(client):
    await client.use()

async def test_without():
    await asyncio.sleep(0)
""",
        4,
    )


def test_a_name_from_the_cache_widens_at_once(project: Project) -> None:
    """A computed name counts for the fixtures that come after it, cached or not."""
    project.passes(
        CLIENT
        + """
@pytest.fixture
async def own():
    return Bound("own")

@pytest.fixture
def early(request):
    return request.getfixturevalue("".join(["d", "b"]))

@pytest.mark.parametrize("number", range(2))
async def test_it(early, own, number):
    await early.use()
    await own.use()
""",
        2,
    )


def test_loop_of_a_sync_fixture_is_current_in_a_sync_test(project: Project) -> None:
    """A loop that a test's own sync fixture sets is not replaced by a wider one."""
    project.passes(
        """
import asyncio
import pytest

@pytest.fixture(scope="session", autouse=True)
async def engine():
    yield 1

@pytest.fixture
def own_loop():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield loop
    loop.close()

def test_own(own_loop):
    assert asyncio.get_event_loop() is own_loop

async def test_after(engine):
    assert engine == 1

def test_own_again(own_loop):
    assert asyncio.get_event_loop_policy().get_event_loop() is own_loop
""",
        3,
    )
