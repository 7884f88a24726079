"""Planning among objects that mind being looked at: it runs none of their code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from tests.behaviour.pools import ENGINE, SHARED

if TYPE_CHECKING:
    from tests.behaviour.conftest import Project

RAISING = """
    def {name}(self, *args):
        CALLS.append({name!r})
        raise RuntimeError({name!r})
"""


def _raising(*names: str, bases: str = "") -> str:
    """Write a class whose methods note that they were called, and one object of it."""
    methods = "".join(RAISING.format(name=name) for name in names)
    return f"class Odd({bases}):{methods}\nodd = Odd()\nCALLS.clear()\n"


# What lies in a module as `odd`, and is named by the code that tests run.
ODD: Mapping[str, str] = {
    "getattr": _raising("__getattr__"),
    "getattribute": _raising("__getattribute__"),
    "comparison": _raising("__eq__", "__hash__", "__bool__", "__len__"),
    "container": _raising("__iter__", "__contains__", "__getitem__", "__repr__"),
    "class_property": "class Odd:\n    @property\n    def __class__(self):\n"
    "        CALLS.append('class')\n        raise RuntimeError\nodd = Odd()\n",
    "class_that_lies": "class Odd:\n    __class__ = dict\nodd = Odd()\n",
    "dict_property": "class Odd:\n    @property\n    def __dict__(self):\n"
    "        CALLS.append('dict')\n        raise RuntimeError\nodd = Odd()\n",
    "endless_list": "class Odd(list):\n    def __iter__(self):\n"
    "        CALLS.append('iter')\n        while True:\n            yield 1\n"
    "odd = Odd()\n",
    "dict_subclass": _raising("values", "keys", "items", "__iter__", bases="dict"),
    "property": "class Odd:\n    @property\n    def pool(self):\n"
    "        CALLS.append('pool')\n        raise RuntimeError\nodd = Odd()\n",
    "metaclass": f"class Meta(type):{RAISING.format(name='__getattr__')}\n"
    "class Odd(metaclass=Meta):\n    pass\nodd = Odd()\nCALLS.clear()\n",
    "proxy": "class Odd:\n    def _now(self):\n        CALLS.append('now')\n"
    "        raise RuntimeError('outside of its context')\n"
    "    __class__ = property(_now)\n"
    "    def __getattr__(self, name):\n        return getattr(self._now(), name)\n"
    "odd = Odd()\n",
    "dead_proxy": "import weakref\nclass Odd:\n    pass\ngone = Odd()\n"
    "odd = [weakref.proxy(gone)]\nodd += odd\ndel gone\n",
    "mock": "from unittest.mock import AsyncMock, MagicMock\n"
    "odd = [MagicMock(), AsyncMock(), MagicMock(spec=Pool)]\n",
    "attribute_without_a_name": "class Odd:\n    pass\nodd = Odd()\n"
    "odd.__dict__[Odd()] = 1\n",
    "circle": "odd = []\nodd.append({'odd': odd})\n",
    "default_factory": "import collections\n"
    "odd = collections.defaultdict(lambda: CALLS.append('made'))\n",
    "cached": "import functools\n@functools.cache\ndef odd():\n"
    "    CALLS.append('odd')\n",
    "huge": "odd = [[number] for number in range(300_000)]\n",
    "deep": "class Odd:\n    after = None\nodd = one = Odd()\nfor _ in range(20_000):\n"
    "    one.after = Odd()\n    one = one.after\n",
    "wrapped_in_a_circle": "def odd():\n    pass\nodd.__wrapped__ = odd\n",
    "class_of_no_module": "class Odd:\n    pass\nOdd.__module__ = None\nodd = Odd()\n",
}
TEST = """
import asyncio
import app

LOOPS = []

def test_nothing_was_called():
    found = [*app.CALLS]
    app.CALLS.clear()
    assert found == []

async def test_one():
    LOOPS.append(asyncio.get_running_loop())
    await app.work()

async def test_two():
    await app.work()

async def test_other():
    app.pure()
    assert asyncio.get_running_loop() not in LOOPS
"""
CODE = """
async def work():
    if len("") > 0:
        print(odd)
    await engine.use()

def pure():
    if len("") > 0:
        print(odd)
"""
COUNTED = """
import sys
import pytest

@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems():
    global before
    before = set(sys.modules)

def pytest_runtestloop():
    sys.planned = set(sys.modules) - before
"""


@pytest.mark.parametrize("name", ODD)
def test_odd_object_is_left_alone(project: Project, name: str) -> None:
    """Planning runs no code of an object, and finds what lies beside it."""
    app = f"CALLS = []\n{ENGINE}{ODD[name]}{CODE}"
    project.passes({**SHARED, "app.py": app, "test_it.py": TEST}, 4)


def test_planning_imports_nothing(project: Project) -> None:
    """A module that code imports late is read as source: planning doesn't import it."""
    project.passes(
        {
            **SHARED,
            "conftest.py": COUNTED,
            "late.py": ENGINE,
            "broken.py": "def (:\n",
            "test_it.py": """
                import sys

                async def test_names():
                    if len("") > 0:
                        import broken
                        import late
                        import sqlite3.dump
                        await late.engine.use()
                        broken.none()
                        sqlite3.dump.none()

                def test_planned():
                    others = {"late", "broken", "sqlite3", "sqlite3.dump"}
                    assert not sys.planned & others
            """,
        },
        2,
    )


def test_module_that_is_loaded_when_looked_at(project: Project) -> None:
    """A module that loads itself when it is looked at stays unloaded."""
    project.passes(
        {
            **SHARED,
            "app.py": ENGINE,
            "lazy.py": "raise SystemExit('imported')",
            "late.py": """
                import importlib.util
                import sys

                spec = importlib.util.find_spec("lazy")
                spec.loader = importlib.util.LazyLoader(spec.loader)
                module = sys.modules["lazy"] = importlib.util.module_from_spec(spec)
                spec.loader.exec_module(module)


                class Odd:
                    def __getattr__(self, name):
                        raise RuntimeError(name)


                sys.modules["odd"] = Odd()
            """,
            "test_it.py": """
                import app
                import late

                async def test_one():
                    await app.engine.use()

                async def test_two():
                    await app.engine.use()

                async def test_other():
                    assert late
            """,
        },
        3,
    )


def test_planning_keeps_nothing_alive(project: Project) -> None:
    """What the project lets go of is gone, though planning had looked at it."""
    project.passes(
        {
            **SHARED,
            "app.py": f"{ENGINE}\nclass Held:\n    pass\n\nheld = Held()\n"
            "held.pool = engine\n",
            "test_it.py": """
                import app
                import gc
                import weakref

                async def test_one():
                    await app.held.pool.use()

                async def test_gone():
                    seen = weakref.ref(app.held), weakref.ref(app.engine)
                    app.held = app.engine = None
                    gc.collect()
                    assert [one() for one in seen] == [None, None]
            """,
        },
        2,
    )


def test_module_without_its_file(project: Project) -> None:
    """A module whose file has been deleted since is followed all the same."""
    project.passes(
        {
            **SHARED,
            "app.py": f"{ENGINE}async def work():\n    await engine.use()\n",
            "conftest.py": "import app, os\nos.remove(app.__file__)\n",
            "test_it.py": """
                from app import work

                async def test_one():
                    await work()

                async def test_two():
                    await work()
            """,
        },
        2,
    )
