from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.rules.objects.never_closed import NeverClosed
from loopwise.rules.rule import Example
from tests.rules.asked import found, messages, plain, repaired
from tests.rules.running import check, suite_of

HEAD = "import aiohttp, httpx, pytest, pytest_asyncio, contextlib\n"
ASKING = "\nasync def test_it(client):\n    await client.get('/')\n"


@pytest.mark.parametrize(
    "body",
    [
        "return aiohttp.ClientSession()",
        "yield aiohttp.ClientSession()",
        "client = aiohttp.ClientSession()\n    client.headers\n    return client",
        "client = aiohttp.ClientSession()\n    yield client",
    ],
)
def test_fixtures_that_do_not_close_are_found(body: str, tmp_path: Path) -> None:
    """A fixture that gives an object, and nothing closes it, is found."""
    text = f"{HEAD}@pytest_asyncio.fixture\nasync def client():\n    {body}\n{ASKING}"
    assert len(found(NeverClosed, tmp_path, text)) == 1


@pytest.mark.parametrize(
    "body",
    [
        "client = aiohttp.ClientSession()\n    yield client\n    await client.close()",
        "async with aiohttp.ClientSession() as client:\n        yield client",
        "client = aiohttp.ClientSession()\n    keep(client)\n    return client",
        "return httpx.AsyncClient(transport=httpx.ASGITransport(app))",
        "return aiohttp.ClientSession() if x else None",
        "return openai.AsyncOpenAI()",
    ],
)
def test_other_fixtures_are_not(body: str, tmp_path: Path) -> None:
    """What is closed, given away, or free of loops, is let be."""
    text = f"{HEAD}@pytest_asyncio.fixture\nasync def client():\n    {body}\n{ASKING}"
    assert found(NeverClosed, tmp_path, text) == []


@pytest.mark.parametrize(
    "use",
    [
        "await client.close()",
        "async with client: ...",
        "await keep(client)",
        "async with contextlib.aclosing(client): ...",
        "stack.push_async_callback(client.close)",
    ],
)
def test_those_who_ask_may_close(use: str, tmp_path: Path) -> None:
    """Where a test or a fixture that asks for it may close it, it is let be."""
    text = (
        f"{HEAD}@pytest_asyncio.fixture\nasync def client():\n"
        f"    return aiohttp.ClientSession()\n\nasync def test_it(client):\n    {use}\n"
    )
    assert found(NeverClosed, tmp_path, text) == []


def test_tests_beside_a_conftest_may_close(tmp_path: Path) -> None:
    """A test in another file that closes what a conftest's fixture gives is seen."""
    fixture = (
        f"{HEAD}@pytest_asyncio.fixture\nasync def client():\n"
        "    return aiohttp.ClientSession()\n"
    )
    closing = "async def test_it(client):\n    await client.close()\n"
    for text, count in ((closing, 0), (ASKING, 1)):
        example = Example({"conftest.py": fixture, "unit/test_it.py": text})
        suite_of(example).write(tmp_path)
        assert len(check(example, NeverClosed, tmp_path)) == count


@pytest.mark.parametrize(
    ("use", "count"),
    [
        ("await client.get('/')", 1),
        ("client.headers", 0),
        ("await client.get('/'); await client.close()", 0),
        ("await client.get('/'); keep(client)", 0),
        ("await client.get('/'); client._x = 1", 0),
        ("async with client: await client.get('/')", 0),
    ],
)
def test_tests_keep_objects_to_themselves(use: str, count: int, tmp_path: Path) -> None:
    """An object that a test makes, awaits and drops is found; otherwise not."""
    text = (
        f"{HEAD}async def test_it():\n    client = aiohttp.ClientSession()\n    {use}\n"
    )
    assert len(found(NeverClosed, tmp_path, text)) == count


def test_a_projects_own_types_are_let_be(tmp_path: Path) -> None:
    """The tests of a library know what they leave of its own objects."""
    text = (
        f"{HEAD}async def test_it():\n    c = aiohttp.ClientSession()\n    await c.a()"
    )
    assert found(NeverClosed, tmp_path, text, aiohttp="class ClientSession: ...") == []


