"""Other ways to write tests: subtests, scenarios and lazy fixtures."""

from __future__ import annotations

from tests.behaviour.conftest import FIXTURES, Beside, Project, by_name


def test_subtests(beside: Beside) -> None:
    """In an async test each subtest is told by itself, and the test goes on."""
    project = beside("subtests")
    result = project.run(
        f"""{FIXTURES}
async def test_some(subtests, db):
    for number in range(4):
        with subtests.test("waiting", number=number):
            await db.use()
            await asyncio.sleep(0)
            assert number % 2 == 0
    note("went on")

async def test_all(own, subtests):
    for number in range(3):
        with subtests.test(number=number):
            await own.use()

async def test_skips(subtests, own):
    with subtests.test("left out"):
        await own.use()
        pytest.skip("for a reason")
    await own.use()

def test_sync(subtests, db):
    with subtests.test("sync"):
        assert asyncio.get_event_loop() is db.loop
        assert asyncio.get_event_loop().run_until_complete(db.use())
"""
    )
    assert result.exit_code == 1, result.text
    title = "_ test_some [waiting] (number={}) _"
    told = [n for n in range(4) if title.format(n) in result.text]
    assert told == [1, 3], result.text
    assert project.notes == ["went on", "-own", "-own", "-db"]
    assert " passed" in result.text
    # pytest fails a test whose subtests failed; pytest-subtests lets it pass.
    assert set(by_name(result)) == {"test_some", "test_all", "test_skips", "test_sync"}


FEATURE = """
Feature: A service
  Background:
    Given a connection

  Scenario: It counts
    When 2 are added
    And 3 are added
    Then there are 5

  Scenario Outline: It counts by rows
    When <number> are added
    Then there are <number>

    Examples:
      | number |
      | 1      |
      | 7      |
"""
STEPS = """
import asyncio
import pytest
from bound import Bound, note
from pytest_bdd import given, parsers, scenarios, then, when

@pytest.fixture(scope="session")
async def db():
    made = Bound()
    yield made
    await made.use()
    note("-db")

@pytest.fixture
async def queue(db):
    await db.use()
    queue = asyncio.Queue()
    waiting = asyncio.create_task(asyncio.sleep(60))
    yield queue
    waiting.cancel()
    note("-queue")

@given("a connection", target_fixture="client")
def connected(db):
    return db

@when(parsers.parse("{number:d} are added"))
def add(number, queue, client):
    client.loop.run_until_complete(queue.put(number))

@then(parsers.parse("there are {number:d}"))
def count(number, queue, client):
    total = 0
    while not queue.empty():
        total += client.loop.run_until_complete(queue.get())
    assert total == number
    assert client.loop.run_until_complete(client.use()) == "bound"
"""


def test_scenarios(beside: Beside) -> None:
    """Steps of pytest-bdd ask for async fixtures, and share them with async tests."""
    project = beside("pytest-bdd")
    project.passes(
        {
            "service.feature": FEATURE,
            "conftest.py": STEPS,
            "test_it.py": """
                import asyncio
                from pytest_bdd import scenarios

                scenarios("service.feature")

                async def test_ours(db, queue):
                    await queue.put(await db.use())
                    assert queue.qsize() == 1

                async def test_own():
                    await asyncio.sleep(0)
            """,
        },
        5,
    )
    assert project.notes == ["-queue"] * 4 + ["-db"]


def test_the_current_loop_of_scenarios(beside: Beside) -> None:
    """In a step the current loop is that of the async fixtures which it asked for."""
    project = beside("pytest-bdd")
    result = project.passes(
        {
            "service.feature": FEATURE,
            "conftest.py": STEPS.replace(
                "client.loop.run", "asyncio.get_event_loop().run"
            ),
            "test_it.py": """
                from pytest_bdd import scenario, scenarios

                @scenario("service.feature", "It counts")
                def test_counts():
                    pass

                scenarios("service.feature")
            """,
        },
        3,
    )
    assert project.notes == ["-queue"] * 3 + ["-db"]
    assert "LW102" not in result.text


def test_lazy_fixtures(beside: Beside) -> None:
    """pytest-lazy-fixtures resolves async fixtures in parameters, on their loops."""
    project = beside("pytest_lazyfixture")
    project.passes(
        f"""{FIXTURES}
from pytest_lazy_fixtures import lf, lfc

@pytest.fixture(scope="module")
async def user(db):
    await db.use()
    made = Bound("user")
    yield made
    await made.use()

@pytest.fixture(params=[lf("db"), lf("own")])
async def either(request):
    await request.param.use()
    return request.param

@pytest.mark.parametrize("client", [lf("db"), lf("user"), lf("own")])
async def test_async(client):
    await client.use()

@pytest.mark.parametrize("client", [lf("db"), lf("user")])
def test_sync(client):
    assert client.name in {{"bound", "user"}}
    assert asyncio.get_event_loop() is client.loop

async def test_fixture(either):
    await either.use()

@pytest.mark.parametrize("name", [lf("user.name"), lfc(str.upper, lf("user.name"))])
async def test_attributes(name, user):
    await user.use()
    assert name.lower() == "user"

@pytest.mark.parametrize("both", [[lf("db"), lf("own")], {{"a": lf("own")}}])
async def test_inside(both):
    for one in both.values() if isinstance(both, dict) else both:
        await one.use()
""",
        11,
    )
    assert project.notes == ["-own"] * 4 + ["-db"]


def test_all_styles_in_a_crowd(crowd: Project) -> None:
    """Subtests, given examples and lazy fixtures meet in one async test."""
    crowd.passes(
        f"""{FIXTURES}
from hypothesis import given, settings, strategies as st
from pytest_lazy_fixtures import lf

@pytest.mark.parametrize("client", [lf("db")])
@given(number=st.integers())
@settings(max_examples=3, database=None)
async def test_given(client, number):
    await client.use()

@pytest.mark.parametrize("client", [lf("db"), lf("own")])
async def test_subtests(client, subtests):
    with subtests.test("one"):
        await client.use()

async def test_own(own):
    await own.use()
""",
        4,
    )
