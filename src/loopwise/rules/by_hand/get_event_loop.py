"""LW211: ``get_event_loop()`` in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.model.finding import Finding, Repair
from loopwise.rules.rule import WARNING, Example, SourceRule
from loopwise.rules.surroundings import is_expected, mentions
from loopwise.rules.view import View, repair
from loopwise.rules.written import write_name

NAMES = ("asyncio.get_event_loop", "asyncio.events.get_event_loop")
POLICY = ("asyncio.get_event_loop_policy", "asyncio.events.get_event_loop_policy")


def is_of_policy(node: ast.Call, view: View) -> bool:
    """Tell whether a call is ``asyncio.get_event_loop_policy().get_event_loop()``."""
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr == "get_event_loop"
        and isinstance(node.func.value, ast.Call)
        and view.qualified(node.func.value.func) in POLICY
    )


class GetEventLoop(SourceRule):
    """`asyncio.get_event_loop()` gives the loop that is running, where one is.

    Where none runs it does something else: depending on the Python and on what ran
    before, it makes a loop that nobody runs, gives a closed one, warns, or raises.

    In async code a loop is running, and `asyncio.get_running_loop()` says that this is
    the one that is meant. It behaves the same there, in every Python, and if the code
    moves to where no loop runs it says so at once.
    """

    code = "LW211"
    level = WARNING
    name = "get-event-loop-in-async-code"
    summary = "`asyncio.get_event_loop()` in async code"
    bad = (
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest

                    @pytest.mark.asyncio
                    async def test_time():
                        loop = asyncio.get_event_loop()
                        assert loop.time() > 0
                """
            },
            is_run=False,
            why_not="it works as long as the code stays where a loop runs",
        ),
        Example(
            {
                "test_example.py": """
                    from asyncio import get_event_loop, get_event_loop_policy

                    import pytest

                    @pytest.mark.asyncio
                    async def test_time():
                        assert get_event_loop().time() > 0
                        assert get_event_loop_policy().get_event_loop().time() > 0
                """
            },
            is_run=False,
            why_not="it works as long as the code stays where a loop runs",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest

                    @pytest.mark.asyncio
                    async def test_time():
                        assert asyncio.get_running_loop().time() > 0
                """
            }
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio
                    import unittest

                    import pytest

                    try:
                        from asyncio import get_running_loop
                    except ImportError:
                        from asyncio import get_event_loop as get_running_loop

                    @pytest.mark.asyncio
                    async def test_in_a_thread():
                        get_running_loop()

                        def ask():
                            return asyncio.get_event_loop()

                        with pytest.raises(RuntimeError):
                            await asyncio.to_thread(ask)

                    @pytest.mark.asyncio
                    async def test_of_loops():
                        # What is asked for is what is tested.
                        running = asyncio.get_running_loop()
                        assert asyncio.get_event_loop() is running
                        unittest.TestCase().assertIs(asyncio.get_event_loop(), running)
                """
            }
        ),
    )
    nodes = (ast.Call,)
    words = ("get_event_loop",)

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give calls inside ``async def``."""
        assert isinstance(node, ast.Call)
        function = view.function
        if not isinstance(function, ast.AsyncFunctionDef) or node.args:
            return
        by_policy = is_of_policy(node, view)
        if not by_policy and view.qualified(node.func) not in NAMES:
            return
        if isinstance(node.func, ast.Name) and view.definition(node.func) is None:
            return  # imported in one of several ways, for other versions of Python
        if is_expected(view) or mentions(function, "set_event_loop"):
            return
        if _is_subject(view.parents[-1]):
            return
        yield view.finding(
            self.code,
            node,
            f"`{view.where()}` asks for the event loop by `get_event_loop()`",
            "only `get_running_loop()` says that the running one is meant, and fails "
            "where none runs.",
            repair=_repair(node, view, is_safe=not by_policy),
        )


def _is_subject(parent: ast.AST) -> bool:
    """Tell whether a loop is compared with another: a test is about it, then."""
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute):
        return parent.func.attr.startswith("assert")
    return isinstance(parent, ast.Compare)


def _repair(node: ast.Call, view: View, *, is_safe: bool) -> Repair | None:
    written = write_name(view, "asyncio", "get_running_loop")
    if written is None:
        return None
    text, edits = written
    return repair(
        f"call `{text}()`", *edits, view.replace(node, f"{text}()"), is_safe=is_safe
    )
