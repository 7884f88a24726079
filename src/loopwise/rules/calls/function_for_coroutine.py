"""LW701: a function where a coroutine is wanted."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.model.finding import Finding
from loopwise.model.step import Step
from loopwise.rules.collected import is_expected_to_fail
from loopwise.rules.known_functions import KnownFunction, known_function
from loopwise.rules.loops_by_name import is_loop, is_task_group
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.view import View, repair
from loopwise.static.bound_names import dotted, last_name

_ONE = frozenset(
    {
        "asyncio.create_task",
        "asyncio.ensure_future",
        "asyncio.run",
        "asyncio.run_coroutine_threadsafe",
        "asyncio.shield",
        "asyncio.wait_for",
    }
)
_ALL = "asyncio.gather"
_LAST = frozenset(
    {one.rpartition(".")[2] for one in (*_ONE, _ALL)} | {"run_until_complete"}
)


class FunctionForCoroutine(SourceRule):
    """`asyncio.wait_for(work, 1)` is given the function `work`, not a coroutine.

    **What it means.** An `async def` function does nothing by itself: its call gives
    the coroutine that `wait_for`, `gather`, `create_task`, `shield`, `run` and their
    like can run. Given the function they raise `TypeError`, in some versions of Python
    from deep inside asyncio.

    **What to do.** Call it: `asyncio.wait_for(work(), 1)`. `loopwise fix` does so where
    the function needs no arguments.
    """

    code = "LW701"
    name = "function-for-coroutine"
    summary = "A function is given where a coroutine is wanted"
    nodes = (ast.Call,)
    words = (
        "wait_for",
        "gather",
        "create_task",
        "ensure_future",
        "shield",
        "asyncio.run",
        "import run",
        "run_until_complete",
        "run_coroutine_threadsafe",
    )
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
                        assert await asyncio.wait_for(answer, timeout=1) == 42
                """
            },
            shows="TypeError",
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio

                    async def double(number):
                        return 2 * number

                    def test_double():
                        assert asyncio.run(double) == 42
                """
            },
            shows="a coroutine was expected",
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
                        assert await asyncio.wait_for(answer(), timeout=1) == 42

                    @pytest.mark.asyncio
                    async def test_type():
                        with pytest.raises(TypeError):
                            await asyncio.wait_for(answer, timeout=1)
                """
            }
        ),
    )

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give each argument that is a function."""
        assert isinstance(node, ast.Call)
        if last_name(node.func) not in _LAST:
            return
        wanted = _wanted(node, view)
        for one in wanted:
            if not isinstance(one, (ast.Name, ast.Attribute, ast.Lambda)):
                continue
            found = known_function(view, one)
            if found is not None and not is_expected_to_fail(view):
                yield self._finding(node, one, found, view)

    def _finding(
        self, call: ast.Call, node: ast.expr, found: KnownFunction, view: View
    ) -> Finding:
        where, written = dotted(call.func).rpartition(".")[2], found.name
        fixes = []
        mended = None
        if isinstance(node, ast.Lambda):
            fixes = ["give it a coroutine: the call alone, without `lambda`"]
        elif isinstance(found.node, ast.AsyncFunctionDef) and not found.gives_coroutine:
            fixes = [f"`{written}` yields: iterate over it, by `async for`"]
        elif not found.gives_coroutine:
            fixes = [f"make `{written}` an `async def` function, and call it"]
        elif found.needs_arguments:
            fixes = [f"call it with its arguments: `{written}(…)`"]
        else:
            mended = repair(
                f"call it: `{written}()`", view.replace(node, f"{written}()")
            )
        what = "a `lambda`" if written == "lambda" else f"the function `{written}`"
        return view.finding(
            self.code,
            node,
            f"`{where}` is given {what}, not a coroutine",
            "only the call of an `async def` function gives a coroutine to run.",
            fixes=fixes,
            repair=mended,
            path=(
                Step(written, found.place, _kind(found)),
                Step(view.where(), view.file.place(view.file.span(node)[0]), where),
            ),
        )


def _kind(found: KnownFunction) -> str:
    return "async function" if found.gives_coroutine else "function"


def _wanted(call: ast.Call, view: View) -> list[ast.expr]:
    """Give the arguments of a call that have to be coroutines, or to be awaitable."""
    if not call.args:
        return []
    name = dotted(call.func).rpartition(".")[2] or getattr(call.func, "attr", "")
    if name == "run_until_complete" and isinstance(call.func, ast.Attribute):
        return call.args[:1]
    full = view.qualified(call.func)
    if full == _ALL:
        return call.args
    if full in _ONE:
        return call.args[:1]
    if name == "create_task" and isinstance(call.func, ast.Attribute):
        owner = call.func.value
        if is_loop(view, owner) or is_task_group(view, owner, "asyncio.TaskGroup"):
            return call.args[:1]
    return []
