"""Both readers make the same of a project: tests, loops, reasons and the way there."""

from __future__ import annotations

from pathlib import Path

from tests.static.suite.both import agreed

WIDE = """
    import pytest

    @pytest.fixture(scope="session")
    async def db():
        yield 1

    @pytest.fixture(scope="module")
    async def client():
        yield 1
"""


def test_fixtures_of_conftests_and_overrides(tmp_path: Path) -> None:
    """The nearest definition counts; one that asks for its own name gets the next."""
    found = agreed(
        tmp_path,
        {
            "conftest.py": WIDE,
            "low/conftest.py": """
                import pytest

                @pytest.fixture
                async def db():
                    yield 2
            """,
            "low/test_low.py": """
                async def test_low(db): ...
                async def test_client(client): ...
            """,
            "high/conftest.py": """
                import pytest

                @pytest.fixture
                async def db(db):
                    yield 2
            """,
            "high/test_high.py": "async def test_high(db): ...",
            "test_top.py": """
                import pytest

                @pytest.mark.usefixtures("client")
                async def test_top(): ...
            """,
        },
    )
    assert found == {
        "high/test_high.py::test_high": "session",
        "low/test_low.py::test_client": "module low/test_low.py",
        "low/test_low.py::test_low": "own",
        "test_top.py::test_top": "module test_top.py",
    }


def test_packages(tmp_path: Path) -> None:
    """A fixture kept per package lives in the package whose conftest has it."""
    package = """
        import pytest

        @pytest.fixture(scope="package")
        async def ledger():
            yield 1
    """
    found = agreed(
        tmp_path,
        {
            "pkg/__init__.py": "",
            "pkg/conftest.py": package,
            "pkg/test_one.py": "async def test_one(ledger): ...",
            "pkg/sub/__init__.py": "",
            "pkg/sub/test_two.py": "async def test_two(ledger): ...",
            "flat/conftest.py": package,
            "flat/test_three.py": "async def test_three(ledger): ...",
        },
    )
    assert found == {
        "flat/test_three.py::test_three": "session",
        "pkg/sub/test_two.py::test_two": "package pkg",
        "pkg/test_one.py::test_one": "package pkg",
    }


def test_classes_and_what_they_inherit(tmp_path: Path) -> None:
    """Tests, fixtures and marks of a base count in the classes made of it."""
    found = agreed(
        tmp_path,
        {
            "base.py": """
                import pytest

                class Shared:
                    pytestmark = pytest.mark.asyncio(loop_scope="class")

                    @pytest.fixture(scope="class")
                    async def box(self):
                        yield []

                    async def test_inherited(self, box): ...

                class NoTest:
                    async def test_never(self): ...
            """,
            "test_classes.py": """
                import pytest
                from base import NoTest, Shared

                class TestOne(Shared):
                    async def test_own(self): ...

                    class TestInner:
                        async def test_inner(self): ...

                        @staticmethod
                        async def test_static(): ...

                class TestMade:
                    def __init__(self): ...
                    async def test_never(self): ...

                class TestOff(Shared):
                    __test__ = False

                @pytest.mark.asyncio(loop_scope="module")
                class TestMarked:
                    async def test_marked(self): ...
            """,
        },
        "-W",
        "ignore",
    )
    one = "class test_classes.py::TestOne"
    assert found == {
        "test_classes.py::TestMarked::test_marked": "module test_classes.py",
        "test_classes.py::TestOne::TestInner::test_inner": (
            "class test_classes.py::TestOne::TestInner"
        ),
        "test_classes.py::TestOne::TestInner::test_static": (
            "class test_classes.py::TestOne::TestInner"
        ),
        "test_classes.py::TestOne::test_inherited": one,
        "test_classes.py::TestOne::test_own": one,
    }


def test_fixtures_from_elsewhere(tmp_path: Path) -> None:
    """Fixtures come by import, by star, from plugins, by call and by another name."""
    found = agreed(
        tmp_path,
        {
            "conftest.py": 'pytest_plugins = ["plugin_of_ours"]',
            "plugin_of_ours.py": """
                import pytest

                @pytest.fixture(scope="session", name="everywhere")
                async def hidden():
                    yield 1
            """,
            "starred.py": """
                import pytest

                __all__ = ["wide"]

                @pytest.fixture(scope="module")
                async def wide():
                    yield 1

                @pytest.fixture(scope="session", autouse=True)
                async def not_public():
                    yield 1
            """,
            "made.py": """
                import pytest

                def fixture_of(scope):
                    @pytest.fixture(scope="module")
                    async def made():
                        yield scope

                    return made

                async def plain():
                    yield 1

                called = pytest.fixture(scope="session")(plain)
            """,
            "test_star.py": """
                from starred import *

                async def test_star(wide): ...
            """,
            "test_import.py": """
                from starred import wide as other
                from made import called, fixture_of

                mine = fixture_of("x")

                async def test_other(other): ...
            """,
            "test_made.py": """
                from made import fixture_of

                mine = fixture_of("x")

                async def test_mine(mine): ...
            """,
            "test_called.py": """
                from made import called

                async def test_called(called): ...
            """,
            "test_plugin.py": "async def test_plugin(everywhere): ...",
        },
    )
    assert found == {
        "test_called.py::test_called": "session",
        "test_import.py::test_other": "module test_import.py",
        "test_made.py::test_mine": "module test_made.py",
        "test_plugin.py::test_plugin": "session",
        "test_star.py::test_star": "module test_star.py",
    }