def test_async_fixtures_close_after_their_yield(tmp_path: Path) -> None:
    """The repair of an async fixture yields and closes, and is safe."""
    text = """
        import aiohttp
        import pytest_asyncio

        @pytest_asyncio.fixture(scope="module")
        async def one():
            return aiohttp.ClientSession(
                "http://a",  # the server
            )

        @pytest_asyncio.fixture
        async def two():
            session = aiohttp.ClientSession()
            yield session
    """
    findings = found(NeverClosed, tmp_path, text)
    assert all(one.repair is not None and one.repair.is_safe for one in findings)
    assert repaired(NeverClosed, tmp_path, text) == snapshot("""\

import aiohttp
import pytest_asyncio

@pytest_asyncio.fixture(scope="module")
async def one():
    one = aiohttp.ClientSession(
        "http://a",  # the server
    )
    yield one
    await one.close()

@pytest_asyncio.fixture
async def two():
    session = aiohttp.ClientSession()
    yield session
    await session.close()
""")


def test_sync_fixtures_become_async(tmp_path: Path) -> None:
    """The repair of a sync fixture makes it async, when that is asked for."""
    text = """
        import httpx
        import pytest

        @pytest.fixture()
        def client():
            return httpx.AsyncClient()

        async def test_it(client):
            await client.get("/")
    """
    (finding,) = found(NeverClosed, tmp_path, text)
    assert finding.repair is not None
    assert not finding.repair.is_safe
    assert repaired(NeverClosed, tmp_path, text) == snapshot("""\

import httpx
import pytest
import pytest_asyncio

@pytest_asyncio.fixture()
async def client():
    client = httpx.AsyncClient()
    yield client
    await client.aclose()

async def test_it(client):
    await client.get("/")
""")


@pytest.mark.parametrize(
    "more",
    [
        "def test_sync(client):\n    client.headers",
        "def test_name(request):\n    request.getfixturevalue('client')",
    ],
)
def test_sync_fixtures_for_sync_tests_stay(more: str, tmp_path: Path) -> None:
    """Where sync code asks for a sync fixture, it cannot become async."""
    text = f"""
import httpx, pytest

@pytest.fixture
def client():
    return httpx.AsyncClient()

{more}
"""
    (finding,) = found(NeverClosed, tmp_path, text)
    assert finding.repair is None


def test_annotations_are_not_made_false(tmp_path: Path) -> None:
    """A fixture that says what it returns is not made to yield by the repair."""
    text = """
        import aiohttp
        import pytest_asyncio

        @pytest_asyncio.fixture
        async def client() -> aiohttp.ClientSession:
            return aiohttp.ClientSession()
    """
    (finding,) = found(NeverClosed, tmp_path, text)
    assert finding.repair is None
    assert repaired(NeverClosed, tmp_path, text) == plain(text)


def test_the_message_names_what_is_left(tmp_path: Path) -> None:
    """The message names the fixture and the type, and when Python collects it."""
    text = f"""{HEAD}
@pytest_asyncio.fixture
async def client():
    return aiohttp.ClientSession()
"""
    assert messages(found(NeverClosed, tmp_path, text)) == snapshot("""\
LW301 fixture `client` makes a `ClientSession` that nothing closes

  ▼   test_it.py:4  client                 fixture
  ╰─> test_it.py:5  aiohttp.ClientSession  made

  Why: Python collects it when its loop is closed, in a later test or at the
       end: `close()` is for before that.
  Fix: close what `client` gives, after its `yield`
 More: loopwise explain LW301\
""")


def test_fixtures_of_conftests_become_async_for_async_tests(tmp_path: Path) -> None:
    """A sync fixture of a conftest becomes async where all who ask for it are."""
    fixture = f"{HEAD}@pytest.fixture\ndef client():\n    return httpx.AsyncClient()\n"
    sync = "def test_sync(client): ...\n"
    for more, repairs in (("", 1), (sync, 0)):
        example = Example({"conftest.py": fixture, "test_it.py": ASKING + more})
        suite_of(example).write(tmp_path)
        (finding,) = check(example, NeverClosed, tmp_path)
        assert (finding.repair is not None) == repairs
