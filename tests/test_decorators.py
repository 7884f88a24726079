"""``fixture`` and ``mark``: what a suite may import from Loopwise."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_type

import pytest

import loopwise
from loopwise import fixture, mark
from loopwise.testing import ExampleSuite

if TYPE_CHECKING:
    # Read by mypy alone: what is decorated keeps its type, in every form.

    @fixture
    async def _bare() -> int:
        return 1

    @fixture(scope="session", loop_scope="session", name="called", autouse=True)
    async def _called() -> AsyncIterator[str]:
        yield "value"

    @fixture(params=[1, 2], ids=str)
    def _sync(request: pytest.FixtureRequest) -> int:
        return 1

    @mark.asyncio
    async def _marked(value: int) -> bytes:
        return b""

    assert_type(mark.asyncio(loop_scope="module"), pytest.MarkDecorator)
    assert_type(mark.asyncio(timeout=2.5), pytest.MarkDecorator)
    assert_type(mark.slow, pytest.MarkDecorator)

    _bare_type: Callable[[], Awaitable[int]] = _bare
    _called_type: Callable[[], AsyncIterator[str]] = _called
    _sync_type: Callable[[pytest.FixtureRequest], int] = _sync
    _marked_type: Callable[[int], Awaitable[bytes]] = _marked

    fixture(scope="sesion")  # type: ignore[call-overload]  # no such scope
    fixture(loop_scope="tests")  # type: ignore[call-overload]  # no such scope
    mark.asyncio(timeout="2")  # type: ignore[call-overload]  # no number
    mark.asyncio(loop_scope="all")  # type: ignore[call-overload]  # no such scope

SCOPES = '"function", "class", "module", "package" or "session"'


def sample() -> Any:
    """Make a new async function."""

    async def db() -> None: ...

    return db


def declared(function: Any) -> tuple[object, object]:
    """Give what is noted on a function: that it is async, and its loop scope."""
    noted = vars(function)
    return noted.get("_force_asyncio_fixture"), noted.get("_loop_scope")


def test_async_function_is_declared() -> None:
    """An async fixture is noted as one where pytest-asyncio looks too."""
    function = sample()
    fixture(function)
    assert declared(function) == (True, None)


def test_loop_scope_is_noted() -> None:
    """The loop scope stands beside it, whichever form the decorator has."""
    one, two = sample(), sample()
    fixture(one, loop_scope="module")
    fixture(loop_scope="session", scope="module")(two)
    assert declared(one) == (True, "module")
    assert declared(two) == (True, "session")


def test_sync_function_is_declared_only_with_a_loop_scope() -> None:
    """A sync fixture is pytest's, unless a loop scope says that it needs a loop."""

    def plain() -> None: ...

    def on_a_loop() -> None: ...

    fixture(plain)
    fixture(on_a_loop, loop_scope="session")
    assert declared(plain) == (None, None)
    assert declared(on_a_loop) == (True, "session")


def test_wrapped_functions_are_declared() -> None:
    """Static methods and partials of async functions are noted as well."""
    method, partial = sample(), functools.partial(sample())
    fixture(staticmethod(method), loop_scope="module")
    fixture(partial, loop_scope="class", name="partial")
    assert declared(method) == (True, "module")
    assert declared(partial) == (True, "class")


@pytest.mark.parametrize("what", ["scope", "loop_scope"])
@pytest.mark.parametrize("called", [False, True], ids=["bare", "called"])
def test_bad_scope_is_an_error_with_its_place(what: str, called: bool) -> None:
    """A scope that is none is refused at once, with the function and its place."""
    function = sample()
    options: dict[str, Any] = {what: "sesion"}
    with pytest.raises(ValueError, match="sesion") as caught:
        fixture(**options)(function) if called else fixture(function, **options)
    code = function.__code__
    text = str(caught.value)
    assert text == (
        f"{code.co_filename}:{code.co_firstlineno}: fixture `db`: "
        f"{what} 'sesion' is not a scope; choose {SCOPES}"
    )


