"""LW213: a test or fixture leaves a current loop behind."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.model.finding import Finding
from loopwise.model.runner import LOOPWISE
from loopwise.rules.by_hand.unclosed_loop import MAKERS
from loopwise.rules.functions import fixture_name, is_collected
from loopwise.rules.rule import WARNING, Example, SourceRule
from loopwise.rules.surroundings import is_expected
from loopwise.rules.view import View

SETTERS = ("asyncio.set_event_loop", "asyncio.events.set_event_loop")


class SetEventLoop(SourceRule):
    """`asyncio.set_event_loop(…)` in a test or fixture lasts longer than it does.

    The current loop belongs to the thread. Whoever comes next and asks for it gets this
    one: closed by then, or with the tasks of another test on it. What fails is that
    other test, and only in this order.

    Set it back in a `finally`, to `None` or to what it was. Most code needs no current
    loop at all: `asyncio.run(…)` and `with asyncio.Runner()` set one and take it away.
    With Loopwise nothing is to be done: after each sync test and fixture it sets back
    what was current before.
    """

    code = "LW213"
    level = WARNING
    name = "current-loop-left-behind"
    summary = "A test or fixture sets the current loop and leaves it set"
    bad = (
        Example(
            {
                "test_example.py": """
                    import asyncio

                    async def answer():
                        return 42

                    def test_answer():
                        loop = asyncio.new_event_loop()
                        asyncio.set_event_loop(loop)
                        assert loop.run_until_complete(answer()) == 42
                        loop.close()

                    def test_later():
                        loop = asyncio.get_event_loop()
                        assert loop.run_until_complete(answer()) == 42
                """
            },
            shows="Event loop is closed",
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest

                    async def answer():
                        return 42

                    @pytest.fixture
                    def loop():
                        loop = asyncio.new_event_loop()
                        asyncio.set_event_loop(loop)
                        yield loop
                        loop.close()

                    def test_answer(loop):
                        assert loop.run_until_complete(answer()) == 42

                    def test_later():
                        loop = asyncio.get_event_loop()
                        assert loop.run_until_complete(answer()) == 42
                """
            },
            shows="Event loop is closed",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import asyncio
                    import contextlib

                    import pytest

                    async def answer():
                        return 42

                    @pytest.fixture
                    def loop():
                        loop = asyncio.new_event_loop()
                        asyncio.set_event_loop(loop)
                        yield loop
                        asyncio.set_event_loop(None)
                        loop.close()

                    def test_answer(loop):
                        assert loop.run_until_complete(answer()) == 42
                        asyncio.set_event_loop(None)

                    @contextlib.contextmanager
                    def opened():
                        loop = asyncio.new_event_loop()
                        yield loop
                        asyncio.set_event_loop(None)
                        loop.close()

                    @pytest.fixture
                    def other():
                        with opened() as loop:
                            asyncio.set_event_loop(loop)
                            yield loop

                    def test_other(other):
                        assert asyncio.get_event_loop() is other

                    class TestLoops:
                        def setup_method(self):
                            self.loop = asyncio.new_event_loop()
                            asyncio.set_event_loop(self.loop)

                        def teardown_method(self):
                            self.loop.close()
                            asyncio.set_event_loop(None)

                        def test_answer(self):
                            assert asyncio.get_event_loop() is self.loop
                """
            }
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio

                    async def answer():
                        return 42

                    def test_answer():
                        loop = asyncio.new_event_loop()
                        asyncio.set_event_loop(loop)
                        assert loop.run_until_complete(answer()) == 42
                        loop.close()

                    def test_later():
                        loop = asyncio.get_event_loop()
                        assert loop.run_until_complete(answer()) == 42
                """
            },
            runner=LOOPWISE,
        ),
    )
    nodes = (ast.Call,)
    words = ("set_event_loop",)

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give calls in sync tests and fixtures that no other call undoes."""
        assert isinstance(node, ast.Call)
        function = view.function
        if not isinstance(function, ast.FunctionDef) or not _sets(node, view):
            return
        if view.project.runner.is_loopwise or is_expected(view):
            return
        fixture = fixture_name(view, function)
        if not (fixture or is_collected(view, function)) or fixture == "event_loop":
            return  # LW104 is about fixtures called `event_loop`
        calls = [one for one in ast.walk(function) if _is_setting(one, view)]
        if len(calls) > 1 or not _is_made_here(node.args[0], function, view):
            return
        yield view.finding(
            self.code,
            node,
            f"`{view.where()}` sets the current event loop and leaves it set",
            "the next one that asks for the current loop gets this one, closed or not.",
            fixes=("call `asyncio.set_event_loop(None)` at the end, in a `finally`",),
        )


def _is_made_here(node: ast.expr, function: ast.FunctionDef, view: View) -> bool:
    """Tell whether a loop is made in the function: others know who sets it back."""
    if isinstance(node, ast.Call):
        return view.qualified(node.func) in MAKERS
    return isinstance(node, ast.Name) and any(
        isinstance(one, ast.Assign)
        and isinstance(one.value, ast.Call)
        and view.qualified(one.value.func) in MAKERS
        and any(isinstance(to, ast.Name) and to.id == node.id for to in one.targets)
        for one in ast.walk(function)
    )


def _is_setting(node: ast.AST, view: View) -> bool:
    """Tell whether something sets the current loop, or hands over what does."""
    return (
        isinstance(node, (ast.Name, ast.Attribute)) and view.qualified(node) in SETTERS
    )


def _sets(node: ast.Call, view: View) -> bool:
    """Tell whether a call sets the current loop to one."""
    if view.qualified(node.func) not in SETTERS or len(node.args) != 1:
        return False
    given = node.args[0]
    return not (isinstance(given, ast.Constant) and given.value is None)
