"""LW403: a coroutine that is made and thrown away."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from loopwise.model.finding import Finding
from loopwise.model.step import Step
from loopwise.rules.collected import is_expected_to_fail
from loopwise.rules.comments import comment_above
from loopwise.rules.known_functions import (
    KnownFunction,
    coroutine_names,
    known_coroutine,
)
from loopwise.rules.objects_by_name import library_method, may_be_object
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.view import View, repair
from loopwise.static.bound_names import dotted

_LIBRARY = frozenset(
    {
        "anyio.connect_tcp",
        "anyio.sleep",
        "anyio.sleep_forever",
        "anyio.sleep_until",
        "anyio.to_thread.run_sync",
        "asyncio.create_subprocess_exec",
        "asyncio.create_subprocess_shell",
        "asyncio.open_connection",
        "asyncio.sleep",
        "asyncio.start_server",
        "asyncio.to_thread",
        "asyncio.wait",
        "asyncio.wait_for",
        "trio.sleep",
        "trio.sleep_forever",
        "trio.to_thread.run_sync",
    }
)

_ROOTS = frozenset(one.partition(".")[0] for one in _LIBRARY)


class NeverAwaited(SourceRule):
    """The call of an `async def` function is a statement of its own, without `await`.

    **What it means.** The call makes a coroutine, and the coroutine is thrown away:
    none of the function's code runs. The test goes on as if it had, and often passes.
    Python warns when it finds the coroutine: "coroutine 'work' was never awaited".

    **What to do.** Write `await` before the call, or `asyncio.create_task(…)` around it
    and keep the task. `loopwise fix` writes `await` in async code. In a sync test, make
    the test `async def` first.
    """

    code = "LW403"
    name = "never-awaited"
    summary = "A coroutine is made and never awaited"
    nodes = (ast.Expr,)
    words = ("async", "anyio", "trio")
    bad = (
        Example(
            {
                "test_example.py": """
                    import pytest

                    async def save():
                        pass

                    @pytest.mark.asyncio
                    async def test_save():
                        save()
                """
            },
            shows="was never awaited",
        ),
        Example(
            {
                "store.py": """
                    async def save():
                        pass
                """,
                "test_example.py": """
                    import store

                    def test_async_save():
                        store.save()
                """,
            },
            shows="was never awaited",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import contextlib
                    import pytest

                    async def save():
                        pass

                    async def numbers():
                        yield 1

                    def traced(function):
                        return lambda: None

                    @traced
                    async def load():
                        pass

                    @pytest.mark.asyncio
                    async def test_save():
                        await save()
                        numbers()
                        load()
                        with pytest.raises(TypeError):
                            save(1)
                """
            }
        ),
        Example(
            {
                "client.py": """
                    import inspect

                    IS_SYNC = False

                    class Client:
                        async def close(self):
                            pass

                        def __del__(self):
                            if IS_SYNC:
                                self.close()
                            if not inspect.iscoroutinefunction(self.close):
                                self.close()
                            if False:  # ASYNC
                                self.close()
                """,
                "test_example.py": """
                    import client

                    def test_client():
                        assert client.Client()
                """,
            }
        ),
    )

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give a statement that is the call of an ``async def`` function."""
        assert isinstance(node, ast.Expr)
        call = node.value
        if not isinstance(call, ast.Call):
            return
        func = call.func
        if not _may_be_known(func, view):
            return
        written = dotted(func)
        found = known_coroutine(view, func)
        if found is None and not (
            view.qualified(func) in _LIBRARY or library_method(view, func)
        ):
            return
        if is_expected_to_fail(view, names=("TypeError", "Exception")):
            return
        if _is_of_sync_twin(view) or "unused-coroutine" in comment_above(view, node):
            return
        yield self._finding(node, written, found, view)

    def _finding(
        self, node: ast.Expr, written: str, found: KnownFunction | None, view: View
    ) -> Finding:
        mended = None
        fixes = []
        if view.in_coroutine and view.scopes[-1] is view.function:
            start, _ = view.file.span(node)
            mended = repair(
                f"await it: `await {written}(…)`", view.insert(start, "await ")
            )
        else:
            fixes = [
                f"call it from an `async def` function: `await {written}(…)`",
                f"run it: `asyncio.run({written}(…))`",
            ]
        here = view.file.place(view.file.span(node)[0])
        path = [Step(view.where(), here, "call")]
        if found is not None:
            path.insert(0, Step(found.name, found.place, "async function"))
        return view.finding(
            self.code,
            node,
            f"the coroutine of `{written}` is never awaited",
            "the call only makes the coroutine: none of the function's code runs.",
            repair=mended,
            fixes=fixes,
            path=tuple(path),
        )


def _may_be_known(func: ast.expr, view: View) -> bool:
    """Whether a closer look is worth its time."""
    if isinstance(func, ast.Name):
        root = last = func.id
    elif isinstance(func, ast.Attribute):
        root, last = dotted(func).partition(".")[0], func.attr
    else:
        return False
    if last in coroutine_names(view.file.text):
        return bool(root)
    if not root:
        return False
    return _is_imported(root, view) or may_be_object(view.file.text, root)


def _is_of_sync_twin(view: View) -> bool:
    """Whether a condition around the call is there for code that is made sync of it.

    Drivers with two faces have ``if _IS_SYNC:`` and ``if False:  # ASYNC``.
    """
    for one in reversed(view.parents):
        if isinstance(one, ast.If):
            if isinstance(one.test, ast.Constant):
                return True
            if re.search("sync|coroutine", view.file.of(one.test), re.IGNORECASE):
                return True
    return False


def _is_imported(name: str, view: View) -> bool:
    """Whether a name may stand for something that is known, and is imported."""
    full = view.names(view.file.tree).imported.get(name, "")
    if not full and view.function is not None and _imports_late(view.file.text):
        full = view.names(view.function).imported.get(name, "")
    root = full.partition(".")[0]
    return bool(root) and (root in _ROOTS or view.lookup.path(root) is not None)


@lru_cache(maxsize=64)
def _imports_late(text: str) -> bool:
    return "\n    import " in text or "\n    from " in text
