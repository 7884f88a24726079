"""How tests reach loop-bound objects outside of fixtures: each way with two tests.

All ways of one kind are one suite, which is planned once and run in both orders.
"""

from __future__ import annotations

import pytest

from tests.behaviour.pools import ENGINE, Seen, see, ways

WORK = f"{ENGINE}async def work():\n    await engine.use()\n"
WRAPPING = """
def wrapping(function):
    async def inner():
        return await function()
    return inner
"""
LAZY = "from pools import Pool\n_pool = None\n"

# What lives in the module `app`, and what two tests do with it.
REACHED = {
    "name": (ENGINE, "await app.engine.use()"),
    "function": (WORK, "await app.work()"),
    "through_functions": (
        f"{WORK}async def outer():\n    await work()\n",
        "await app.outer()",
    ),
    "circle": (
        (
            f"{ENGINE}async def odd(n):\n    if n:\n        await even(n - 1)\n"
            "async def even(n):\n    await odd(n) if n else await engine.use()\n"
        ),
        "await app.odd(3)",
    ),
    "method": (
        (
            f"{ENGINE}class Service:\n    async def work(self):\n"
            "        await engine.use()\n"
        ),
        "await app.Service().work()",
    ),
    "inherited": (
        (
            f"{ENGINE}class Base:\n    async def work(self):\n"
            "        await engine.use()\n"
            "class Service(Base):\n    pass\n"
        ),
        "await app.Service().work()",
    ),
    "staticmethod": (
        (
            f"{ENGINE}class Service:\n    @staticmethod\n    async def work():\n"
            "        await engine.use()\n"
        ),
        "await app.Service.work()",
    ),
    "classmethod": (
        (
            f"{ENGINE}class Service:\n    @classmethod\n    async def work(cls):\n"
            "        await engine.use()\n"
        ),
        "await app.Service.work()",
    ),
    "property": (
        (
            f"{ENGINE}class Service:\n    @property\n    def pool(self):\n"
            "        return engine\n"
        ),
        "await app.Service().pool.use()",
    ),
    "class_attribute": (
        f"{ENGINE}class Service:\n    pool = engine\n",
        "await app.Service.pool.use()",
    ),
    "closure": (
        (
            f"{ENGINE}def make(pool):\n    async def work():\n"
            "        await pool.use()\n"
            "    return work\nwork = make(engine)\n"
        ),
        "await app.work()",
    ),
    "default": (
        f"{ENGINE}async def work(pool=engine):\n    await pool.use()\n",
        "await app.work()",
    ),
    "keyword_default": (
        f"{ENGINE}async def work(*, pool=engine):\n    await pool.use()\n",
        "await app.work()",
    ),
    "partial": (
        (
            f"import functools\n{ENGINE}async def use(pool):\n    await pool.use()\n"
            "work = functools.partial(use, engine)\n"
        ),
        "await app.work()",
    ),
    "bound_method": (f"{ENGINE}work = engine.use\n", "await app.work()"),
    "decorator": (
        f"{WORK}{WRAPPING}@wrapping\nasync def outer():\n    await work()\n",
        "await app.outer()",
    ),
    "context_manager": (
        (
            f"import contextlib\n{ENGINE}@contextlib.asynccontextmanager\n"
            "async def using():\n    yield await engine.use()\n"
        ),
        "async with app.using():\n    pass",
    ),
    "comprehension": (
        (
            f"{ENGINE}pools = [engine]\nasync def work():\n"
            "    return [await pool.use() for pool in pools]\n"
        ),
        "await app.work()",
    ),
    "inner_function": (
        WORK,
        "async def inner():\n    await app.work()\nawait inner()",
    ),
    "registry": (
        f"{WORK}registry = {{'work': work}}\n",
        "await app.registry['work']()",
    ),
    "containers": (
        (
            "from collections import deque\n"
            f"{ENGINE}held = {{'a': [({{engine}}, deque())]}}\n"
        ),
        "await next(iter(app.held['a'][0][0])).use()",
    ),
    "namespace": (
        (
            "from types import SimpleNamespace\n"
            f"{ENGINE}held = SimpleNamespace(pool=engine)\n"
        ),
        "await app.held.pool.use()",
    ),
    "slots": (
        (
            f"{ENGINE}class Held:\n    __slots__ = ('pool',)\n"
            "held = Held()\nheld.pool = engine\n"
        ),
        "await app.held.pool.use()",
    ),
    "enum": (
        f"import enum\n{ENGINE}class Held(enum.Enum):\n    POOL = engine\n",
        "await app.Held.POOL.value.use()",
    ),
    "object_of_a_library": (
        "from pools import Holder, Pool\nholder = Holder(Pool())\n",
        "await app.holder.pool.use()",
    ),
    "subclass": (
        "from pools import Pool\nclass Own(Pool):\n    pass\nengine = Own()\n",
        "await app.engine.use()",
    ),
    "dataclass_factory": (
        (
            "import dataclasses, functools\nfrom pools import Pool\n"
            "@dataclasses.dataclass\n"
            "class Held:\n    pool: Pool = dataclasses.field(default_factory=Pool)\n"
            "@functools.cache\ndef held():\n    return Held()\n"
        ),
        "await app.held().pool.use()",
    ),
    "weak_reference": (
        f"import weakref\n{ENGINE}held = weakref.ref(engine)\n",
        "await app.held().use()",
    ),
}
LAZILY = {
    "cache": (
        (
            "import functools\nfrom pools import Pool\n@functools.cache\n"
            "def pool():\n    return Pool()\n"
        ),
        "await app.pool().use()",
    ),
    "cache_of_a_maker": (
        (
            "import functools, pools\ndef make():\n    return pools.create_pool()\n"
            "@functools.lru_cache(maxsize=1)\ndef pool():\n    return make()\n"
        ),
        "await app.pool().use()",
    ),
    "global": (
        (
            f"{LAZY}def pool():\n    global _pool\n    if _pool is None:\n"
            "        _pool = Pool()\n    return _pool\n"
        ),
        "await app.pool().use()",
    ),
    "async_global": (
        (
            f"{LAZY}async def pool():\n    global _pool\n    if _pool is None:\n"
            "        _pool = Pool()\n    return _pool\n"
        ),
        "await (await app.pool()).use()",
    ),
    "global_by_another": (
        (
            f"{LAZY}def start():\n    global _pool\n    _pool = Pool()\n"
            "def pool():\n    if _pool is None:\n        start()\n    return _pool\n"
        ),
        "await app.pool().use()",
    ),
    "dict": (
        (
            "from pools import Pool\n_made = {}\ndef pool():\n"
            "    if 'a' not in _made:\n"
            "        _made['a'] = Pool()\n    return _made['a']\n"
        ),
        "await app.pool().use()",
    ),
    "closure_cell": (
        (
            "from pools import Pool\ndef making():\n    made = None\n    def pool():\n"
            "        nonlocal made\n        if made is None:\n"
            "            made = Pool()\n"
            "        return made\n    return pool\npool = making()\n"
        ),
        "await app.pool().use()",
    ),
    "class_attribute": (
        (
            "from pools import Pool\nclass Held:\n    pool = None\n    @classmethod\n"
            "    def get(cls):\n        if cls.pool is None:\n"
            "            cls.pool = Pool()\n"
            "        return cls.pool\n"
        ),
        "await app.Held.get().use()",
    ),
    "singleton": (
        (
            "from pools import Pool\nclass Held:\n    _one = None\n"
            "    def __init__(self):\n        self.pool = Pool()\n    @classmethod\n"
            "    def get(cls):\n        if cls._one is None:\n"
            "            cls._one = cls()\n"
            "        return cls._one\n"
        ),
        "await app.Held.get().pool.use()",
    ),
    "singleton_new": (
        (
            "from pools import Pool\nclass Held:\n    _one = None\n"
            "    def __new__(cls):\n"
            "        if cls._one is None:\n"
            "            cls._one = super().__new__(cls)\n"
            "            cls._one.pool = Pool()\n        return cls._one\n"
        ),
        "await app.Held().pool.use()",
    ),
    "singleton_metaclass": (
        (
            "from pools import Pool\nclass Single(type):\n    made = {}\n"
            "    def __call__(cls):\n        if cls not in cls.made:\n"
            "            cls.made[cls] = super().__call__()\n"
            "        return cls.made[cls]\n"
            "class Held(metaclass=Single):\n    def __init__(self):\n"
            "        self.pool = Pool()\n"
        ),
        "await app.Held().pool.use()",
    ),
    "instance": (
        (
            "from pools import Pool\nclass Held:\n    def __init__(self):\n"
            "        self._pool = None\n    def pool(self):\n"
            "        if self._pool is None:\n"
            "            self._pool = Pool()\n        return self._pool\n"
            "held = Held()\n"
        ),
        "await app.held.pool().use()",
    ),
    "instance_by_another": (
        (
            "from pools import Pool\nclass Held:\n    def __init__(self):\n"
            "        self.pool = None\n    async def connect(self):\n"
            "        self.pool = Pool()\n"
            "    async def work(self):\n        if self.pool is None:\n"
            "            await self.connect()\n        await self.pool.use()\n"
            "held = Held()\n"
        ),
        "await app.held.work()",
    ),
    "cached_property": (
        (
            "import functools\nfrom pools import Pool\nclass Held:\n"
            "    @functools.cached_property\n    def pool(self):\n"
            "        return Pool()\n"
            "held = Held()\n"
        ),
        "await app.held.pool.use()",
    ),
}
APART = {
    "nothing": (f"{WORK}def pure():\n    return 1\n", "app.pure()"),
    "class_of_the_same_module": (
        f"{WORK}class Other:\n    def pure(self):\n        return 1\n",
        "app.Other().pure()",
    ),
    "made_in_the_test": ("import pools\n", "await app.pools.Pool().use()"),
    "made_in_a_function": (
        "from pools import Pool\nasync def work():\n    await Pool().use()\n",
        "await app.work()",
    ),
    "fresh_instance": (
        (
            "from pools import Pool\nclass Held:\n    def __init__(self):\n"
            "        self.pool = None\n    async def work(self):\n"
            "        if self.pool is None:\n            self.pool = Pool()\n"
            "        await self.pool.use()\n"
        ),
        "await app.Held().work()",
    ),
    "fresh_cached_property": (
        (
            "import functools\nfrom pools import Pool\nclass Held:\n"
            "    @functools.cached_property\n    def pool(self):\n"
            "        return Pool()\n"
        ),
        "await app.Held().pool.use()",
    ),
    "fresh_dataclass": (
        (
            "import dataclasses\nfrom pools import Pool\n@dataclasses.dataclass\n"
            "class Held:\n    pool: Pool = dataclasses.field(default_factory=Pool)\n"
        ),
        "await app.Held().pool.use()",
    ),
    "type_alone": ("from pools import Pool\n", "isinstance(1, app.Pool)"),
    "assertion": (f"{WORK}def pure():\n    return 1\n", "assert app.pure() == 1"),
    "unwaited_event": (
        "import asyncio\nstopped = asyncio.Event()\n",
        "app.stopped.set()",
    ),
}


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Run the suite of all ways to something that is there already."""
    return see(tmp_path_factory.mktemp("reached"), ways(REACHED))


@pytest.fixture(scope="module")
def lazily(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Run the suite of all ways to something that is made when first asked for."""
    return see(tmp_path_factory.mktemp("lazily"), ways(LAZILY))


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Run the suite of tests that share nothing."""
    return see(tmp_path_factory.mktemp("apart"), ways(APART))


@pytest.mark.parametrize("name", REACHED)
def test_object_of_a_module_is_reached(reached: Seen, name: str) -> None:
    """Tests that reach an object of a module share the session's loop, in any order."""
    scopes = reached.of(f"test_{name}.py")
    assert scopes == {"test_one": "session", "test_two": "session"}, reached.text


@pytest.mark.parametrize("name", LAZILY)
def test_object_made_on_demand_is_reached(lazily: Seen, name: str) -> None:
    """What is made at its first use and then kept is reached before it is there."""
    scopes = lazily.of(f"test_{name}.py")
    assert scopes == {"test_one": "session", "test_two": "session"}, lazily.text


@pytest.mark.parametrize("name", APART)
def test_tests_that_share_nothing_stay_apart(apart: Seen, name: str) -> None:
    """What belongs to one test, or needs no loop, leaves the test its own loop."""
    scopes = apart.of(f"test_{name}.py")
    assert scopes == {"test_one": "function", "test_two": "function"}, apart.text
