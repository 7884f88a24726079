"""pytest-trio runs its own tests, and disturbs none of ours."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import LIBRARY, Beside, Project


def test_pytest_trio_runs_its_own_tests(beside: Beside) -> None:
    """Tests with trio's mark run under trio, with trio's fixtures."""
    beside("trio").passes(
        f"""{LIBRARY}
import trio

@pytest.fixture
async def channel():
    send, receive = trio.open_memory_channel(1)
    async with send, receive:
        yield send, receive

@pytest.fixture(scope="session")
async def db():
    made = Bound()
    yield made
    await made.use()

async def test_before(db):
    await db.use()

@pytest.mark.trio
async def test_trio(channel, nursery, autojump_clock):
    nursery.start_soon(channel[0].send, 1)
    assert await channel[1].receive() == 1
    await trio.sleep(1000)
    assert library() == "trio"

async def test_after(db):
    await db.use()
    assert library() == "asyncio"
""",
        3,
    )


@pytest.mark.parametrize("ours", [None, "auto", "strict"])
def test_trio_mode(beside: Beside, ours: str | None) -> None:
    """Where `trio_mode` gives every async test to trio, Loopwise takes none."""
    project = beside("trio")
    result = project.run(
        {
            "pytest.ini": "[pytest]\ntrio_mode = true\n",
            "test_it.py": f"""{LIBRARY}
@pytest.fixture
async def value():
    yield library()

async def test_it(value):
    note(value, library())

class TestIt:
    async def test_it(self, nursery, value):
        note(value, library())
""",
        },
        *([] if ours is None else [f"--asyncio-mode={ours}"]),
    )
    assert result.counts == {"passed": 2}, result.text
    assert project.notes == ["trio trio"] * 2


def test_all_runners_in_a_crowd(crowd: Project) -> None:
    """anyio's, trio's and our tests of one module run each on their own loop."""
    crowd.passes(
        f"""{LIBRARY}
@pytest.fixture(scope="module")
async def db():
    made = Bound()
    yield made
    await made.use()

@pytest.fixture
async def name():
    yield library()

@pytest.mark.anyio
async def test_anyio(name, anyio_backend_name):
    assert name == library() == anyio_backend_name

async def test_ours(name, db):
    await db.use()
    assert name == library() == "asyncio"

@pytest.mark.trio
async def test_trio(name, nursery):
    assert name == library() == "trio"

@pytest.mark.asyncio
async def test_marked(name, db):
    await db.use()
    assert name == library() == "asyncio"
""",
        5,
    )
