"""The ``asyncio`` mark, as tests carry it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loopwise.model.place import Place
from loopwise.model.scope import Scope
from loopwise.pytest_plugin.marks import AsyncioMark, BadMark, located, mark_of
from loopwise.testing import ExampleSuite, Result

SCOPES = "function, class, module, package, session"
LEFTOVERS = "Valid values are: warn, error, off."
TAKES = (
    "accepts only keyword arguments 'loop_scope', 'loop_factories', 'loop_factory', "
    "'timeout' and 'leftovers'; it got"
)

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

            @pytest.mark.asyncio(leftovers="off")
            async def test_says_nothing_of_loops(): ...

            @mark.asyncio(leftovers="off", loop_scope="session")
            async def test_says_both(): ...

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

            @pytest.mark.asyncio(leftovers="silent")
            class TestX:
                @pytest.mark.asyncio
                async def test_leftovers(self): ...

                @pytest.mark.asyncio(leftovers="error")
                async def test_nearer(self): ...
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
        ("test_says_nothing_of_loops", "module"),
        ("test_says_both", "session"),
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
            f"got an unexpected loop scope value 'modul'. Valid scopes are: {SCOPES}.",
        ),
        ("test_positional", 7, f"{TAKES} 'session'."),
        ("test_unknown", 10, f"{TAKES} 'loopscope'."),
        (
            "TestX::test_leftovers",
            23,
            f"got an unexpected 'leftovers' value 'silent'. {LEFTOVERS}",
        ),
    ],
)
def test_bad_mark_fails_its_test(bad: Result, test: str, line: int, text: str) -> None:
    """A mark that means nothing is an error of its test, with the place and a cure."""
    name = f"test_one.py::{test}"
    assert bad.outcomes[name] == "error"
    (report,) = (one for one in bad.reports if one["id"] == name)
    assert report["text"] == f"{name}: mark.asyncio {text}\n(test_one.py:{line})"


def test_mark_with_both_names_of_one_argument_is_bad(bad: Result) -> None:
    """A mark that says ``scope`` and ``loop_scope`` is told so in other words."""
    (report,) = (one for one in bad.reports if one["id"] == "test_one.py::test_both")
    assert report["text"] == (
        "test_one.py::test_both: An asyncio pytest marker defines both "
        '"scope" and "loop_scope", but it should only use "loop_scope".\n'
        "(test_one.py:13)"
    )


def test_bad_mark_fails_no_other_test(bad: Result) -> None:
    """Tests with other marks, and sync tests, are not concerned."""
    assert bad.counts == {"error": 5, "passed": 3}


def test_place_has_a_line_of_its_own() -> None:
    """The text of a bad mark names the test, and ends with a place to open."""
    text = located(BadMark("is bad"), Place("test_one.py", 3), "test_one.py::test_a")
    assert text == "test_one.py::test_a: is bad\n(test_one.py:3)"


class Marked:
    """As much of an item as has a mark."""

    def __init__(self, mark: pytest.Mark | None) -> None:
        self._mark = mark

    def iter_markers(self, name: str) -> Iterator[pytest.Mark]:
        """Give the mark."""
        assert name == "asyncio"
        return iter(() if self._mark is None else (self._mark,))


def read(*args: object, **kwargs: object) -> AsyncioMark:
    """Read a mark with these arguments."""
    item: Any = Marked(pytest.Mark("asyncio", args, kwargs, _ispytest=True))
    return mark_of(item)


def test_no_mark_says_nothing() -> None:
    """A test without a mark, and one without arguments, are read alike."""
    item: Any = Marked(None)
    assert mark_of(item) == read() == AsyncioMark()


def test_everything_that_a_mark_says_is_read() -> None:
    """Loop scope, names of factories and a factory are read, in either form."""
    assert read(
        loop_scope="class", loop_factories=["a", "b"], loop_factory=dict
    ) == AsyncioMark(Scope.CLASS, ("a", "b"), dict)
    assert read(scope="module") == AsyncioMark(Scope.MODULE, says_scope=True)
    assert read(loop_factory="uvloop:new_event_loop").factory == "uvloop:new_event_loop"
    assert read(loop_factories=("a",)).factories == ("a",)


@pytest.mark.parametrize("names", [[], "a", ["a", 1], [""], 7, {"a"}])
def test_bad_factory_names_are_refused(names: object) -> None:
    """Names of factories are a sequence of strings that say something."""
    with pytest.raises(BadMark) as caught:
        read(loop_factories=names)
    assert str(caught.value) == (
        "mark.asyncio 'loop_factories' must be a non-empty sequence of strings; "
        f"it got {names!r}."
    )


@pytest.mark.parametrize("factory", [7, ["uvloop"], b"uvloop"])
def test_bad_factory_is_refused(factory: object) -> None:
    """A factory is a function, or a name to import one by."""
    with pytest.raises(BadMark, match="'loop_factory' must be a function") as caught:
        read(loop_factory=factory)
    assert str(caught.value).endswith(f"it got {factory!r}.")


LIMITS = ExampleSuite(
    {
        "conftest.py": """
            from pathlib import Path

            def pytest_runtest_call(item):
                manager = item.config.pluginmanager
                runner = manager.get_plugin("loopwise-session")._runner
                clock = runner.runtime.run.clock
                said = "none" if clock is None else f"{clock.seconds} {clock.source}"
                with Path("limits.txt").open("a") as file:
                    file.write(f"{item.name}: {said}\\n")
        """,
        "test_one.py": """
            import pytest
            from loopwise import mark

            pytestmark = pytest.mark.asyncio(timeout=10)

            async def test_of_module(): ...

            @pytest.mark.asyncio(timeout=0.5)
            async def test_closest(): ...

            @pytest.mark.asyncio(loop_scope="module")
            async def test_other_mark(): ...

            @mark.asyncio(timeout=None)
            async def test_none_says_nothing(): ...

            @mark.asyncio(timeout=0)
            async def test_zero_is_no_limit(): ...

            @mark.asyncio(timeout=20)
            class TestOuter:
                async def test_of_class(self): ...

                @mark.asyncio(loop_scope="class")
                class TestInner:
                    async def test_of_outer_class(self): ...

            def test_sync(): ...
        """,
        "test_two.py": """
            async def test_unmarked(): ...
        """,
    }
)
MARKED = [
    "test_of_module: 10.0 mark.asyncio",
    "test_closest: 0.5 mark.asyncio",
    "test_other_mark: 10.0 mark.asyncio",
    "test_none_says_nothing: 10.0 mark.asyncio",
    "test_zero_is_no_limit: none",
    "test_of_class: 20.0 mark.asyncio",
    "test_of_outer_class: 20.0 mark.asyncio",
    "test_sync: 10.0 mark.asyncio",
]


@pytest.mark.parametrize(
    ("args", "unmarked"),
    [((), "none"), (("--loop-timeout=3",), "3.0 --loop-timeout")],
)
def test_closest_limit_counts(
    tmp_path: Path, args: tuple[str, ...], unmarked: str
) -> None:
    """The closest mark that says a limit counts, before the one for all tests."""
    result = LIMITS.run(tmp_path, *args)
    assert result.counts == {"passed": 9}, result.text
    lines = (tmp_path / "limits.txt").read_text().splitlines()
    assert lines == [*MARKED, f"test_unmarked: {unmarked}"]


@pytest.mark.parametrize(
    "given", ["-1", "float('nan')", "float('inf')", "True", "'2'", "[]"]
)
def test_bad_limit_fails_its_test(tmp_path: Path, given: str) -> None:
    """A limit that is no number of seconds is an error of its test, with the place."""
    suite = f"""
        import pytest

        @pytest.mark.asyncio(timeout={given})
        async def test_bad(): ...

        async def test_good(): ...
    """
    result = ExampleSuite({"test_one.py": suite}).run(tmp_path)
    assert list(result.outcomes.values()) == ["error", "passed"]
    value = {"float('nan')": "nan", "float('inf')": "inf"}.get(given, given)
    assert result.reports[0]["text"] == (
        "test_one.py::test_bad: mark.asyncio 'timeout' must be a number of seconds, or "
        f"0 for no limit; it got {value}.\n(test_one.py:4)"
    )
