"""Every example of seed 002, as written but for the import, in any order.

Each text below stands in the seed so; what the examples only name (`Database`,
`httpx`) is a small class that refuses to be used on another loop than its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.behaviour.conftest import Project

STAND_INS = {
    "stand_ins.py": '''
import asyncio
from types import SimpleNamespace

from bound import Bound


class Database(Bound):
    """Every call waits for the loop that the database was made on."""

    @classmethod
    async def connect(cls, url=""):
        return cls()

    async def query(self, sql=""):
        return [await self.use()]

    async def execute(self, sql):
        await self.use()

    async def create_user(self, email):
        await self.use()
        return SimpleNamespace(id=1, email=email)

    async def delete_user(self, user_id):
        await self.use()

    async def get_user(self, user_id):
        await self.use()
        return SimpleNamespace(id=user_id)

    async def close(self):
        await self.use()

    disconnect = close


class APIClient(Bound):
    async def get(self, path):
        await self.use()
        return SimpleNamespace(status=200, status_code=200)

    async def post(self, path, json):
        await self.use()
        return SimpleNamespace(status=201, status_code=201)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        await self.use()


async def do_something():
    await asyncio.sleep(0)


do_work = do_something
''',
    "httpx.py": "from stand_ins import APIClient as AsyncClient",
    "aiofiles.py": """
import asyncio
from contextlib import asynccontextmanager


class File:
    def __init__(self, file):
        self.file = file

    async def write(self, text):
        await asyncio.to_thread(self.file.write, text)

    async def read(self):
        return await asyncio.to_thread(self.file.read)


@asynccontextmanager
async def open(path, mode):
    import builtins

    file = await asyncio.to_thread(builtins.open, path, mode)
    try:
        yield File(file)
    finally:
        await asyncio.to_thread(file.close)
""",
}
IMPORTS = """\
import asyncio
import os
import aiofiles
import httpx
from loopwise import fixture, mark
from stand_ins import APIClient, Database, do_something, do_work
"""

EXAMPLES = {
    "automatic_detection": """
@fixture(scope="session")
async def database():
    return Database()

async def test_query(database):
    result = await database.query("SELECT *")
    assert len(result) > 0
""",
    "example_1": """
async def test_independent_1():
    await asyncio.sleep(0.1)
    assert True

async def test_independent_2():
    await asyncio.sleep(0.1)
    assert True
""",
    "example_2": '''
@fixture(scope="session")
async def db():
    """Shared database for all tests."""
    database = await Database.connect()
    yield database
    await database.disconnect()

async def test_users(db):
    users = await db.query("SELECT * FROM users")
    assert len(users) > 0

async def test_posts(db):
    posts = await db.query("SELECT * FROM posts")
    assert len(posts) > 0
''',
    "example_3": '''
@fixture(scope="session")
async def database():
    return Database()

@fixture
async def user(database):
    """Function-scoped fixture using session fixture."""
    user = await database.create_user("test@example.com")
    yield user
    await database.delete_user(user.id)

async def test_user_email(user):
    assert user.email == "test@example.com"
''',
    "example_4": """
@fixture(scope="session")
async def db():
    return Database()

@fixture(scope="module")
async def api_client():
    return APIClient()

async def test_with_both(db, api_client):
    # Rustest detects: session (widest) + module
    # Uses session loop (widest wins)
    user = await db.get_user(1)
    response = await api_client.get(f"/users/{user.id}")
    assert response.status == 200
""",
    "explicit_control": """
# Force function scope (new loop per test)
@mark.asyncio(loop_scope="function")
async def test_isolated():
    await do_something()

# Force session scope (share loop across all tests)
@mark.asyncio(loop_scope="session")
async def test_shared():
    await do_something()
