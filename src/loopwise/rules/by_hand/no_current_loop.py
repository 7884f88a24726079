"""LW203: the current loop is asked for where there is none."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from loopwise.model.finding import Finding
from loopwise.model.runner import LOOPWISE
from loopwise.rules.by_hand.get_event_loop import NAMES
from loopwise.rules.by_hand.run_by_asyncio import by_asyncio_run
from loopwise.rules.conftests import is_matched, is_mentioned
from loopwise.rules.functions import (
    fixture_decorator,
    has_bases,
    is_collected,
    parameters,
)
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.surroundings import (
    is_expected,
    is_for_other_versions,
    is_script,
    mentions,
)
from loopwise.rules.view import View

_RUN = ("asyncio.run", "asyncio.runners.run")
_ON_DEMAND = "Python makes one on demand, warns from 3.12 on, and raises from 3.14 on."
_ASYNC_FIXTURE = re.compile(r"@[\w.]*fixture\b[^@]*?\n\s*async def ")
_AFTER_TESTS = (
    "pytest-asyncio leaves none behind after an async test; Python makes none from "
    "3.14 on."
)


class NoCurrentLoop(SourceRule):
    """Outside of async code `asyncio.get_event_loop()` gives the thread's current loop.

    There may be none. The main thread starts without; on the first call Python makes
    one, which nobody runs or closes, with a `DeprecationWarning` from 3.12 on; from
    3.14 on it raises `RuntimeError`. Whatever runs a loop by `asyncio.run()` or a
    `Runner` leaves none behind, and then every Python raises. That is what
    pytest-asyncio does from 1.4 on: a sync test or fixture that comes after an async
    test has no current loop, so the order of the tests decides whether it fails.

    Loopwise sets a current loop for sync tests and fixtures, the one planned for them.
    What remains are calls at import, and those after an `asyncio.run()`.

    Run a coroutine by `asyncio.run(…)`, or make the test or the fixture `async def` and
    await it.
    """

    code = "LW203"
    name = "no-current-loop"
    summary = "The current loop is asked for where there may be none"
    bad = (
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest

                    async def answer():
                        return 42

                    @pytest.mark.asyncio
                    async def test_answer():
                        assert await answer() == 42

                    def test_answer_later():
                        loop = asyncio.get_event_loop()
                        assert loop.run_until_complete(answer()) == 42
                """
            },
            shows="There is no current event loop in thread 'MainThread'",
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest

                    async def answer():
                        return 42

                    @pytest.mark.asyncio
                    async def test_answer():
                        assert await answer() == 42

                    @pytest.fixture
                    def found():
                        return asyncio.get_event_loop().run_until_complete(answer())

                    def test_found(found):
                        assert found == 42
                """
            },
            shows="There is no current event loop in thread 'MainThread'",
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio

                    async def answer():
                        return 42

                    def test_answer():
                        assert asyncio.run(answer()) == 42
                        assert asyncio.get_event_loop().run_until_complete(answer())
                """
            },
            shows="There is no current event loop in thread 'MainThread'",
            runner=LOOPWISE,
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio

                    loop = asyncio.get_event_loop()

                    def test_loop():
                        assert not loop.is_closed()
                """
            },
            is_run=False,
            why_not="it warns from Python 3.12 on and fails from 3.14 on",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest

                    async def answer():
                        return 42

                    @pytest.mark.asyncio
                    async def test_answer():
                        assert await answer() == 42

                    def test_answer_later():
                        assert asyncio.run(answer()) == 42

                    def test_with_a_loop():
                        loop = asyncio.new_event_loop()
                        asyncio.set_event_loop(loop)
                        assert asyncio.get_event_loop() is loop
                        asyncio.set_event_loop(None)
                        loop.close()

                    def test_that_it_fails():
                        with pytest.raises(RuntimeError):
                            asyncio.get_event_loop()
                """
            }
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest

                    async def answer():
                        return 42

                    @pytest.mark.asyncio
                    async def test_answer():
                        assert await answer() == 42

                    def test_answer_later():
                        loop = asyncio.get_event_loop()
                        assert loop.run_until_complete(answer()) == 42
                """
            },
            version="1.3.0",
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest
                    import pytest_asyncio

                    @pytest_asyncio.fixture
                    async def user():
                        return "Ada"

                    @pytest.mark.asyncio
                    async def test_user(user):
                        assert user == "Ada"

                    def test_on_the_loop_of_the_fixture(user):
                        loop = asyncio.get_event_loop()
                        loop.run_until_complete(asyncio.sleep(0))
                """
            }
        ),
        Example(
            {
                "conftest.py": """
                    import asyncio

                    import pytest

                    @pytest.fixture(autouse=True)
                    def current():
                        loop = asyncio.new_event_loop()
                        asyncio.set_event_loop(loop)
                        yield
                        asyncio.set_event_loop(None)
                        loop.close()
                """,
                "test_example.py": """
                    import asyncio
                    import unittest

                    def test_with_what_a_conftest_sets():
                        assert not asyncio.get_event_loop().is_running()

                    class TestWithABase(unittest.TestCase):
                        def test_loop(self):
                            assert not asyncio.get_event_loop().is_running()
                """,
            }
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio

                    async def answer():
                        return 42

                    async def test_answer():
                        assert await answer() == 42

                    def test_answer_later():
                        loop = asyncio.get_event_loop()
                        assert loop.run_until_complete(answer()) == 42
                """
            },
            runner=LOOPWISE,
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest
                    import pytest_asyncio

                    @pytest_asyncio.fixture
                    async def answer():
                        yield 42

                    @pytest.fixture
                    def later(answer):
                        loop = asyncio.get_event_loop()
                        return loop.run_until_complete(asyncio.sleep(0, answer))

                    @pytest.mark.asyncio
                    async def test_answer(answer):
                        assert answer == 42

                    def test_later(later):
                        assert later == 42
                """
            }
        ),
        Example(
            {
                "conftest.py": """
                    import pytest
                    from tornado.ioloop import IOLoop

                    @pytest.fixture
                    def server():
                        return IOLoop.current()
                """,
                "test_example.py": """
                    import asyncio

                    def test_server(server):
                        assert not asyncio.get_event_loop().is_running()
                """,
            },
            is_run=False,
            why_not="it needs tornado, which makes a loop the current one",
        ),
    )
    nodes = (ast.Call,)
    words = ("get_event_loop",)

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give calls at import, in sync tests and in sync fixtures."""
        assert isinstance(node, ast.Call)
        if node.args or view.qualified(node.func) not in NAMES:
            return
        why = _why(node, view)
        if not why or is_expected(view) or is_for_other_versions(view):
            return
        yield view.finding(
            self.code,
            node,
            f"`{view.where()}` asks for the current event loop where there may be none"
            if view.function
            else "the current event loop is asked for at import, where there is none",
            why,
            fixes=(
                "make it `async def`, and await"
                if view.function
                else "call `asyncio.get_running_loop()` in the code that needs it",
            ),
            repair=by_asyncio_run(view),
        )


def _why(node: ast.Call, view: View) -> str:
    """Say why there may be no current loop; empty where one can't tell."""
    function = view.function
    if function is None:
        return _ON_DEMAND if _is_at_import(view) and not _sets_one(view) else ""
    if not isinstance(function, ast.FunctionDef):
        return ""
    if not (is_collected(view, function) or fixture_decorator(view, function)):
        return ""
    if _runs_before(node, view, function):
        return "`asyncio.run()` leaves no current loop behind."
    return _AFTER_TESTS if _is_left_without(view, function) else ""


