"""LW214: ``loop=`` arguments of the past."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.fixes.removal import without_item, without_keyword
from loopwise.model.finding import Finding, Repair, TextEdit
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.surroundings import is_expected, is_for_other_versions
from loopwise.rules.view import View, repair

_TAKE_NONE = frozenset(
    {
        "BoundedSemaphore",
        "Condition",
        "Event",
        "LifoQueue",
        "Lock",
        "PriorityQueue",
        "Queue",
        "Semaphore",
        "as_completed",
        "create_subprocess_exec",
        "create_subprocess_shell",
        "gather",
        "open_connection",
        "open_unix_connection",
        "shield",
        "sleep",
        "start_server",
        "start_unix_server",
        "wait",
        "wait_for",
    }
)
"""Of asyncio, since Python 3.10. Futures, tasks and StreamReader still take a loop."""
_ENGINES = frozenset(
    {
        "sqlalchemy.ext.asyncio.create_async_engine",
        "sqlalchemy.ext.asyncio.engine.create_async_engine",
        "sqlmodel.ext.asyncio.create_async_engine",
    }
)
_ERRORS = frozenset({"TypeError", "Exception", "BaseException"})


class LoopArguments(SourceRule):
    """`loop=…` for a function or class of asyncio that takes no loop any more.

    Python 3.10 removed the argument from locks, queues, `sleep`, `gather`, `wait_for`
    and the others: they take the loop that runs when they are used. With the argument
    the call raises `TypeError`.

    An engine of SQLAlchemy hands `connect_args={"loop": …}` to each of its connections.
    Without it a connection opens on the loop that runs; with it, on that loop or, as
    soon as another one runs, not at all. aiosqlite warns that it takes no loop.

    Remove the argument.
    """

    code = "LW214"
    name = "loop-argument"
    summary = "A `loop=` argument of the past"
    bad = (
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest

                    @pytest.mark.asyncio
                    async def test_lock():
                        loop = asyncio.get_running_loop()
                        async with asyncio.Lock(loop=loop):
                            pass
                """
            },
            shows="Lock.__init__() got an unexpected keyword argument 'loop'",
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest

                    @pytest.mark.asyncio
                    async def test_gather():
                        loop = asyncio.get_running_loop()
                        await asyncio.gather(
                            asyncio.sleep(0, loop=loop),  # at once
                            loop=loop,
                        )
                """
            },
            shows="got an unexpected keyword argument 'loop'",
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest
                    from sqlalchemy import text
                    from sqlalchemy.ext.asyncio import create_async_engine

                    @pytest.mark.asyncio
                    async def test_engine():
                        engine = create_async_engine(
                            "sqlite+aiosqlite://",
                            connect_args={"loop": asyncio.get_running_loop()},
                        )
                        async with engine.connect() as connection:
                            await connection.execute(text("select 1"))
                        await engine.dispose()
                """
            },
            shows="no longer uses the `loop` parameter",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import asyncio
                    import sys

                    import pytest

                    class Lock:
                        def __init__(self, loop):
                            self.loop = loop

                    def made(loop):
                        if sys.version_info < (3, 10):
                            return asyncio.Lock(loop=loop)
                        return asyncio.Lock()

                    @pytest.mark.asyncio
                    async def test_what_still_takes_a_loop():
                        loop = asyncio.get_running_loop()
                        assert Lock(loop=loop).loop is loop
                        assert asyncio.StreamReader(loop=loop)
                        await asyncio.ensure_future(asyncio.sleep(0), loop=loop)
                        future = asyncio.Future(loop=loop)
                        future.set_result(None)
                        await future
                        with pytest.raises(TypeError):
                            asyncio.Lock(loop=loop)
                        assert made(loop)

                    @pytest.mark.xfail
                    @pytest.mark.asyncio
                    async def test_of_the_past():
                        loop = asyncio.get_running_loop()

                        async def wait():
                            await asyncio.sleep(0, loop=loop)

                        await asyncio.gather(wait(), loop=loop)
                """
            }
        ),
    )
    nodes = (ast.Call,)
    words = ("loop=", "loop =", '"loop"', "'loop'")

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give calls with such an argument."""
        assert isinstance(node, ast.Call)
        full = ""
        for keyword in node.keywords:
            if keyword.arg not in {"loop", "connect_args"}:
                continue
            full = full or view.qualified(node.func)
            if is_expected(view, _ERRORS) or is_for_other_versions(view):
                return
            if keyword.arg == "loop" and _takes_none(full):
                yield self._of_asyncio(node, keyword, full, view)
            elif keyword.arg == "connect_args" and full in _ENGINES:
                yield from self._of_engine(node, keyword, view)

    def _of_asyncio(
        self, node: ast.Call, keyword: ast.keyword, full: str, view: View
    ) -> Finding:
        edit = without_keyword(view.file, node, keyword)
        return view.finding(
            self.code,
            keyword,
            f"`{full}` takes no `loop`",
            "Python 3.10 removed the argument: the loop that runs is taken.",
            fixes=("remove it",),
            repair=_repair(edit),
        )

    def _of_engine(
        self, node: ast.Call, keyword: ast.keyword, view: View
    ) -> Iterator[Finding]:
        given = keyword.value
        if not isinstance(given, ast.Dict) or None in given.keys:
            return
        for key, value in zip(given.keys, given.values, strict=True):
            if not isinstance(key, ast.Constant) or key.value != "loop":
                continue
            if isinstance(value, ast.Constant) and value.value is None:
                continue
            yield view.finding(
                self.code,
                key,
                "`connect_args` gives every connection of an engine one loop",
                "without it a connection opens on the loop that runs; on another it "
                "cannot be used.",
                fixes=("remove it",),
                repair=_repair(_without_key(node, keyword, given, key, view)),
            )


def _takes_none(full: str) -> bool:
    module, _, name = full.rpartition(".")
    return module.partition(".")[0] == "asyncio" and name in _TAKE_NONE


def _without_key(
    node: ast.Call, keyword: ast.keyword, given: ast.Dict, key: ast.expr, view: View
) -> TextEdit | None:
    if len(given.keys) == 1:
        return without_keyword(view.file, node, keyword)
    spans = [
        (view.file.span(one)[0], view.file.span(value)[1])
        for one, value in zip(given.keys, given.values, strict=True)
        if one is not None
    ]
    at = given.keys.index(key)
    return without_item(view.file, spans, spans[at])


def _repair(edit: TextEdit | None) -> Repair | None:
    return None if edit is None else repair("remove it", edit)