""",
    "pattern_1": '''
@fixture(scope="session")
async def database():
    """One database connection for all tests."""
    db = await Database.connect("postgresql://...")
    yield db
    await db.close()

@fixture
async def clean_database(database):
    """Clean database before each test."""
    await database.execute("TRUNCATE TABLE users")
    yield database

async def test_create_user(clean_database):
    user = await clean_database.create_user("test@example.com")
    assert user.id is not None
''',
    "pattern_2": '''
@fixture(scope="module")
async def api_client():
    """API client reused within a test module."""
    async with httpx.AsyncClient() as client:
        yield client

async def test_get_users(api_client):
    response = await api_client.get("/users")
    assert response.status_code == 200

async def test_create_user(api_client):
    response = await api_client.post("/users", json={"name": "Alice"})
    assert response.status_code == 201
''',
    "pattern_3": '''
@fixture
async def temp_file():
    """Create and cleanup a temporary file."""
    file_path = "/tmp/test_file.txt"

    # Setup
    async with aiofiles.open(file_path, 'w') as f:
        await f.write("test data")

    yield file_path

    # Teardown
    await asyncio.to_thread(os.remove, file_path)

async def test_read_file(temp_file):
    async with aiofiles.open(temp_file, 'r') as f:
        content = await f.read()
    assert content == "test data"
''',
    "slow": """
async def test_query_1():
    db = await Database.connect()
    await db.query()
    await db.close()

async def test_query_2():
    db = await Database.connect()
    await db.query()
    await db.close()
""",
    "fast": """
@fixture(scope="session")
async def db():
    database = await Database.connect()
    yield database
    await database.close()

async def test_query_1(db):
    await db.query()

async def test_query_2(db):
    await db.query()
""",
    "let_it_handle_it": """
@fixture(scope="session")
async def db():
    return Database()

async def test_something(db):
    result = await db.query()
    assert result
""",
    "no_manual_loops": """
async def test_something():
    await do_work()
""",
    "async_fixtures": """
@fixture
async def api_client():
    async with httpx.AsyncClient() as client:
        yield client

async def test_client(api_client):
    assert (await api_client.get("/")).status == 200
""",
}
# One loop-bound client per scope: the seed's Example 4, then each fixture alone.
ALONE = """
async def test_db_alone(db):
    assert await db.query()

async def test_api_client_alone(api_client):
    assert (await api_client.get("/")).status == 200
