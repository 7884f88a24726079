"""pytest-mock: what it patches holds while async code waits."""

from __future__ import annotations

from tests.behaviour.conftest import Beside

HEAD = """
import asyncio
import pytest
from bound import Bound, note
"""


def test_mocks_of_pytest_mock(beside: Beside) -> None:
    """Its patches hold while async tests and fixtures wait, and end on time."""
    beside("pytest_mock").passes(
        {
            "app.py": """
                import asyncio

                async def fetch():
                    await asyncio.sleep(0)
                    return "real"

                class Service:
                    async def load(self, key):
                        await asyncio.sleep(0)
                        return key * 2
            """,
            "test_it.py": f"""{HEAD}
import app

@pytest.fixture(scope="session")
async def db(session_mocker):
    session_mocker.patch.object(app.Service, "save", create=True)
    made = Bound()
    yield made
    await made.use()
    assert app.Service.save.called

@pytest.fixture
async def faked(mocker):
    await asyncio.sleep(0)
    yield mocker.patch("app.fetch", return_value="fake")
    await asyncio.sleep(0)
    assert await app.fetch() == "fake"

async def test_async_mock(mocker):
    mock = mocker.AsyncMock(side_effect=[1, ValueError("two")])
    assert await mock(key=1) == 1
    with pytest.raises(ValueError, match="two"):
        await mock()
    mock.assert_any_await(key=1)

async def test_fixture(faked):
    assert await app.fetch() == "fake"
    await asyncio.sleep(0)
    assert faked.await_count == 1

async def test_ended():
    assert await app.fetch() == "real"

async def test_spy(mocker, db):
    spy = mocker.spy(app.Service, "load")
    service = app.Service()
    assert await service.load(2) == 4
    assert spy.spy_return == 4
    spy.assert_awaited_once_with(service, 2)
    service.save()
    await db.use()

async def test_stub(mocker):
    stub = mocker.async_stub("stub")
    await asyncio.gather(stub(1), stub(2))
    assert stub.await_count == 2

async def test_stopped(mocker):
    mocker.patch("app.fetch", return_value="fake")
    mocker.stopall()
    assert await app.fetch() == "real"

def test_sync(mocker, db):
    mocker.patch("app.fetch", return_value="fake")
    loop = asyncio.get_event_loop()
    assert loop is db.loop
    assert loop.run_until_complete(app.fetch()) == "fake"
""",
        },
        7,
    )
