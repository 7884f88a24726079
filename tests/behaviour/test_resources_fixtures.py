"""Fixtures that make loop-bound objects, or hand on what lives outside of them."""

from __future__ import annotations

import pytest

from tests.behaviour.pools import ENGINE, Seen, see

WORK = f"{ENGINE}async def work():\n    await engine.use()\n"
HEAD = "import pytest\nfrom pools import Pool, create_pool\n"
PAIR = """
async def test_one(pool):
    await pool.use()

async def test_two(pool):
    await pool.use()

async def test_other():
    pass
"""
MADE = {
    "returned": "    return Pool()",
    "yielded": "    made = Pool()\n    yield made",
    "by_a_maker": "    return create_pool()",
    "in_an_object": "    return Held().pool",
    "in_a_context": "    with making() as made:\n        yield made",
}
BELOW = """
import contextlib

class Held:
    def __init__(self):
        self.pool = Pool()

@contextlib.contextmanager
def making():
    yield Pool()
"""
SCOPES = ("session", "module", "function")
# A test file, and where its tests belong. `test_other` reaches nothing.
CASES: dict[str, tuple[str, str]] = {
    "annotated": (
        (
            "from __future__ import annotations\n"
            f"{HEAD}from collections.abc import Iterator\n"
            "@pytest.fixture(scope='module')\ndef pool() -> Iterator[Pool]:\n"
            f"    yield vars(pytest).get('nothing', eval('Pool()'))\n{PAIR}"
        ),
        "module",
    ),
    "hands_on_an_object": (
        (
            f"{HEAD}from app import engine\n@pytest.fixture\ndef pool():\n"
            f"    return engine\n{PAIR}"
        ),
        "session",
    ),
    "imports_late": (
        (
            f"{HEAD}@pytest.fixture\ndef pool():\n    from late import engine\n"
            f"    return engine\n{PAIR}"
        ),
        "session",
    ),
    "chain": (
        (
            f"{HEAD}@pytest.fixture(scope='module')\ndef made():\n    return Pool()\n"
            "@pytest.fixture\ndef held(made):\n    return {'pool': made}\n"
            f"@pytest.fixture\ndef pool(held):\n    return held['pool']\n{PAIR}"
        ),
        "module",
    ),
    "parametrized": (
        (
            f"{HEAD}@pytest.fixture(scope='module', params=['a'])\ndef pool(request):\n"
            f"    return Pool(request.param)\n{PAIR}"
        ),
        "module",
    ),
    "object_as_parameter": (
        (
            f"{HEAD}from app import engine\n"
            "@pytest.mark.parametrize('pool', [engine])\n"
            "async def test_one(pool):\n    await pool.use()\n"
            "async def test_two():\n    await engine.use()\n"
        ),
        "session",
    ),
    "asked_by_name": (
        (
            f"{HEAD}@pytest.fixture(scope='module')\ndef pool():\n    return Pool()\n"
            "async def test_one(request):\n"
            "    await request.getfixturevalue('pool').use()\n"
            "async def test_two(pool):\n    await pool.use()\n"
        ),
        "module",
    ),
    "setup_class": (
        (
            f"{HEAD}class TestPool:\n    @classmethod\n    def setup_class(cls):\n"
            "        cls.pool = Pool()\n    async def test_one(self):\n"
            "        await self.pool.use()\n    async def test_two(self):\n"
            "        await self.pool.use()\n"
        ),
        "class",
    ),
    "setup_module": (
        (
            f"{HEAD}def setup_module():\n    global pool\n    pool = Pool()\n"
            "async def test_one():\n    await pool.use()\n"
            "async def test_two():\n    await pool.use()\n"
        ),
        "module",
    ),
    "setup_method": (
        (
            f"{HEAD}class TestPool:\n    def setup_method(self):\n"
            "        self.pool = Pool()\n"
            "    async def test_one(self):\n        await self.pool.use()\n"
            "    async def test_two(self):\n        await self.pool.use()\n"
        ),
        "function",
    ),
    "class_attribute": (
        (
            f"{HEAD}class TestPool:\n    pool = Pool()\n    async def test_one(self):\n"
            "        await self.pool.use()\n    async def test_two(self):\n"
            "        await TestPool.pool.use()\n"
            "    async def test_other(self):\n        pass\n"
        ),
        "session",
    ),
    "method_of_the_class": (
        (
            f"{HEAD}from app import work\nclass TestPool:\n    async def go(self):\n"
            "        await work()\n    async def test_one(self):\n"
            "        await self.go()\n"
            "    async def test_two(self):\n        await self.go()\n"
            "    async def test_other(self):\n        pass\n"
        ),
        "session",
    ),
    "decorated_test": (
        (
            f"{HEAD}import functools\nfrom app import work\ndef working(test):\n"
            "    @functools.wraps(test)\n    async def inner():\n        await work()\n"
            "        await test()\n    return inner\n@working\n"
            "async def test_one():\n    pass\n"
            "@working\nasync def test_two():\n    pass\n"
        ),
        "session",
    ),
    "async_fixture": (
        (
            f"{HEAD}from app import work\n@pytest.fixture\nasync def row():\n"
            "    await work()\n"
            "async def test_one(row):\n    pass\nasync def test_two(row):\n    pass\n"
            "async def test_other():\n    pass\n"
        ),
        "session",
    ),
    "teardown": (
        (
            f"{HEAD}from app import work\n@pytest.fixture\nasync def row():\n"
            "    yield\n"
            "    await work()\nasync def test_one(row):\n    pass\n"
            "async def test_two(row):\n    pass\n"
        ),
        "session",
    ),
    "gives_nothing": (
        (
            f"{HEAD}import app\n@pytest.fixture(autouse=True)\ndef quiet():\n"
            "    print(app.engine.name)\nasync def test_one():\n"
            "    await app.work()\n"
            "async def test_two():\n    await app.work()\n"
            "async def test_other():\n    pass\n"
        ),
        "session",
    ),
    "sets_a_global": (
        (
            f"{HEAD}pool = None\n@pytest.fixture(scope='session', autouse=True)\n"
            "def start():\n    global pool\n    pool = Pool()\n"
            "async def test_one():\n    await pool.use()\n"
            "async def test_two():\n    await pool.use()\n"
        ),
        "session",
    ),
    "mark_is_honoured": (
        (
            f"{HEAD}from app import engine\n"
            "@pytest.mark.asyncio(loop_scope='function')\n"
            "async def test_one():\n    assert engine.name\n"
            "@pytest.mark.asyncio(loop_scope='function')\nasync def test_two():\n"
            "    assert engine.name\n"
        ),
        "function",
    ),
    "mock_of_the_type": (
        (
            f"{HEAD}from unittest.mock import AsyncMock\n"
            "@pytest.fixture(scope='session')\n"
            f"def pool():\n    return AsyncMock(spec=Pool)\n{PAIR}"
        ),
        "function",
    ),
}


