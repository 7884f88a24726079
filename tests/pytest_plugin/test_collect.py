"""The live reader: what pytest has collected, as the planner sees it."""

from __future__ import annotations

from typing import Any

import pytest

from loopwise.testing import ExampleSuite

SUITE = ExampleSuite(
    {
        "pytest.ini": "[pytest]\nmarkers =\n    slow",
        "conftest.py": """
            import pytest

            @pytest.fixture(scope="session")
            async def db():
                return "db"

            @pytest.fixture(scope="module")
            async def client():
                return "client"

            @pytest.fixture
            def store(db):
                return db

            @pytest.fixture
            def by_name(request):
                return request.getfixturevalue("db")

            @pytest.fixture(scope="session", params=["x", "y"])
            async def engine(request):
                return request.param

            @pytest.fixture(scope="module")
            async def chosen(request):
                return request.param
        """,
        "test_one.py": """
            import pytest

            async def test_through_sync(store): ...

            @pytest.mark.usefixtures("db")
            async def test_usefixtures(): ...

            def test_asks(request):
                assert request.getfixturevalue("db")

            @pytest.mark.parametrize("name", ["client"])
            def test_asks_for_parameter(request, name):
                assert request.getfixturevalue(name)

            def test_fixture_asks(by_name): ...

            async def test_says_only(): assert "db"

            async def test_engine(engine): ...

            @pytest.mark.parametrize("chosen", [1], indirect=True, scope="function")
            async def test_narrowed(chosen): ...

            @pytest.mark.parametrize("chosen", [[], {}], indirect=True)
            async def test_unhashable(chosen): ...

            @pytest.mark.parametrize("value", [1])
            async def test_plain_parameter(value): ...
        """,
        "test_two.py": """
            import pytest

            @pytest.fixture(scope="module")
            async def db(db):
                return db

            async def test_extends(db): ...
        """,
        "test_three.py": """
            import pytest

            @pytest.fixture
            def db():
                return "fake"

            async def test_overrides(store): ...
        """,
        "test_four.py": """
            import pytest

            class TestAutouse:
                @pytest.fixture(autouse=True, scope="class")
                async def prepared(self): ...

                async def test_autouse(self): ...

                async def test_same(self): ...

                class TestInner:
                    async def test_inner(self): ...

            class TestXunit:
                async def setup_method(self): ...

                def test_xunit(self): ...

            class TestXunitWide:
                @classmethod
                async def setup_class(cls): ...

                async def test_xunit_class(self): ...
        """,
        "pkg/__init__.py": "",
        "pkg/conftest.py": """
            import pytest

            @pytest.fixture(scope="package")
            async def server(): ...
        """,
        "pkg/sub/__init__.py": "",
        "pkg/sub/test_five.py": "async def test_package(server): ...",
    }
)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Plan the suite once."""
    return SUITE.plan(tmp_path_factory.mktemp("suite"))


def loop(plan: dict[str, Any], name: str) -> str | None:
    """Give the loop of a test as its scope and whose it is."""
    (found,) = (
        one["loop"] for one in plan["tests"] if one["id"].rpartition("::")[2] == name
    )
    if found is None or found["scope"] == "function":
        return found and "function"
    return f"{found['scope']} {found['of']}".strip()


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("test_through_sync", "session"),
        ("test_usefixtures", "session"),
        ("test_asks", "session"),
        ("test_asks_for_parameter[client]", "module test_one.py"),
        ("test_fixture_asks", "session"),
        ("test_says_only", "function"),
        ("test_engine[x]", "session"),
        ("test_narrowed[1]", "function"),
        ("test_unhashable[chosen0]", "module test_one.py"),
        ("test_plain_parameter[1]", "function"),
        ("test_extends", "session"),
        ("test_overrides", "function"),
        ("test_autouse", "class test_four.py::TestAutouse"),
        ("test_same", "class test_four.py::TestAutouse"),
        ("test_inner", "class test_four.py::TestAutouse"),
        ("test_xunit", "function"),
        ("test_xunit_class", "class test_four.py::TestXunitWide"),
        ("test_package", "package pkg"),
    ],
)
def test_ways_of_using_a_fixture(
    plan: dict[str, Any], test: str, expected: str
) -> None:
    """However a test comes to use a fixture, it is placed with it."""
    assert loop(plan, test) == expected


def instances(plan: dict[str, Any], name: str) -> list[tuple[str, str | None]]:
    """Give scope and parameter of each instance of a fixture."""
    return sorted(
        (f"{one['scope']} {one['kept_for']}".strip(), one["parameter"])
        for one in plan["instances"]
        if one["name"] == name
    )


def test_parameters_make_instances(plan: dict[str, Any]) -> None:
    """Each parameter of a fixture is an instance; unhashable ones are one together."""
    assert instances(plan, "engine") == [("session", "'x'"), ("session", "'y'")]
    assert instances(plan, "chosen") == [("module test_one.py", None)]


def test_override_and_what_it_extends_are_two_instances(plan: dict[str, Any]) -> None:
    """An override that uses its own name is a fixture beside the one it extends."""
    assert instances(plan, "db") == [("module test_two.py", None), ("session", None)]


def test_reason_leads_through_what_was_read(plan: dict[str, Any]) -> None:
    """The steps of a reason are the user's own functions, with their places."""
    (test,) = (
        one for one in plan["tests"] if one["id"] == "test_one.py::test_through_sync"
    )
    assert [(step["name"], step["place"]) for step in test["steps"]] == [
        ("test_through_sync", "test_one.py:4"),
        ("store", "conftest.py:12"),
        ("db", "conftest.py:4"),
    ]


def test_suite_fits_together(plan: dict[str, Any]) -> None:
    """A suite without explicit choices has no Diagnostics."""
    assert plan["diagnostics"] == []
