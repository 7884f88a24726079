"""The ``asyncio`` mark, as tests carry it."""

from __future__ import annotations

import pytest

from loopwise.model.place import Place
from loopwise.pytest_plugin.marks import BadMark, located
from loopwise.testing import ExampleSuite, Result

SCOPES = '"function", "class", "module", "package" or "session"'

GOOD = ExampleSuite(
    {
        "conftest.py": """
            import pytest

            def pytest_collection_modifyitems(items):
                for item in items:
                    if item.name == "test_added":
                        mark = pytest.mark.asyncio(loop_scope="session")
                        item.add_marker(mark, append=False)
        """,
        "test_one.py": """
            import pytest
            from loopwise import mark

            pytestmark = pytest.mark.asyncio(loop_scope="module")

            async def test_of_module(): ...

            @pytest.mark.asyncio(loop_scope="session")
            async def test_closest(): ...

            @pytest.mark.asyncio
            async def test_bare(): ...

            @pytest.mark.asyncio(scope="session")
            async def test_old_name(): ...

            @pytest.mark.asyncio(loop_scope=None)
            async def test_none(): ...

            @mark.asyncio(loop_scope="function")
            async def test_typed(): ...

            async def test_added(): ...

            def test_sync(): ...

            @mark.asyncio(loop_scope="class")
            class TestX:
                async def test_of_class(self): ...
        """,
    }
)

BAD = ExampleSuite(
    {
        "test_one.py": """
            import pytest

            @pytest.mark.asyncio(loop_scope="modul")
            async def test_scope(): ...

            @pytest.mark.asyncio("session")
            async def test_positional(): ...

            @pytest.mark.asyncio(loopscope="session")
            async def test_unknown(): ...

            @pytest.mark.asyncio(scope="module", loop_scope="module")
            async def test_both(): ...

            @pytest.mark.asyncio(loop_scope="modul")
            def test_sync(): ...

            async def test_good(): ...
        """
    }
)


@pytest.fixture(scope="module")
def loops(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    """Plan the good marks: the loop scope of each test by its name."""
    plan = GOOD.plan(tmp_path_factory.mktemp("good"))
    return {
        one["id"].rpartition("::")[2]: one["loop"] and one["loop"]["scope"]
        for one in plan["tests"]
    }


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Run the bad marks."""
    return BAD.run(tmp_path_factory.mktemp("bad"))


@pytest.mark.parametrize(
    ("test", "scope"),
    [
        ("test_of_module", "module"),
        ("test_closest", "session"),
        ("test_bare", "function"),
        ("test_old_name", "session"),
        ("test_none", "function"),
        ("test_typed", "function"),
        ("test_added", "session"),
        ("test_sync", None),
        ("test_of_class", "class"),
    ],
)
def test_closest_mark_counts(
    loops: dict[str, str | None], test: str, scope: str | None
) -> None:
    """The closest mark gives the loop scope; one without arguments chooses nothing."""
    assert loops[test] == scope


@pytest.mark.parametrize(
    ("test", "line", "text"),
    [
        (
            "test_scope",
            4,
            f"got loop_scope='modul', which is not a scope; choose {SCOPES}",
        ),
        ("test_positional", 7, "takes keyword arguments only"),
        ("test_unknown", 10, "does not know the argument 'loopscope'"),
        ("test_both", 13, "has both scope and loop_scope, which mean the same"),
    ],
)
def test_bad_mark_fails_its_test(bad: Result, test: str, line: int, text: str) -> None:
    """A mark that means nothing is an error of its test, with the place and a cure."""
    name = f"test_one.py::{test}"
    assert bad.outcomes[name] == "error"
    (report,) = (one for one in bad.reports if one["id"] == name)
    assert report["text"].startswith(f"test_one.py:{line}: mark.asyncio {text}")
    assert report["text"].endswith(f"(on the test {name})")


def test_bad_mark_fails_no_other_test(bad: Result) -> None:
    """Tests with other marks, and sync tests, are not concerned."""
    assert bad.counts == {"error": 4, "passed": 2}


def test_place_is_written_first() -> None:
    """The text of a bad mark begins with a place that editors open."""
    text = located(BadMark("is bad"), Place("test_one.py", 3), "test_one.py::test_a")
    assert text == "test_one.py:3: is bad\n(on the test test_one.py::test_a)"
