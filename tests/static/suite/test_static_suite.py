"""Where the parts of a suite stand, for rules to point at."""

from __future__ import annotations

import ast
from pathlib import Path

from loopwise.model.scope import Scope
from loopwise.static.suite.marks import Stands
from tests.static.suite.both import loops, read

FILES = {
    "conftest.py": """
        import pytest
        import pytest_asyncio

        @pytest_asyncio.fixture(loop_scope="session", scope="module", autouse=True)
        async def wide(): ...

        @pytest.fixture
        def unused(): ...
    """,
    "base.py": """
        class Base:
            async def test_inherited(self): ...
    """,
    "test_one.py": """
        import unittest
        import pytest
        from base import Base

        pytestmark = pytest.mark.asyncio

        class TestOne(Base):
            @pytest.mark.asyncio(loop_scope="class")
            async def test_marked(self): ...

        def test_sync(): ...

        class Foreign(unittest.IsolatedAsyncioTestCase):
            async def test_foreign(self): ...
    """,
}


def test_tests_and_their_marks(tmp_path: Path) -> None:
    """A test knows its node, its file and class, and where its closest mark stands."""
    static = read(tmp_path, FILES)
    found = dict(zip([one.id for one in static.suite.tests], static.tests, strict=True))
    one = found["test_one.py::TestOne::test_marked"]
    assert one.node.name == "test_marked"
    assert one.file.shown == "test_one.py"
    assert one.cls is not None
    assert one.cls.name == "TestOne"
    assert one.is_async_def
    assert one.mark is not None
    assert one.mark.stands is Stands.FUNCTION
    assert one.loop_scope is Scope.CLASS
    assert isinstance(one.loop_scope_node, ast.Constant)
    assert one.file.of(one.loop_scope_node) == '"class"'
    inherited = found["test_one.py::TestOne::test_inherited"]
    assert inherited.defined_in.shown == "base.py"
    assert inherited.mark is not None
    assert inherited.mark.stands is Stands.PYTESTMARK
    assert inherited.loop_scope is None
    assert not found["test_one.py::test_sync"].is_async_def
    assert [one.node.name for one in static.foreign] == ["test_foreign"]


def test_fixtures_and_their_decorators(tmp_path: Path) -> None:
    """A fixture knows its node, its decorator and what that says, used or not."""
    static = read(tmp_path, FILES)
    (wide,) = static.fixtures.values()
    assert (wide.name, wide.decorated_by) == ("wide", "pytest_asyncio.fixture")
    assert (wide.scope, wide.loop_scope) == (Scope.MODULE, Scope.SESSION)
    assert wide.autouse
    assert wide.is_async_def
    assert wide.file.shown == "conftest.py"
    assert wide.file.of(wide.decorator).startswith("pytest_asyncio.fixture(")
    assert wide.loop_scope_node is not None
    assert wide.file.of(wide.loop_scope_node) == '"session"'
    assert {one.name for one in static.all_fixtures} == {"wide", "unused"}


def test_files_and_errors(tmp_path: Path) -> None:
    """Test modules and conftests are there as parsed; what cannot be read is told."""
    static = read(tmp_path, {**FILES, "test_bad.py": "def ("})
    assert set(static.files) == {"conftest.py", "test_one.py"}
    (error,) = static.errors
    assert error.startswith("test_bad.py:1")


def test_nothing_is_imported(tmp_path: Path) -> None:
    """Code of the project never runs."""
    files = {
        "conftest.py": "raise SystemExit('imported')",
        "test_one.py": "import conftest\nraise SystemExit\nasync def test_a(): ...",
    }
    assert loops(read(tmp_path, files)) == {"test_one.py::test_a": "own"}


def test_no_tests(tmp_path: Path) -> None:
    """A tree without tests is a suite without tests."""
    static = read(tmp_path, {"module.py": "x = 1"})
    assert not static.suite.tests
    assert not static.errors


def test_types_that_are_declared(tmp_path: Path) -> None:
    """Types of the option `loopwise_bound_types` are known; bad rows are left out."""
    files = {
        "pytest.ini": """
            [pytest]
            loopwise_bound_types =
                app:Client binds=first-use
                what is this
        """,
        "app.py": "class Client: ...\nclient = Client()",
        "test_one.py": "import app\nasync def test_one():\n    app.client.go()",
    }
    assert loops(read(tmp_path, files)) == {"test_one.py::test_one": "session"}
