"""LW201: a loop is run in async code, where one is running."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.model.finding import Finding, Repair
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.surroundings import is_expected, is_for_other_versions
from loopwise.rules.view import View, repair
from loopwise.rules.written import awaited

_RUN = ("asyncio.run", "asyncio.runners.run")
_RUNNER = ("asyncio.Runner", "asyncio.runners.Runner")
_LOOPS = (
    "asyncio.get_event_loop",
    "asyncio.get_running_loop",
    "asyncio.new_event_loop",
    "asyncio.events.get_event_loop",
    "asyncio.events.get_running_loop",
    "asyncio.events.new_event_loop",
    "uvloop.new_event_loop",
)
_BY_RUNNER = "Runner.run()"
"""Its runner would have to go, too: that is left to whoever wrote it."""
_OTHER_WORLDS = ("trio", "nest_asyncio", "curio")
"""With these imported a loop may well be run inside of what is running."""
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class RunInCoroutine(SourceRule):
    """`asyncio.run(…)`, `Runner().run(…)` and `loop.run_until_complete(…)` run a loop.

    Async code is on a loop that runs, and asyncio runs one at a time in a thread: the
    call raises `RuntimeError`, and what was to be run is never awaited.

    Await it. Sync functions that run loops themselves can be called in a thread:
    `await asyncio.to_thread(…)`.
    """

    code = "LW201"
    name = "loop-run-in-async-code"
    summary = "A loop is run in async code, where one is running"
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
                        assert asyncio.run(answer()) == 42
                """
            },
            shows="asyncio.run() cannot be called from a running event loop",
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest

                    async def answer():
                        return [42]

                    @pytest.mark.asyncio
                    async def test_answer():
                        loop = asyncio.get_event_loop()
                        found = loop.run_until_complete(answer())[0]
                        assert found == 42
                """
            },
            shows="This event loop is already running",
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
                        with asyncio.Runner() as runner:
                            assert runner.run(answer()) == 42
                """
            },
            shows="Runner.run() cannot be called from a running event loop",
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

                    def ask():
                        return asyncio.run(answer())

                    def test_ask():
                        assert ask() == 42

                    @pytest.mark.asyncio
                    async def test_answer():
                        assert await answer() == 42
                        assert await asyncio.to_thread(ask) == 42
                        run = lambda: asyncio.run(answer())
                        assert await asyncio.to_thread(run) == 42
                """
            }
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest

                    class Loop:
                        def run_forever(self):
                            pass

                    @pytest.mark.asyncio
                    async def test_that_it_fails():
                        waiting = asyncio.sleep(0)
                        with pytest.raises(RuntimeError):
                            asyncio.run(waiting)
                        try:
                            asyncio.get_running_loop().run_until_complete(waiting)
                        except RuntimeError:
                            await waiting
                        Loop().run_forever()

                    def test_that_it_fails_inside():
                        async def nested():
                            waiting = asyncio.sleep(0)
                            try:
                                asyncio.run(waiting)
                            finally:
                                waiting.close()

                        with pytest.raises(RuntimeError):
                            asyncio.run(nested())
                """
            },
        ),
    )
    nodes = (ast.Call,)
    words = ("asyncio",)

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give calls inside ``async def`` that run a loop."""
        assert isinstance(node, ast.Call)
        function = view.function
        if not isinstance(function, ast.AsyncFunctionDef):
            return
        called = _called(node, view, function)
        if not called or _in_another_world(view):
            return
        if is_expected(view) or is_for_other_versions(view):
            return
        made = _repair(node, view) if called != _BY_RUNNER else None
        yield view.finding(
            self.code,
            node,
            f"`{view.where()}` runs a loop by `{called}` while one is running",
            "async code is on a loop that runs, and a thread runs one at a time.",
            fixes=() if made else ("await what it is given",),
            repair=made,
        )


def _called(node: ast.Call, view: View, function: ast.AsyncFunctionDef) -> str:
    """Write how a call runs a loop; empty if it does not."""
    func = node.func
    if isinstance(func, ast.Attribute):
        if func.attr == "run_until_complete":
            return (
                "run_until_complete()" if _is_loop(func.value, view, function) else ""
            )
        if func.attr == "run_forever":
            made = _made_by(func.value, view, function)
            return "run_forever()" if made in _LOOPS else ""
        if func.attr == "run" and _made_by(func.value, view, function) in _RUNNER:
            return _BY_RUNNER
    return "asyncio.run()" if view.qualified(func) in _RUN else ""


def _is_loop(node: ast.expr, view: View, function: ast.AsyncFunctionDef) -> bool:
    """Tell whether something is an event loop: of asyncio, by how it is made or called.

    A parameter or an attribute that is called a loop is taken for one.
    """
    made = _made_by(node, view, function)
    if made:
        return made in _LOOPS
    name = node.attr if isinstance(node, ast.Attribute) else ""
    name = node.id if isinstance(node, ast.Name) else name
    if isinstance(node, ast.Name) and _is_assigned(node.id, function):
        return False
    return name in {"loop", "_loop", "event_loop"}


def _made_by(node: ast.expr, view: View, function: ast.AsyncFunctionDef) -> str:
    """Give what an object is made by, where that is a call in the same function."""
    if isinstance(node, ast.Call):
        return view.qualified(node.func)
    if not isinstance(node, ast.Name):
        return ""
    made = [value for name, value in _assigned(function) if name == node.id]
    if len(made) == 1 and isinstance(made[0], ast.Call):
        return view.qualified(made[0].func) or "?"
    return ""


def _is_assigned(name: str, function: ast.AsyncFunctionDef) -> bool:
    return any(one == name for one, _ in _assigned(function))


def _assigned(function: ast.AsyncFunctionDef) -> Iterator[tuple[str, ast.expr | None]]:
    """Give the names that a function gives values to, with the values."""
    for one in ast.walk(function):
        if isinstance(one, ast.Assign) and len(one.targets) == 1:
            if isinstance(one.targets[0], ast.Name):
                yield one.targets[0].id, one.value
        elif isinstance(one, (ast.With, ast.AsyncWith)):
            for item in one.items:
                if isinstance(item.optional_vars, ast.Name):
                    yield item.optional_vars.id, item.context_expr


def _in_another_world(view: View) -> bool:
    imported = view.names(view.file.tree).imported.values()
    return any(one.partition(".")[0] in _OTHER_WORLDS for one in imported)


def _repair(node: ast.Call, view: View) -> Repair | None:
    if len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
        return None
    if any(one.arg not in {"debug", "loop_factory"} for one in node.keywords):
        return None
    if any(isinstance(one, _COMPREHENSIONS) for one in view.parents):
        return None  # `await` would make it an async one
    value = node.args[0]
    new = awaited(view, node, value)
    return repair(f"`await {view.file.of(value)}`", view.replace(node, new))