def test_parametrization_and_ids(tmp_path: Path) -> None:
    """Ids and their order are pytest's, as are values given to and for fixtures."""
    found = agreed(
        tmp_path,
        {
            "test_many.py": """
                import pytest

                @pytest.fixture(scope="module", params=["a", "b"])
                async def box(request):
                    yield request.param

                PARAMS = [1, pytest.param(2, id="two")]

                @pytest.fixture(params=PARAMS, ids=["one", None])
                def number(request):
                    return request.param

                PAIR = pytest.param(3, 4, id="i")
                VALUES = [1.5, True, None, "x y", b"z"]

                @pytest.mark.parametrize("value", VALUES)
                @pytest.mark.parametrize("left, right", [(1, 2), PAIR])
                async def test_stacked(value, left, right): ...

                @pytest.mark.parametrize("box", ["direct"])
                async def test_direct(box): ...

                @pytest.mark.parametrize("box", ["c"], indirect=True)
                async def test_indirect(box): ...

                async def test_box(box, number): ...

                @pytest.mark.parametrize("one", [str, int, [], {}, lambda: 0, "", "é"])
                async def test_kinds(one): ...

                @pytest.mark.parametrize("same", ["s", "s", 1, 1], ids=str)
                async def test_same(same): ...
            """
        },
    )
    module = "module test_many.py"
    assert found["test_many.py::test_stacked[1-2-x y]"] == "own"
    assert found["test_many.py::test_box[a-one]"] == module
    assert found["test_many.py::test_indirect[c]"] == module
    assert found["test_many.py::test_direct[direct]"] == "own"
    assert "test_many.py::test_kinds[str]" in found
    assert "test_many.py::test_same[s0]" in found


def test_names_asked_for_by_code(tmp_path: Path) -> None:
    """Names in code that calls `getfixturevalue` count as asked for."""
    found = agreed(
        tmp_path,
        {
            "conftest.py": WIDE,
            "test_asked.py": """
                import pytest

                async def test_asks(request):
                    request.getfixturevalue("db")

                @pytest.fixture
                def any_of(request):
                    return request.getfixturevalue(request.param)

                @pytest.mark.parametrize("any_of", ["db"], indirect=True)
                async def test_by_parameter(any_of): ...

                @pytest.mark.parametrize("name", ["client"])
                async def test_own_parameter(request, name):
                    request.getfixturevalue(name)
            """,
        },
    )
    assert found == {
        "test_asked.py::test_asks": "session",
        "test_asked.py::test_by_parameter[db]": "session",
        "test_asked.py::test_own_parameter[client]": "module test_asked.py",
    }


def test_marks(tmp_path: Path) -> None:
    """The closest mark counts, from wherever it comes; deprecated words, too."""
    found = agreed(
        tmp_path,
        {
            "marked.py": """
                import pytest

                per_module = pytest.mark.asyncio(loop_scope="module")
                both = [pytest.mark.slow, per_module]
            """,
            "test_alias.py": """
                import pytest
                from marked import per_module

                SESSION = "session"

                @per_module
                async def test_alias(): ...

                @pytest.mark.asyncio(loop_scope=SESSION)
                async def test_name(): ...

                @pytest.mark.asyncio(scope="module")
                async def test_old(): ...

                @pytest.mark.asyncio(loop_scope="module")
                def test_sync(): ...
            """,
            "test_list.py": """
                import pytest
                from marked import both as pytestmark

                async def test_list(): ...

                @pytest.mark.asyncio
                async def test_bare(): ...

                @pytest.mark.asyncio(leftovers="off")
                async def test_leftovers(): ...

                @pytest.mark.asyncio(loop_scope="session")
                async def test_close(): ...
            """,
        },
        "-W",
        "ignore",
    )
    assert found == {
        "test_alias.py::test_alias": "module test_alias.py",
        "test_alias.py::test_name": "session",
        "test_alias.py::test_old": "module test_alias.py",
        "test_alias.py::test_sync": None,
        "test_list.py::test_bare": "own",
        "test_list.py::test_close": "session",
        "test_list.py::test_leftovers": "module test_list.py",
        "test_list.py::test_list": "module test_list.py",
    }


