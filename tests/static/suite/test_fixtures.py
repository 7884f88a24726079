"""Fixtures, recognised by their decorators."""

from __future__ import annotations

from pathlib import Path

from loopwise.model.scope import Scope
from loopwise.static.suite.fixtures import (
    LOOPWISE,
    PYTEST,
    PYTEST_ASYNCIO,
    FixtureSource,
    parameters_asked,
    texts_asked,
)
from tests.static.suite.project import Parts

FILES = {
    "decorators.py": """
        import functools
        import pytest
        import pytest_asyncio

        per_session = functools.partial(pytest.fixture, scope="session")
        async_fixture = pytest_asyncio.fixture

        def ours(**kwargs):
            return pytest_asyncio.fixture(loop_scope="session", **kwargs)
    """,
    "fixtures.py": """
        import loopwise
        import pytest
        from pytest import fixture
        from decorators import async_fixture, ours, per_session

        WIDE = "module"

        @fixture
        def bare(): ...

        @pytest.fixture(scope=WIDE, name="said", autouse=True)
        async def named(bare, other=1, *, third, fourth=2): ...

        @per_session()
        def partial(): ...

        @async_fixture(scope="class")
        async def aliased(): ...

        @ours(scope="package")
        async def wrapped(): ...

        @loopwise.fixture(loop_scope="session")
        async def declared(): ...

        @pytest.fixture(scope=lambda name, config: "session")
        def dynamic(): ...

        def no_fixture(): ...

        @no_fixture
        def decorated(): ...

        by_call = pytest.fixture(scope="module")(no_fixture)

        class Holder:
            @fixture
            def method(self, bare): ...

            @fixture
            @staticmethod
            def static(bare): ...
    """,
}


def source(parts: Parts, name: str) -> FixtureSource | None:
    """Give the fixture that a name of the module stands for."""
    module = parts.module("fixtures")
    return parts.fixtures.of_bound(name, module.names[name], module)


def test_decorators(tmp_path: Path) -> None:
    """A decorator is known under whatever name it has, with all that it is given."""
    parts = Parts(tmp_path, FILES)
    found = {}
    names = [
        "bare",
        "named",
        "partial",
        "aliased",
        "wrapped",
        "declared",
        "dynamic",
        "by_call",
    ]
    for name in names:
        one = source(parts, name)
        assert one is not None
        found[one.name] = (one.decorated_by, one.scope, one.loop_scope)
    assert found == {
        "bare": (PYTEST, Scope.FUNCTION, None),
        "said": (PYTEST, Scope.MODULE, None),
        "partial": (PYTEST, Scope.SESSION, None),
        "aliased": (PYTEST_ASYNCIO, Scope.CLASS, None),
        "wrapped": (PYTEST_ASYNCIO, Scope.PACKAGE, Scope.SESSION),
        "declared": (LOOPWISE, Scope.FUNCTION, Scope.SESSION),
        "dynamic": (PYTEST, Scope.FUNCTION, None),
        "by_call": (PYTEST, Scope.MODULE, None),
    }


def test_what_is_none(tmp_path: Path) -> None:
    """Functions, and those with other decorators, are no fixtures."""
    parts = Parts(tmp_path, FILES)
    assert source(parts, "no_fixture") is None
    assert source(parts, "decorated") is None
    assert source(parts, "WIDE") is None
    assert source(parts, "Holder") is None


def test_parameters(tmp_path: Path) -> None:
    """Parameters without a default ask for fixtures; a method's first does not."""
    parts = Parts(tmp_path, FILES)
    assert parameters_asked(parts.function("named", "fixtures")) == ("bare", "third")
    for name in ("method", "static"):
        method = parts.function(f"Holder.{name}", "fixtures")
        assert parameters_asked(method) == ("bare",)


def test_asking_by_name(tmp_path: Path) -> None:
    """Strings are asked for where the code calls `getfixturevalue`, and only there."""
    text = """
        def asks(request):
            name = "db"
            return request.getfixturevalue(name)

        def says(request):
            return "db"
    """
    parts = Parts(tmp_path, {"asking.py": text})
    assert texts_asked(parts.function("asks", "asking")) == ("db",)
    assert texts_asked(parts.function("says", "asking")) is None
