from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.rules.objects.wide_sync_fixture import WideSyncFixture
from loopwise.rules.rule import Example
from tests.rules.asked import found, messages, repaired
from tests.rules.running import check, suite_of

TWO = """
async def test_one(client):
    await client.get("/")

async def test_two(client):
    await client.get("/")
"""
WIDE = """
@pytest.fixture(scope="session")
def client():
    return httpx.AsyncClient()
"""
HEAD = "import aiohttp, httpx, pytest\n"


@pytest.mark.parametrize(
    "fixture",
    [
        (
            '@pytest.fixture(scope="session")\ndef client():\n'
            "    return httpx.AsyncClient()"
        ),
        (
            '@pytest.fixture(scope="module", autouse=False)\ndef client():\n'
            "    client = httpx.AsyncClient()\n    yield client"
        ),
    ],
)
def test_wide_fixtures_are_found(fixture: str, tmp_path: Path) -> None:
    """A sync fixture that is wider than a test and gives such an object is found."""
    assert len(found(WideSyncFixture, tmp_path, f"{HEAD}{fixture}\n{TWO}")) == 1


@pytest.mark.parametrize(
    "fixture",
    [
        "@pytest.fixture\ndef client():\n    return httpx.AsyncClient()",
        '@pytest.fixture(scope="session")\ndef client():\n    return httpx.Client()',
        (
            '@pytest.fixture(scope="session")\ndef client(app):\n'
            "    return httpx.AsyncClient(transport=httpx.ASGITransport(app))"
        ),
        (
            '@pytest.fixture(scope="session")\ndef client():\n'
            "    if x:\n        return httpx.AsyncClient()\n    return None"
        ),
        (
            '@pytest.fixture(scope="session", name="other")\ndef client():\n'
            "    return httpx.AsyncClient()"
        ),
        "@pytest.fixture(scope=SCOPE)\ndef client():\n    return httpx.AsyncClient()",
    ],
)
def test_others_are_not(fixture: str, tmp_path: Path) -> None:
    """Fixtures for one test, free objects, and what is not sure, are let be."""
    assert found(WideSyncFixture, tmp_path, f"{HEAD}{fixture}\n{TWO}") == []


def test_tests_beside_a_conftest_count(tmp_path: Path) -> None:
    """A fixture of a conftest is found by the tests that ask for it elsewhere."""
    files = {"tests/conftest.py": HEAD + WIDE, "tests/unit/test_it.py": TWO}
    example = Example(files)
    suite_of(example).write(tmp_path)
    (finding,) = check(example, WideSyncFixture, tmp_path)
    assert finding.place.file == "tests/conftest.py"
    assert finding.diagnostic.path[-1].place.file == "tests/unit/test_it.py"


def test_one_loop_for_all_is_fine(tmp_path: Path) -> None:
    """Tests with a loop scope of their own, and Loopwise's, are let be."""
    text = f"{HEAD}{WIDE}{TWO}"
    assert found(WideSyncFixture, tmp_path, text, runner="loopwise") == []
    text += "pytestmark = pytest.mark.asyncio(loop_scope='session')\n"
    assert found(WideSyncFixture, tmp_path, text) == []


def test_the_scope_is_dropped(tmp_path: Path) -> None:
    """The repair drops the scope, and nothing else."""
    text = f"{HEAD}{WIDE}{TWO}"
    after = repaired(WideSyncFixture, tmp_path, text)
    assert after == text.replace('(scope="session")', "")


def test_wider_fixtures_that_ask_for_it_keep_it(tmp_path: Path) -> None:
    """Where a wider fixture asks for the object, its scope cannot be dropped."""
    text = f"""{HEAD}
@pytest.fixture(scope="session")
def client():
    return httpx.AsyncClient()

@pytest.fixture(scope="session")
def api(client):
    return client.base_url
{TWO}"""
    (finding,) = found(WideSyncFixture, tmp_path, text)
    assert finding.repair is None


def test_the_message_has_the_way_to_a_test(tmp_path: Path) -> None:
    """The message has the fixture, what it makes, and a test that uses it."""
    text = f"""{HEAD}
@pytest.fixture(scope="session")
def client():
    return httpx.AsyncClient()
{TWO}"""
    assert messages(found(WideSyncFixture, tmp_path, text)) == snapshot("""\
LW312 fixture `client` is kept per session, and each test that uses it has its
      own loop

  ▼   test_it.py:4   client    fixture, kept per session
  ╰─> test_it.py:7   test_one  test                       loop: function
  ╰─> test_it.py:10  test_two  test                       loop: function

  Why: what it gives belongs to the loop of its first use, and the tests after
       that have others.
  Fix: make `client` for each test: drop `scope`
   or: make it async, and give it and its tests one `loop_scope`
 More: loopwise explain LW312\
""")
