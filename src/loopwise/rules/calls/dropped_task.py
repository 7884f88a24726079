"""LW703: a task whose reference is dropped."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.model.finding import Finding
from loopwise.rules.collected import is_expected_to_fail
from loopwise.rules.comments import says
from loopwise.rules.loops_by_name import is_loop
from loopwise.rules.rule import WARNING, Example, SourceRule
from loopwise.rules.view import View


class DroppedTask(SourceRule):
    """`asyncio.create_task(…)` is a statement of its own: nobody keeps the task.

    **What it means.** An event loop keeps only weak references to its tasks. A task
    that nothing else refers to may be collected before it has ended: "Task was
    destroyed but it is pending!" Where it does go on, nobody sees its exception, and it
    may outlive the test that started it.

    **What to do.** Keep what `create_task` returns and await it, or start the task in
    an `asyncio.TaskGroup`, which keeps it and waits for it.
    """

    code = "LW703"
    level = WARNING
    name = "dropped-task"
    summary = "A task is started and its reference dropped"
    nodes = (ast.Expr,)
    words = ("create_task", "ensure_future")
    bad = (
        Example(
            {
                "test_example.py": """
                    import asyncio
                    import gc
                    import pytest

                    async def wait_for_ever():
                        await asyncio.get_running_loop().create_future()

                    @pytest.mark.asyncio
                    async def test_background():
                        asyncio.create_task(wait_for_ever())
                        await asyncio.sleep(0)
                        gc.collect()
                        assert len(asyncio.all_tasks()) == 2
                """
            },
            shows="assert 1 == 2",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import asyncio
                    import pytest

                    async def work():
                        return 42

                    @pytest.mark.asyncio
                    async def test_background():
                        task = asyncio.create_task(work())
                        assert await task == 42
                        async with asyncio.TaskGroup() as group:
                            group.create_task(work())
                        asyncio.create_task(work())  # noqa: RUF006
                        await asyncio.sleep(0)

                    @pytest.mark.asyncio
                    async def test_later():
                        done = asyncio.Event()

                        async def soon():
                            await asyncio.sleep(0.01)
                            done.set()

                        asyncio.create_task(soon())
                        await done.wait()
                """
            }
        ),
    )

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give a statement that only starts a task."""
        assert isinstance(node, ast.Expr)
        call = node.value
        if not isinstance(call, ast.Call) or not call.args:
            return
        func = call.func
        name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
        if name not in {"create_task", "ensure_future"}:
            return
        if not isinstance(call.args[0], ast.Call):
            return  # a future, or a task, that somebody has
        of_loop = (
            name == "create_task"
            and isinstance(func, ast.Attribute)
            and is_loop(view, func.value)
        )
        full = view.qualified(func)
        if not of_loop and full not in {"asyncio.create_task", "asyncio.ensure_future"}:
            return
        if is_expected_to_fail(view) or says(view, node, "RUF006"):
            return
        if _only_sleeps(call.args[0], view):
            return  # a loop keeps its timers, and they keep who sleeps
        yield view.finding(
            self.code,
            node,
            f"nobody keeps the task that `{name}` starts",
            "a loop keeps only weak references to its tasks: this one may be collected "
            "before it ends.",
            fixes=[
                f"keep it and await it: `task = {view.file.of(func)}(…)`",
                "start it in an `asyncio.TaskGroup`",
            ],
        )


def _only_sleeps(call: ast.Call, view: View) -> bool:
    """Whether a function of the file is called that waits for nothing but time."""
    function = view.definition(call.func)
    if not isinstance(function, ast.AsyncFunctionDef):
        return False
    slept = False
    for one in ast.walk(function):
        if isinstance(one, (ast.AsyncFor, ast.AsyncWith)):
            return False
        if isinstance(one, ast.Await):
            awaited = one.value
            if not isinstance(awaited, ast.Call):
                return False
            if view.qualified(awaited.func) != "asyncio.sleep":
                return False
            slept = True
    return slept