def _made() -> dict[str, str]:
    """Give a test file for each way to make a pool, in each scope."""
    return {
        f"test_{name}_{scope}.py": (
            f"{HEAD}{BELOW}\n@pytest.fixture(scope='{scope}')\n"
            f"def pool():\n{code}\n{PAIR}"
        )
        for name, code in MADE.items()
        for scope in SCOPES
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Run the suite of fixtures that make a pool."""
    return see(tmp_path_factory.mktemp("made"), _made())


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Run the suite of all cases, each in a test file of its own."""
    files = {f"test_{name}.py": text for name, (text, _) in CASES.items()}
    directory = tmp_path_factory.mktemp("cases")
    return see(directory, {"app.py": WORK, "late.py": WORK, **files})


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("name", MADE)
def test_sync_fixture_that_makes_a_pool(made: Seen, name: str, scope: str) -> None:
    """What a sync fixture makes lives, with its tests, as wide as the fixture."""
    assert made.of(f"test_{name}_{scope}.py") == {
        "test_one": scope,
        "test_two": scope,
        "test_other": "function",
    }, made.text


@pytest.mark.parametrize("name", CASES)
def test_case_of_a_fixture(cases: Seen, name: str) -> None:
    """Tests are where what they use lives; those that use nothing are alone."""
    scopes = cases.of(f"test_{name}.py")
    other = scopes.pop("test_other", "function")
    assert other == "function", cases.text
    assert len(scopes) == 2
    assert set(scopes.values()) == {CASES[name][1]}, (scopes, cases.text)
