"""LW212: a loop that is made and never closed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.model.finding import Finding, Repair
from loopwise.rules.functions import Definition, fixture_decorator, is_collected
from loopwise.rules.rule import WARNING, Example, SourceRule
from loopwise.rules.surroundings import is_expected
from loopwise.rules.view import View, repair
from loopwise.rules.written import write_name

MAKERS = ("asyncio.new_event_loop", "asyncio.events.new_event_loop")
_SETTERS = ("asyncio.set_event_loop", "asyncio.events.set_event_loop")
_COLLECTED = """
    import gc

    import pytest

    @pytest.fixture(autouse=True)
    def collected():
        yield
        gc.collect()
"""
"""Python warns when it collects a loop: so each test has its own."""
_SHOWN = ("-W", "always::ResourceWarning")
_ERRORS = (
    *("-W", "error::ResourceWarning"),
    *("-W", "error::pytest.PytestUnraisableExceptionWarning"),
)


class UnclosedLoop(SourceRule):
    """`asyncio.new_event_loop()` makes a loop that only `close()` gives back.

    It holds a selector and two sockets. Where it is dropped, Python warns of an
    unclosed event loop and of its sockets, at some later moment: pytest shows that
    warning with another test, and where warnings are errors that one fails.

    Close it in a `finally`, or let `asyncio.run(…)` or `with asyncio.Runner()` make the
    loop and close it.
    """

    code = "LW212"
    level = WARNING
    name = "loop-never-closed"
    summary = "A loop is made by `new_event_loop()` and never closed"
    bad = (
        Example(
            {
                "conftest.py": _COLLECTED,
                "test_example.py": """
                    import asyncio

                    async def answer():
                        return 42

                    def test_answer():
                        loop = asyncio.new_event_loop()
                        assert loop.run_until_complete(answer()) == 42
                """,
            },
            args=_SHOWN,
            shows="unclosed event loop",
        ),
        Example(
            {
                "conftest.py": _COLLECTED,
                "test_example.py": """
                    import asyncio

                    import pytest

                    @pytest.fixture
                    def loop():
                        loop = asyncio.new_event_loop()
                        yield loop

                    def test_loop(loop):
                        assert not loop.is_running()
                """,
            },
            args=_SHOWN,
            shows="unclosed event loop",
        ),
        Example(
            {
                "conftest.py": _COLLECTED,
                "test_example.py": """
                    from asyncio import new_event_loop

                    async def answer():
                        return 42

                    def test_answer():
                        assert new_event_loop().run_until_complete(answer()) == 42
                """,
            },
            args=_SHOWN,
            shows="unclosed event loop",
        ),
    )
    good = (
        Example(
            {
                "runs.py": """
                    import asyncio
                    import threading

                    def run(work):
                        loop = asyncio.new_event_loop()
                        try:
                            return loop.run_until_complete(work)
                        finally:
                            loop.close()

                    def made():
                        loop = asyncio.new_event_loop()
                        return loop

                    class Portal:
                        def __init__(self):
                            loop = asyncio.new_event_loop()
                            self.loop = loop

                    def start():
                        loop = asyncio.new_event_loop()
                        threading.Thread(target=loop.run_forever, daemon=True).start()
                        return Portal
                """,
                "test_example.py": """
                    import asyncio
                    import contextlib

                    import pytest

                    import runs

                    async def answer():
                        return 42

                    @pytest.fixture
                    def loop(request):
                        loop = asyncio.new_event_loop()
                        request.addfinalizer(loop.close)
                        return loop

                    @pytest.fixture
                    def other():
                        loop = asyncio.new_event_loop()
                        yield loop
                        loop.close()

                    def test_answer(loop, other):
                        assert runs.run(answer()) == 42
                        with contextlib.closing(asyncio.new_event_loop()) as third:
                            third.run_until_complete(answer())
                        assert asyncio.run(answer()) == 42
                """,
            },
            args=_ERRORS,
        ),
    )
    nodes = (ast.Call,)
    words = ("new_event_loop",)

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give loops that do not leave the function that makes them."""
        assert isinstance(node, ast.Call)
        if view.function is None or view.qualified(node.func) not in MAKERS:
            return
        if isinstance(view.function, ast.Lambda) or is_expected(view):
            return
        found = _unclosed(view, view.function)
        if not found:
            return
        yield view.finding(
            self.code,
            node,
            f"`{view.where()}` makes an event loop and never closes it",
            "a loop holds a selector and sockets until it is closed.",
            fixes=(found,),
            repair=_repair(view),
        )


def _unclosed(view: View, function: Definition) -> str:
    """Say what to do about the loop; empty where it may be closed."""
    parent = view.parents[-1]
    if isinstance(parent, ast.Attribute):
        return "use `asyncio.run()`" if parent.attr == "run_until_complete" else ""
    name = ""
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        target = parent.targets[0]
        name = target.id if isinstance(target, ast.Name) else ""
    if not name:
        return ""
    uses = _Uses(name, view, function)
    is_fixture = fixture_decorator(view, function) is not None
    if uses.may_be_closed or (uses.is_yielded and not is_fixture):
        return ""
    if uses.is_current and not is_fixture and not is_collected(view, function):
        return ""
    where = "behind the `yield`" if uses.is_yielded else "in a `finally`"
    return f"call `{name}.close()` {where}"


class _Uses:
    """What a function does with a loop that it keeps under a name."""

    def __init__(self, name: str, view: View, function: Definition) -> None:
        self.may_be_closed = self.is_yielded = self.is_current = False
        self.name, self.view = name, view
        made = 0
        for node in ast.walk(function):
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.Name) and child.id == name:
                    made += isinstance(child.ctx, ast.Store)
                    self._see(node, child)
        if made != 1:
            self.may_be_closed = True

    def _see(self, parent: ast.AST, use: ast.Name) -> None:
        if isinstance(use.ctx, ast.Store):
            return
        if isinstance(parent, ast.Attribute):
            # `run_forever` belongs to a thread, which may never end.
            if parent.attr in {"close", "run_forever"}:
                self.may_be_closed = True
        elif isinstance(parent, ast.Yield):
            self.is_yielded = True
        elif isinstance(parent, ast.Call) and use in parent.args:
            if self.view.qualified(parent.func) in _SETTERS:
                self.is_current = True
            else:
                self.may_be_closed = True
        elif not isinstance(parent, (ast.Compare, ast.Assert)):
            self.may_be_closed = True


def _repair(view: View) -> Repair | None:
    """Let ``asyncio.run`` make and close the loop, where it runs one thing."""
    attribute, call = view.parents[-1], view.parents[-2]
    if not (
        isinstance(attribute, ast.Attribute)
        and isinstance(call, ast.Call)
        and call.func is attribute
        and len(call.args) == 1
        and isinstance(call.args[0], ast.Call)
        and not call.keywords
    ):
        return None
    written = write_name(view, "asyncio", "run")
    if written is None:
        return None
    text, edits = written
    return repair(
        f"run it by `{text}()`", *edits, view.replace(attribute, text), is_safe=False
    )
