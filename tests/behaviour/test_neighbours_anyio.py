"""anyio runs its own tests, on its backends, and disturbs none of ours."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import LIBRARY, Beside


def test_anyio_runs_its_own_tests(beside: Beside) -> None:
    """Tests with anyio's mark run on each of its backends, with its fixtures."""
    beside("anyio").passes(
        f"""{LIBRARY}
import anyio

@pytest.fixture
async def value(anyio_backend_name):
    await anyio.sleep(0)
    yield anyio_backend_name
    await anyio.sleep(0)
    assert library() == anyio_backend_name

@pytest.mark.anyio
async def test_both(value):
    await anyio.sleep(0)
    assert library() == value

@pytest.mark.parametrize("anyio_backend", ["trio"])
async def test_trio(anyio_backend):
    assert library() == "trio"

async def test_ours():
    await anyio.sleep(0)
    assert library() == "asyncio"
""",
        4,
    )


def test_anyio_in_its_own_module(beside: Beside) -> None:
    """A module of anyio's, with module fixtures, beside a module of ours."""
    beside("anyio").passes(
        {
            "test_theirs.py": """
                import asyncio
                import anyio
                import pytest

                pytestmark = pytest.mark.anyio

                @pytest.fixture(scope="module")
                def anyio_backend():
                    return "asyncio", {"debug": True}

                @pytest.fixture(autouse=True)
                async def on_the_loop_of_anyio():
                    assert asyncio.get_running_loop().get_debug()

                @pytest.fixture(scope="module")
                async def stream(anyio_backend):
                    send, receive = anyio.create_memory_object_stream(1)
                    async with send, receive:
                        yield send, receive

                async def test_1(stream):
                    await stream[0].send(1)

                async def test_2(stream):
                    assert await stream[1].receive() == 1
            """,
            "test_ours.py": f"""{LIBRARY}
@pytest.fixture(scope="session")
async def db():
    return Bound()

async def test_1(db):
    await db.use()
    assert not asyncio.get_running_loop().get_debug()

async def test_2(db):
    await db.use()
""",
        },
        4,
    )


@pytest.mark.parametrize("ours", ["auto", "strict"])
@pytest.mark.parametrize("theirs", ["auto", "strict"])
def test_modes_of_anyio(beside: Beside, ours: str, theirs: str) -> None:
    """What anyio's mode gives to anyio is anyio's, whatever the mode of Loopwise."""
    project = beside("anyio")
    result = project.run(
        f"""{LIBRARY}
@pytest.mark.anyio
async def test_marked(request):
    note("marked", "anyio_backend" in request.fixturenames, library())

async def test_unmarked(request):
    note("unmarked", "anyio_backend" in request.fixturenames, library())
""",
        *(f"--asyncio-mode={ours}", "-o", f"anyio_mode={theirs}"),
        # anyio expects that two plugins in auto mode would both run the tests.
        *("-W", "ignore:AnyIO auto mode has been enabled:pytest.PytestConfigWarning"),
    )
    marked = ["marked True asyncio", "marked True trio"]
    if theirs == "auto":
        unmarked = ["unmarked True asyncio", "unmarked True trio"]
    elif ours == "auto":
        unmarked = ["unmarked False asyncio"]
    else:
        unmarked = []  # pytest says itself that nobody ran it
    assert sorted(project.notes) == [*marked, *unmarked], result.text


def test_our_fixtures_beside_anyios_tests(beside: Beside) -> None:
    """A session fixture of ours keeps its loop while tests of anyio's come between."""
    beside("anyio").passes(
        f"""{LIBRARY}
@pytest.fixture(scope="session")
async def db():
    made = Bound()
    async with asyncio.timeout(60):
        yield made
    await made.use()

@pytest.fixture
async def both():
    bound = Bound()
    yield bound
    await bound.use()

async def test_before(db):
    await db.use()

@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", [("asyncio", {{"debug": True}})])
async def test_theirs(both, anyio_backend):
    await both.use()
    assert asyncio.get_running_loop().get_debug()

@pytest.mark.anyio
async def test_on_each(anyio_backend_name):
    assert library() == anyio_backend_name

async def test_after(db, both):
    await db.use()
    await both.use()

def test_sync(db, both):
    assert asyncio.get_event_loop() is db.loop
""",
        6,
    )


def test_fixtures_that_anyio_keeps_for_the_session(beside: Beside) -> None:
    """Whoever asks for a fixture of anyio's runs under anyio, marked or not."""
    beside("anyio").passes(
        f"""{LIBRARY}
@pytest.fixture(scope="session")
def anyio_backend():
    return "asyncio", {{"debug": True}}

@pytest.fixture(scope="session")
async def client(anyio_backend):
    made = Bound()
    yield made
    await made.use()

@pytest.fixture
async def derived(client):
    await client.use()
    return client

@pytest.mark.anyio
async def test_marked(client):
    await client.use()

async def test_derived(derived):
    await derived.use()
    assert asyncio.get_running_loop().get_debug()

async def test_ours():
    assert not asyncio.get_running_loop().get_debug()
""",
        3,
    )


def test_hypothesis_under_anyio(beside: Beside) -> None:
    """An async `@given` test of anyio's is run by anyio, on each backend."""
    project = beside("anyio")
    result = project.run(
        f"""{LIBRARY}
from hypothesis import given, settings, strategies as st

@pytest.mark.anyio
@settings(max_examples=3, database=None)
@given(number=st.integers())
async def test_theirs(number):
    note(library())

@settings(max_examples=3, database=None)
@given(number=st.integers())
async def test_ours(number):
    note("ours", library())
"""
    )
    assert result.counts == {"passed": 3}, result.text
    expected = ["asyncio"] * 3 + ["trio"] * 3 + ["ours asyncio"] * 3
    assert project.notes == expected
