"""LW406: a call that keeps the loop of an async test to itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.model.finding import Edit, Finding, Repair
from loopwise.rules.collected import fixture_mark, is_expected_to_fail, is_test_function
from loopwise.rules.comments import comment_above, says
from loopwise.rules.rule import WARNING, Example, SourceRule
from loopwise.rules.view import View, repair
from loopwise.rules.written import write_name
from loopwise.static.bound_names import last_name

_SLEEP = "time.sleep"
_MOMENT = 0.1
"""Seconds: who waits for less waits for a clock or a file's time, not for a task."""
_REQUESTS = frozenset(
    f"requests.{one}"
    for one in ("delete", "get", "head", "options", "patch", "post", "put", "request")
)
_HTTPX = frozenset(f"httpx.{one.partition('.')[2]}" for one in _REQUESTS)
_OTHERS = frozenset({_SLEEP, "urllib.request.urlopen"})
_LAST = frozenset(one.rpartition(".")[2] for one in _REQUESTS | _OTHERS)
_MOCKED = {
    "requests": ("responses", "requests_mock", "vcr", "httpretty", "pook"),
    "httpx": ("respx", "httpx_mock", "vcr", "pook"),
    "urllib": ("vcr", "httpretty", "pook"),
    "time": ("freezegun", "time_machine", "fake_sleep"),
}


class BlockingCall(SourceRule):
    """`time.sleep` or blocking HTTP in an async test, or in an async fixture.

    **What it means.** The call keeps the event loop to itself. Until it returns no
    other task goes on, no timeout ends and no data is read: what the test waits for may
    be just what cannot happen.

    **What to do.** Use the async counterpart: `await asyncio.sleep(1)`,
    `httpx.AsyncClient`. Where there is none, put the call into a thread: `await
    asyncio.to_thread(requests.get, url)`. `loopwise fix --unsafe-fixes` writes `await
    asyncio.sleep`; it is not done by default, because other tasks then run in the
    meantime.
    """

    code = "LW406"
    level = WARNING
    name = "blocking-call"
    summary = "A blocking call in an async test or fixture"
    nodes = (ast.Call,)
    words = ("sleep", "requests", "urlopen", "httpx")
    bad = (
        Example(
            {
                "test_example.py": """
                    import asyncio
                    import time

                    import pytest

                    async def tick(ticks):
                        while True:
                            ticks.append(1)
                            await asyncio.sleep(0.01)

                    @pytest.mark.asyncio
                    async def test_ticks():
                        ticks = []
                        task = asyncio.create_task(tick(ticks))
                        time.sleep(0.2)
                        task.cancel()
                        assert len(ticks) > 1
                """
            },
            shows="assert 0 > 1",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import asyncio
                    import time

                    import pytest

                    def test_sync():
                        time.sleep(0.01)

                    def wait():
                        time.sleep(0.01)

                    @pytest.mark.asyncio
                    async def test_thread():
                        await asyncio.to_thread(wait)
                        await asyncio.sleep(0.01)
                """
            }
        ),
        Example(
            {
                "test_example.py": """
                    import time

                    import pytest

                    @pytest.mark.asyncio
                    async def test_replaced(monkeypatch):
                        monkeypatch.setattr(time, "sleep", print)
                        time.sleep(10)
                """
            }
        ),
        Example(
            {
                "test_example.py": """
                    import time

                    import pytest

                    @pytest.mark.asyncio
                    async def test_file(tmp_path):
                        (tmp_path / "one").touch()
                        time.sleep(0.01)  # the other one is younger
                        (tmp_path / "two").touch()
                        # Let the system's threads go on: asyncio.sleep would let ours.
                        # That is why it is time.sleep.
                        time.sleep(0.1)
                        time.sleep(0.1)  # noqa: ASYNC251
                """
            }
        ),
    )

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give a blocking call in the body of an async test or fixture."""
        assert isinstance(node, ast.Call)
        function = view.function
        if not view.is_test or not isinstance(function, ast.AsyncFunctionDef):
            return
        if last_name(node.func) not in _LAST:
            return
        full = view.qualified(node.func)
        if not _blocks(full) or _is_replaced(full, view):
            return
        if (
            not is_test_function(view, function)
            and fixture_mark(view, function) is None
        ):
            return
        if is_expected_to_fail(view) or _is_meant(node, full, view):
            return
        yield view.finding(
            self.code,
            node,
            f"`{full}` keeps the event loop to itself",
            "until it returns no other task of the loop goes on, and no timeout ends.",
            repair=_sleep(node, view) if full == _SLEEP else None,
            fixes=[f"put it into a thread: `await asyncio.to_thread({full}, …)`"],
        )


def _is_meant(node: ast.Call, full: str, view: View) -> bool:
    """Whether it is meant: for the next tick of a clock, or a comment says so."""
    if full != _SLEEP:
        return says(view, node, "ASYNC210") or says(view, node, "ASYNC212")
    first = node.args[0] if node.args else None
    if isinstance(first, ast.Constant) and isinstance(first.value, (int, float)):
        if first.value < _MOMENT:
            return True
    return says(view, node, "ASYNC251") or _SLEEP in comment_above(view, node)


def _blocks(full: str) -> bool:
    return full in _HTTPX or full in _REQUESTS or full in _OTHERS


def _is_replaced(full: str, view: View) -> bool:
    """Whether the file seems to put something else in the function's place."""
    text = view.file.text
    root, _, last = full.rpartition(".")
    if any(f"{last}{quote}" in text for quote in ("'", '"')):
        return True
    return any(word in text for word in _MOCKED.get(root.partition(".")[0], ()))


def _sleep(node: ast.Call, view: View) -> Repair | None:
    """Sleep on the loop, where the call is a statement of its own."""
    parent = view.parents[-1] if view.parents else None
    if not isinstance(parent, ast.Expr) or view.scopes[-1] is not view.function:
        return None
    written = write_name(view, "asyncio", "sleep")
    if written is None:
        return None
    name, imports = written
    edits: tuple[Edit, ...] = (*imports, view.replace(node.func, f"await {name}"))
    return repair(f"sleep on the loop: `await {name}(…)`", *edits, is_safe=False)