def test_dynamic_scope_is_pytests_to_check() -> None:
    """A callable scope is passed on, for pytest to call when it collects."""
    called: list[str] = []

    def scope(fixture_name: str, config: pytest.Config) -> Any:
        called.append(fixture_name)
        return "session"

    fixture(sample(), scope=scope)
    assert called == []


def test_other_marks_are_pytests() -> None:
    """Every other mark is the one that pytest has under its name."""
    assert mark.skip == pytest.mark.skip
    assert mark.parametrize == pytest.mark.parametrize


def test_bad_loop_scope_of_a_mark_is_an_error() -> None:
    """A mark whose loop scope is none is refused where it is written."""
    options: dict[str, Any] = {"loop_scope": "modul"}
    with pytest.raises(ValueError, match="modul") as caught:
        mark.asyncio(**options)
    text = f"mark.asyncio: loop_scope 'modul' is not a scope; choose {SCOPES}"
    assert str(caught.value) == text


def test_public_names() -> None:
    """The package offers what its documentation names, and nothing else."""
    assert sorted(loopwise.__all__) == ["__version__", "fixture", "mark"]
    for name in loopwise.__all__:
        assert hasattr(loopwise, name)


FORMS = ExampleSuite(
    {
        "test_one.py": """
            import asyncio
            import functools
            import loopwise
            from loopwise import fixture, mark

            def here():
                return asyncio.get_running_loop()

            @fixture
            async def bare():
                return here()

            @fixture()
            async def called():
                yield here()

            @fixture(scope="module", loop_scope="session")
            async def wide():
                yield here()

            @fixture(name="renamed", params=["x"], ids=["id"])
            async def other_name(request):
                return request.param, here()

            @fixture(scope=lambda fixture_name, config: "module")
            async def dynamic():
                return here()

            @fixture
            def sync():
                return 7

            @fixture(loop_scope="module")
            def sync_on_a_loop():
                return asyncio.get_event_loop()

            async def add(one=1, two=2):  # pytest 8.2 wants the defaults,
                return one + two, here()

            partial = functools.partial(add, two=2)
            partial.__name__ = "partial"  # and pytest 8.4 the name
            partial = fixture(partial)

            class TestMethods:
                @fixture
                async def method(self):
                    return self, here()

                @fixture
                @staticmethod
                async def static():
                    return here()

                async def test_method(self, method, static):
                    assert method == (self, here())
                    assert static is here()

            async def test_bare(bare, called):
                assert bare is called is here()

            async def test_wide(wide):
                assert wide is here()

            async def test_renamed(renamed):
                assert renamed == ("x", here())

            async def test_dynamic(dynamic):
                assert dynamic is here()

            async def test_sync(sync, sync_on_a_loop):
                assert sync == 7
                assert sync_on_a_loop is here()

            async def test_partial(partial):
                assert partial == (3, here())

            @mark.asyncio
            async def test_marked(): ...

            @mark.asyncio()
            async def test_marked_called(): ...

            @mark.parametrize("value", [1])
            @mark.asyncio(loop_scope="session")
            async def test_marked_wide(wide, value):
                assert wide is here()

            def test_mark_is_pytests():
                made = mark.asyncio(loop_scope="module").mark
                assert made.name == "asyncio"
                assert made.kwargs == {"loop_scope": "module"}
                assert mark.asyncio(timeout=2).mark.kwargs == {"timeout": 2}
                assert mark.asyncio(timeout=0).mark.kwargs == {"timeout": 0}
                assert mark.asyncio().mark.kwargs == {}

            def test_bare_mark_gives_the_test_back():
                async def test(): ...

                assert mark.asyncio(test) is test
                assert [one.name for one in test.pytestmark] == ["asyncio"]

            @loopwise.mark.asyncio(loop_scope="class")
            class TestMarked:
                async def test_of_class(self): ...
        """,
    }
)


def test_every_form_runs(tmp_path: Path) -> None:
    """Each form of fixture and mark works under real pytest, warnings being errors."""
    result = FORMS.run(tmp_path, "-W", "error")
    assert result.counts == {"passed": 13}, result.text
    assert result.exit_code == 0
