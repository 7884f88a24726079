"""LW805: the fixture ``event_loop`` is requested, where the running loop will do."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator

from loopwise.model.finding import Finding
from loopwise.model.runner import LOOPWISE
from loopwise.rules.functions import fixture_name, is_collected, parameters
from loopwise.rules.migration.overrides import are_overrides_plain
from loopwise.rules.migration.surroundings import runs_unmarked
from loopwise.rules.rule import WARNING, Example, SourceRule
from loopwise.rules.scopes.event_loop_requested import with_running_loop
from loopwise.rules.surroundings import mentions
from loopwise.rules.view import View

_NAME = "event_loop"


class EventLoopParameter(SourceRule):
    """An async test or fixture asks for the fixture `event_loop`.

    **What it means.** pytest-asyncio had it until 1.0, and Loopwise honours it. It is
    the loop that the test runs on, so the code can ask for the running loop. While
    somebody requests it, a fixture `event_loop` of the suite's own cannot be deleted.

    **What to do.** `loopwise fix --migrate` writes `asyncio.get_running_loop()`. A sync
    test or fixture that runs something on the loop is better an `async def`.
    """

    code = "LW805"
    level = WARNING
    name = "event-loop-parameter"
    summary = "The fixture `event_loop` is requested by async code"
    nodes = (ast.AsyncFunctionDef,)
    words = (_NAME,)
    bad = (
        Example(
            {
                "test_example.py": """
                    async def test_time(event_loop):
                        assert event_loop.time() > 0
                """
            },
            runner=LOOPWISE,
            is_run=False,
            why_not="Loopwise runs it as it is: there is only less to write.",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import asyncio

                    async def test_time():
                        assert asyncio.get_running_loop().time() > 0
                """
            },
            runner=LOOPWISE,
        ),
    )

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give async tests and fixtures with such a parameter."""
        assert isinstance(node, ast.AsyncFunctionDef)
        found = [one for one in parameters(node) if one.arg == _NAME]
        if not found or not runs_unmarked(view.project):
            return
        name = fixture_name(view, node)
        if name == _NAME or not (name or is_collected(view, node)):
            return
        if any(mentions(one, _NAME) for one in node.decorator_list):
            return  # a parameter of the test
        repair = with_running_loop(node, found[0], view)
        if repair is None:
            return
        # Another fixture of that name may do more than to make a loop.
        is_safe = are_overrides_plain(view.project)
        repair = dataclasses.replace(repair, is_safe=repair.is_safe and is_safe)
        yield view.finding(
            self.code,
            found[0],
            f"`{node.name}` requests `event_loop`",
            "it is the loop that async code runs on, so that can ask for it.",
            repair=repair,
        )