def _is_left_without(view: View, function: ast.FunctionDef) -> bool:
    """Tell whether what runs the async tests leaves no current loop to a sync one."""
    runner = view.project.runner
    if runner.is_loopwise or runner.is_before(1, 4) or _sets_one(view):
        return False
    # A fixture or a base class may have set one.
    if has_bases(view) or any("loop" in one.arg for one in parameters(function)):
        return False
    if any(mentions(one, "loop") for one in function.decorator_list):
        return False
    return not _has_async_fixtures(view, function)


def _has_async_fixtures(view: View, function: ast.FunctionDef) -> bool:
    """Tell whether an async fixture may be alive: its loop is then the current one."""
    if not is_matched(view, _ASYNC_FIXTURE):
        return False
    return bool(parameters(function)) or is_mentioned(view, "autouse")


def _is_at_import(view: View) -> bool:
    return not is_script(view) and all(
        isinstance(one, (ast.Module, ast.ClassDef)) for one in view.scopes
    )


def _sets_one(view: View) -> bool:
    """Tell whether anything sets a current loop, or replaces the function that asks."""
    # The loop of tornado sets itself.
    words = ("set_event_loop", "get_event_loop'", 'get_event_loop"', "IOLoop.current(")
    return is_mentioned(view, *words)


def _runs_before(node: ast.Call, view: View, function: ast.FunctionDef) -> bool:
    """Tell whether the same function surely ran a loop by ``asyncio.run`` before."""
    if mentions(function, "set_event_loop"):
        return False
    for statement in function.body:
        if statement.lineno <= node.lineno <= (statement.end_lineno or 0):
            return False
        if not isinstance(statement, (ast.Expr, ast.Assign, ast.Assert)):
            continue
        if any(
            isinstance(one, ast.Call) and view.qualified(one.func) in _RUN
            for one in ast.walk(statement)
        ):
            return True
    return False