def test_strict_mode(tmp_path: Path) -> None:
    """In strict mode what is not marked or declared runs on no loop."""
    found = agreed(
        tmp_path,
        {
            "pytest.ini": "[pytest]\nasyncio_mode = strict\n",
            "conftest.py": """
                import loopwise
                import pytest

                @pytest.fixture(scope="session")
                async def plain():
                    yield 1

                @loopwise.fixture(scope="session")
                async def declared():
                    yield 1
            """,
            "test_strict.py": """
                import pytest

                async def test_unmarked(declared): ...

                @pytest.mark.asyncio
                async def test_marked(declared): ...

                @pytest.mark.asyncio
                async def test_plain(plain): ...
            """,
        },
        "-W",
        "ignore",
    )
    assert found["test_strict.py::test_marked"] == "session"
    assert found["test_strict.py::test_plain"] == "own"


def test_minimums_and_explicit_scopes(tmp_path: Path) -> None:
    """Configured loop scopes, and those of fixtures, are minimums."""
    found = agreed(
        tmp_path,
        {
            "pyproject.toml": """
                [tool.pytest.ini_options]
                asyncio_default_test_loop_scope = "module"
                asyncio_default_fixture_loop_scope = "function"
                asyncio_mode = "auto"
            """,
            "test_minimum.py": """
                import loopwise

                @loopwise.fixture(loop_scope="session")
                async def wide():
                    yield 1

                async def test_plain(): ...
                async def test_wide(wide): ...
            """,
        },
    )
    assert found == {
        "test_minimum.py::test_plain": "module test_minimum.py",
        "test_minimum.py::test_wide": "session",
    }


def test_what_others_run(tmp_path: Path) -> None:
    """Tests of `unittest` and of other plugins are not placed, or on no loop."""
    found = agreed(
        tmp_path,
        {
            "pytest.ini": "[pytest]\nmarkers =\n    trio\n",
            "test_others.py": """
                import unittest
                import pytest

                class Isolated(unittest.IsolatedAsyncioTestCase):
                    async def test_isolated(self): ...

                class Plain(unittest.TestCase):
                    def test_plain(self): ...
                    def helper(self): ...

                @pytest.mark.trio
                async def test_trio(): ...

                async def test_ours(): ...
            """,
        },
    )
    assert found == {
        "test_others.py::Plain::test_plain": None,
        "test_others.py::test_ours": "own",
    }


def test_event_loop_fixtures(tmp_path: Path) -> None:
    """Async tests see a suite's own `event_loop`, whether they ask for it or not."""
    found = agreed(
        tmp_path,
        {
            "low/conftest.py": """
                import asyncio
                import pytest

                @pytest.fixture(scope="module")
                def event_loop():
                    loop = asyncio.new_event_loop()
                    yield loop
                    loop.close()
            """,
            "low/test_low.py": """
                async def test_async(): ...
                def test_sync(): ...
                def test_asks(event_loop): ...
            """,
            "test_top.py": "async def test_top(): ...",
        },
        "-W",
        "ignore",
    )
    assert found == {
        "low/test_low.py::test_asks": "module low/test_low.py",
        "low/test_low.py::test_async": "module low/test_low.py",
        "low/test_low.py::test_sync": None,
        "test_top.py::test_top": "own",
    }


def test_xunit_set_up(tmp_path: Path) -> None:
    """Async set-up functions of the xunit style are fixtures."""
    found = agreed(
        tmp_path,
        {
            "test_module.py": """
                async def setup_module(module): ...
                async def test_one(): ...
            """,
            "test_function.py": """
                def setup_function(): ...
                async def test_one(): ...
            """,
            "test_class.py": """
                class TestOne:
                    @classmethod
                    async def setup_class(cls): ...
                    async def setup_method(self): ...
                    async def test_one(self): ...
            """,
        },
    )
    assert found == {
        "test_class.py::TestOne::test_one": "class test_class.py::TestOne",
        "test_function.py::test_one": "own",
        "test_module.py::test_one": "module test_module.py",
    }


