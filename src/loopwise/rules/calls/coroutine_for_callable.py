"""LW702: a coroutine where a callable is wanted."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.model.finding import Finding, Repair
from loopwise.model.step import Step
from loopwise.rules.collected import is_expected_to_fail
from loopwise.rules.known_functions import KnownFunction, known_coroutine
from loopwise.rules.loops_by_name import is_loop, is_task_group
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.view import View, repair
from loopwise.static.bound_names import dotted, last_name

_OF_LOOPS = {
    "call_soon": 0,
    "call_soon_threadsafe": 0,
    "call_later": 1,
    "call_at": 1,
    "run_in_executor": 1,
    "add_signal_handler": 1,
}
_SYNC = {
    "asyncio.to_thread": 0,
    "anyio.to_thread.run_sync": 0,
    "trio.to_thread.run_sync": 0,
    "anyio.from_thread.run_sync": 0,
    "atexit.register": 0,
    "pytest.raises": 1,
}
_ASYNC = {
    "anyio.run": 0,
    "anyio.from_thread.run": 0,
    "trio.run": 0,
    "trio.from_thread.run": 0,
}
"""These want an async function: its arguments follow it."""
_GROUPS = ("anyio.create_task_group", "trio.open_nursery")
_TARGETS = frozenset({"threading.Thread", "threading.Timer", "multiprocessing.Process"})

_LAST = frozenset(
    {one.rpartition(".")[2] for one in (*_SYNC, *_ASYNC, *_TARGETS)}
    | {*_OF_LOOPS, "add_done_callback", "start_soon"}
)


class CoroutineForCallable(SourceRule):
    """`loop.call_soon(work())` is given a coroutine, not something to call.

    **What it means.** `call_soon`, `call_later`, `run_in_executor`, `to_thread`,
    `Thread(target=…)` and `add_done_callback` call what they are given, later or
    elsewhere. A coroutine cannot be called: its code does not run, and the error comes
    where nobody looks for it. The other way round, `anyio.run` and `start_soon` want
    the function itself, and its arguments after it.

    **What to do.** In async code, start it with `asyncio.create_task(work())`; in a
    thread, give a function that runs it: `Thread(target=lambda: asyncio.run(work()))`.
    """

    code = "LW702"
    name = "coroutine-for-callable"
    summary = "A coroutine is given where a callable is wanted"
    nodes = (ast.Call,)
    words = (
        *_OF_LOOPS,
        "to_thread",
        "from_thread",
        "Thread",
        "Process",
        "Timer",
        "anyio",
        "trio",
        "raises",
        "add_done_callback",
        "register",
    )
    bad = (
        Example(
            {
                "test_example.py": """
                    import asyncio
                    import pytest

                    async def work():
                        pass

                    @pytest.mark.asyncio
                    async def test_work():
                        await asyncio.to_thread(work())
                """
            },
            shows="not callable",
        ),
        Example(
            {
                "test_example.py": """
                    import anyio

                    async def double(number):
                        assert number == 21

                    def test_double():
                        anyio.run(double(21))
                """
            },
            shows="TypeError",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import asyncio
                    import pytest

                    async def work():
                        pass

                    def make():
                        return print

                    @pytest.mark.asyncio
                    async def test_work():
                        loop = asyncio.get_running_loop()
                        loop.call_soon(make())
                        await asyncio.to_thread(lambda: asyncio.run(work()))
                """
            }
        ),
    )

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give the argument that is a coroutine, if one is."""
        assert isinstance(node, ast.Call)
        if last_name(node.func) not in _LAST:
            return
        given, wants_async = _given(node, view)
        if not isinstance(given, ast.Call):
            return
        found = known_coroutine(view, given.func)
        if found is None or is_expected_to_fail(view):
            return
        where = dotted(node.func).rpartition(".")[2] or getattr(node.func, "attr", "")
        mended = _taken_apart(given, found, view) if wants_async else None
        yield view.finding(
            self.code,
            given,
            f"`{where}` is given the coroutine that `{found.name}` gives, "
            "not a callable",
            f"`{where}` calls what it is given, and a coroutine cannot be called.",
            repair=mended,
            fixes=_fixes(where, found.name, mended),
            path=(
                Step(found.name, found.place, "async function"),
                Step(view.where(), view.file.place(view.file.span(given)[0]), where),
            ),
        )


def _fixes(where: str, name: str, mended: Repair | None) -> list[str]:
    if mended is not None:
        return []
    if where in {"Thread", "Process", "Timer", "to_thread", "run_in_executor"}:
        return [f"give it a function that runs it: `lambda: asyncio.run({name}(…))`"]
    if where == "raises":
        return ["await it in the block: `with pytest.raises(…): await …`"]
    return [f"start it as a task: `asyncio.create_task({name}(…))`"]


def _taken_apart(given: ast.Call, found: KnownFunction, view: View) -> Repair | None:
    """Give the function first and its arguments after it, as anyio and trio want."""
    if given.keywords:
        return None
    parts = [view.file.of(one) for one in (given.func, *given.args)]
    text = f"give the function, and its arguments after it: `{', '.join(parts)}`"
    if "\n" in text:
        text = f"give the function `{found.name}`, and its arguments after it"
    return repair(text, view.replace(given, ", ".join(parts)))


def _given(call: ast.Call, view: View) -> tuple[ast.expr | None, bool]:
    """Give the argument that has to be callable, and whether it has to be async."""
    func = call.func
    if isinstance(func, ast.Attribute):
        found = _given_to_object(call, func, view)
        if found is not None:
            return found
    full = view.qualified(func)
    if full in _TARGETS:
        given = (
            one.value for one in call.keywords if one.arg in {"target", "function"}
        )
        return next(given, None), False
    for table, wants_async in ((_SYNC, False), (_ASYNC, True)):
        if full in table and len(call.args) > table[full]:
            return call.args[table[full]], wants_async
    return None, False


def _given_to_object(
    call: ast.Call, func: ast.Attribute, view: View
) -> tuple[ast.expr, bool] | None:
    """Give the same of a method, where it is surely one of a loop or a task group."""
    name, owner = func.attr, func.value
    at = _OF_LOOPS.get(name, 0)
    if len(call.args) <= at:
        return None
    if name == "add_done_callback" or (name in _OF_LOOPS and is_loop(view, owner)):
        return call.args[at], False
    if name == "start_soon" and any(is_task_group(view, owner, one) for one in _GROUPS):
        return call.args[0], True
    return None