"""
COUNT = {name: text.count("async def test_") for name, text in EXAMPLES.items()}
VARIANTS = ("as_written", "yield")
ORDERS = {"forward": (), "backwards": ("-p", "backwards"), "x": ("-x",)}


def variant(text: str, how: str) -> str:
    """Give an example as written, or with `yield` in place of each `return`.

    The file's own name is put for the seed's, so that runs side by side don't clash.
    """
    text = text.replace('"/tmp/test_file.txt"', "os.path.abspath('test_file.txt')")
    if how == "yield":
        text = text.replace("    return ", "    yield ")
    return IMPORTS + text


def suite(how: str) -> dict[str, str]:
    """Give all examples, one file for each."""
    files = {f"test_{name}.py": variant(text, how) for name, text in EXAMPLES.items()}
    return {**STAND_INS, **files}


@pytest.mark.parametrize("how", VARIANTS)
@pytest.mark.parametrize("order", ORDERS)
def test_all_examples_pass_in_any_order(project: Project, how: str, order: str) -> None:
    """All examples together pass forward, backwards and with `-x`."""
    project.passes(suite(how), sum(COUNT.values()), *ORDERS[order])


@pytest.mark.parametrize("how", VARIANTS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_passes_without_the_others(
    project: Project, how: str, name: str
) -> None:
    """Each example alone passes, backwards too."""
    files = {**STAND_INS, "test_it.py": variant(EXAMPLES[name], how)}
    project.passes(files, COUNT[name])
    if COUNT[name] > 1:
        project.passes(files, COUNT[name], "-p", "backwards")


@pytest.mark.parametrize("how", VARIANTS)
def test_all_examples_pass_split_over_two_runs(project: Project, how: str) -> None:
    """What `-k` leaves out changes nothing for what remains."""
    first = "independent_1 or posts or with_both or shared or get_users or query_2"
    left = project.run(suite(how), "-k", first)
    right = project.run(suite(how), "-k", f"not ({first})")
    assert left.counts.keys() == right.counts.keys() == {"passed"}, left.text
    assert left.counts["passed"] + right.counts["passed"] == sum(COUNT.values())


@pytest.mark.parametrize("how", VARIANTS)
@pytest.mark.parametrize("name", [name for name in EXAMPLES if COUNT[name] > 1])
def test_each_test_passes_alone(project: Project, how: str, name: str) -> None:
    """Every test of an example passes as the only one of its run."""
    files = {**STAND_INS, "test_it.py": variant(EXAMPLES[name], how)}
    for test in re.findall(r"async def (test_\w+)", EXAMPLES[name]):
        project.passes(files, 1, f"test_it.py::{test}")


def example_4(how: str, first: str) -> dict[str, str]:
    """Give Example 4 with tests that use one of its fixtures alone."""
    head, test = EXAMPLES["example_4"].split("async def test_with_both")
    test = "async def test_with_both" + test
    parts = [head, test, ALONE] if first == "both" else [head, ALONE, test]
    return {**STAND_INS, "test_it.py": variant("".join(parts), how)}


@pytest.mark.parametrize("how", VARIANTS)
@pytest.mark.parametrize("first", ["both", "alone"])
@pytest.mark.parametrize("order", ["forward", "backwards"])
def test_example_4_with_tests_of_one_fixture_alone(
    project: Project, how: str, first: str, order: str
) -> None:
    """Whichever test first makes a fixture of Example 4, all of them can await it."""
    project.passes(example_4(how, first), 3, *ORDERS[order])


@pytest.mark.parametrize("how", VARIANTS)
@pytest.mark.parametrize("test", ["with_both", "db_alone", "api_client_alone"])
def test_each_test_of_example_4_passes_alone(
    project: Project, how: str, test: str
) -> None:
    """One test of Example 4 passes as the only one that is chosen, or left out."""
    project.passes(example_4(how, "both"), 1, "-k", test)
    project.passes(example_4(how, "both"), 2, "-k", f"not {test}")


def test_example_4_spread_over_two_files(project: Project) -> None:
    """A module's client that is used alone in its file joins the session's loop."""
    head, test = EXAMPLES["example_4"].split("async def test_with_both")
    session, module = head.split("@fixture", 2)[1:]
    files = {
        **STAND_INS,
        "conftest.py": f"{IMPORTS}\n@fixture{session}\n@fixture{module}",
        "test_a.py": "async def test_alone(api_client): await api_client.get('/')\n"
        f"async def test_with_both{test}",
        "test_b.py": "async def test_alone(api_client): await api_client.get('/')",
    }
    for order in ORDERS.values():
        project.passes(files, 3, *order)


def test_fixtures_share_data_not_only_loops(project: Project) -> None:
    """The seed's `counter`: both tests see one dict, in the order as written."""
    text = """
from loopwise import fixture

@fixture(scope="session")
async def counter():
    return {"value": 0}  # This dict is shared

async def test_1(counter):
    counter["value"] += 1
    assert counter["value"] == 1

async def test_2(counter):
    # Same dict object!
    assert counter["value"] == 1  # Sees test_1's change
"""
    project.passes(text, 2)
    project.passes(text.replace("return", "yield"), 2)


def test_the_troubleshooting_problem_fails_and_is_explained(project: Project) -> None:
    """Forced function scope with a session fixture fails, and LW101 says why."""
    text = """
@fixture(scope="session")
async def database():
    return Database()

# Problem: Explicit function scope with session fixture
@mark.asyncio(loop_scope="function")
async def test_problem(database):  # database is session-scoped
    await database.query()  # Error!

# Solution: Remove explicit loop_scope
async def test_solution(database):
    await database.query()  # Works! Auto-detects session scope
"""
    result = project.run({**STAND_INS, "test_it.py": IMPORTS + text})
    assert result.outcomes == {
        "test_it.py::test_problem": "failed",
        "test_it.py::test_solution": "passed",
    }
    assert "LW101" in result.text
    assert "attached to a different loop" in result.text