def test_what_is_collected(tmp_path: Path) -> None:
    """Configured names count, ignored files and directories are left out."""
    one = "async def test_it(): ..."
    found = agreed(
        tmp_path,
        {
            "pytest.ini": """
                [pytest]
                testpaths = tests other
                python_files = test_*.py check_*.py
                python_classes = Check *Suite
                python_functions = test check_*
                norecursedirs = skipped .*
                addopts = --ignore=tests/test_ignored.py
            """,
            "elsewhere/test_not.py": one,
            "tests/conftest.py": """
                import sys
                collect_ignore = ["test_off.py"]
                if sys.version_info < (3, 8):
                    collect_ignore_glob = ["*.py"]
            """,
            "tests/test_off.py": one,
            "tests/test_ignored.py": one,
            "tests/skipped/test_passed_by.py": one,
            "tests/build/check_built.py": one,
            "tests/helper.py": one,
            "other/test_names.py": """
                def check_one(): ...
                def helper(): ...

                class CheckThis:
                    async def test_this(self): ...

                class MySuite:
                    async def check_that(self): ...

                class TestNot:
                    async def test_not(self): ...
            """,
            "other/test_module_off.py": """
                __test__ = False
                async def test_it(): ...
            """,
            "other/environment/pyvenv.cfg": "",
            "other/environment/bin/activate": "",
            "other/environment/Scripts/activate": "",
            "other/environment/test_venv.py": one,
        },
    )
    assert list(found) == [
        "other/test_names.py::CheckThis::test_this",
        "other/test_names.py::MySuite::check_that",
        "other/test_names.py::check_one",
        "tests/build/check_built.py::test_it",
    ]


def test_arguments(tmp_path: Path) -> None:
    """Paths and names of tests that are given choose what is read."""
    files = {
        "a/test_a.py": """
            class TestA:
                async def test_one(self): ...
                async def test_two(self): ...

            async def test_three(): ...
        """,
        "b/test_b.py": "async def test_b(): ...",
        "c/test_c.py": "async def test_c(): ...",
    }
    found = agreed(tmp_path, files, "a/test_a.py::TestA::test_two", "c")
    assert list(found) == ["a/test_a.py::TestA::test_two", "c/test_c.py::test_c"]


def test_resources_of_modules(tmp_path: Path) -> None:
    """Loop-bound objects are reached through the project's own modules and classes."""
    found = agreed(
        tmp_path,
        {
            "app/__init__.py": "",
            "app/db.py": """
                import asyncio

                lock = asyncio.Lock()
                unused = asyncio.Lock()
            """,
            "app/service.py": """
                from app import db

                async def call():
                    async with db.lock:
                        pass

                def pure():
                    return 1
            """,
            "tests/__init__.py": "",
            "tests/test_service.py": """
                import asyncio
                import pytest
                from app.service import call, pure

                async def test_call():
                    await call()

                async def test_pure():
                    pure()

                def test_sync():
                    call

                @pytest.fixture(scope="module")
                def queue():
                    return asyncio.Queue()

                async def test_queue(queue):
                    await queue.put(1)

                class TestKept:
                    event = asyncio.Event()

                    async def test_event(self):
                        self.event.set()
            """,
        },
    )
    assert found == {
        "tests/test_service.py::TestKept::test_event": found[
            "tests/test_service.py::TestKept::test_event"
        ],
        "tests/test_service.py::test_call": "session",
        "tests/test_service.py::test_pure": "own",
        "tests/test_service.py::test_queue": "module tests/test_service.py",
        "tests/test_service.py::test_sync": None,
    }


def test_marks_that_a_hook_adds(tmp_path: Path) -> None:
    """The usual hook that marks all async tests is read."""
    found = agreed(
        tmp_path,
        {
            "conftest.py": """
                import pytest
                from pytest_asyncio import is_async_test

                def pytest_collection_modifyitems(items):
                    tests = (item for item in items if is_async_test(item))
                    mark = pytest.mark.asyncio(loop_scope="session")
                    for one in tests:
                        one.add_marker(mark, append=False)
            """,
            "test_hook.py": """
                import pytest

                async def test_plain(): ...

                @pytest.mark.asyncio(loop_scope="module")
                async def test_marked(): ...

                def test_sync(): ...
            """,
        },
    )
    assert found == {
        "test_hook.py::test_marked": "session",
        "test_hook.py::test_plain": "session",
        "test_hook.py::test_sync": None,
    }


def test_objects_that_keep_what_they_make(tmp_path: Path) -> None:
    """A global object is a resource by what its own methods, or its bases', keep."""
    found = agreed(
        tmp_path,
        {
            "app.py": """
                import asyncio

                class Base:
                    queue = None

                    async def connect(self):
                        self.queue = asyncio.Queue()

                class Database(Base): ...

                class Plain:
                    async def connect(self):
                        queue = asyncio.Queue()

                db = Database()
                plain = Plain()
                _one = None

                def one():
                    global _one
                    if _one is None:
                        _one = asyncio.Lock()
                    return _one
            """,
            "test_app.py": """
                import app

                async def test_base():
                    await app.db.connect()

                async def test_plain():
                    await app.plain.connect()

                async def test_one():
                    app.one()
            """,
        },
    )
    assert found == {
        "test_app.py::test_base": "session",
        "test_app.py::test_one": "session",
        "test_app.py::test_plain": "own",
    }
