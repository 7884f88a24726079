"""pytest-randomly: in another order, and with the same numbers."""

from __future__ import annotations

from tests.behaviour.conftest import Beside

HEAD = """
import asyncio
import random
import pytest
from bound import Bound, note
"""
MIXED = f"""{HEAD}
@pytest.fixture(scope="session")
async def db():
    made = Bound()
    yield made
    await made.use()

@pytest.fixture(scope="module")
async def client():
    made = Bound()
    async with asyncio.timeout(60):
        yield made
    await made.use()

@pytest.fixture
async def both(client, db):
    await client.use()
    await db.use()

async def test_client(client):
    await client.use()

async def test_both(both):
    pass

async def test_own():
    await Bound().use()

async def test_fails(client):
    await client.use()
    assert not client

def test_sync(db):
    assert asyncio.get_event_loop() is db.loop

@pytest.fixture(scope="class")
async def own():
    made = Bound()
    yield made
    await made.use()

class TestClass:
    async def test_1(self, own):
        await own.use()

    async def test_2(self, own, db):
        await own.use()
        await db.use()
"""


# By its name in the crowd, too: our other suites are not to be shuffled.
RANDOMLY = ("-p", "randomly")


def test_orders_of_pytest_randomly(beside: Beside) -> None:
    """Whatever the seed, the outcomes are the same, though the orders are not."""
    files = {"test_a.py": MIXED, "test_b.py": MIXED}
    results = [
        beside().run(files, *RANDOMLY, f"--randomly-seed={seed}") for seed in (1, 2, 3)
    ]
    for result in results:
        outcomes = dict(result.outcomes)
        for name in "ab":
            assert outcomes.pop(f"test_{name}.py::test_fails") == "failed", result.text
        assert list(outcomes.values()) == ["passed"] * 12, result.text
        assert "assert not <bound.Bound" in result.text
    assert len({tuple(result.outcomes) for result in results}) == 3


NUMBERS = f"""{HEAD}
@pytest.fixture(scope="session")
async def wide():
    note("wide", random.random())
    yield
    note("-wide", random.random())

@pytest.fixture
async def own(request):
    note(request.node.name, "up", random.random())
    yield
    note(request.node.name, "down", random.random())

async def test_1(request, own):
    note(request.node.name, random.random())

async def test_2(request, own, wide):
    note(request.node.name, random.random())

@pytest.mark.parametrize("number", range(2))
async def test_3(request, own, number):
    note(request.node.name, random.random())
"""


def test_numbers_of_pytest_randomly(beside: Beside) -> None:
    """Async tests and fixtures draw the numbers that sync ones of their names draw."""
    project = beside()
    for seed in (7, 8):
        arguments = (*RANDOMLY, f"--randomly-seed={seed}")
        project.passes(NUMBERS, 4, *arguments)
        drawn = project.notes
        assert len(drawn) == 14
        project.passes(NUMBERS.replace("async def", "def"), 4, *arguments)
        assert project.notes == drawn
        # Each test begins anew, so that its numbers depend on no other test.
        project.passes(NUMBERS, 1, *arguments, "-k", "test_1")
        assert project.notes == [note for note in drawn if note.startswith("test_1")]
