"""LW704: an error about loops is known by its text, and swallowed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from loopwise.model.finding import Finding
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.view import View
from loopwise.static.bound_names import dotted

_TEXTS = ("Event loop is closed", "attached to a different loop")
_CATCHING = frozenset({"RuntimeError", "Exception", "BaseException"})


class SwallowedLoopError(SourceRule):
    """An `except RuntimeError` looks for "Event loop is closed", and goes on.

    **What it means.** The error says that an object is used, or closed, on another loop
    than its own. To swallow it leaves the object as it is: its connection stays open,
    its transaction is not rolled back, and the next test that meets it fails somewhere
    else.

    **What to do.** Close the object on the loop that it belongs to: give the fixture
    and the tests that use it the same loop scope, or make the object for each test.
    Then the error does not come, and the `except` can go.
    """

    code = "LW704"
    name = "swallowed-loop-error"
    summary = "An error about event loops is known by its text and swallowed"
    nodes = (ast.ExceptHandler,)
    words = (*_TEXTS, *map(str.lower, _TEXTS))
    bad = (
        Example(
            {
                "test_example.py": """
                    import asyncio
                    import pytest
                    import pytest_asyncio

                    @pytest_asyncio.fixture(scope="module", loop_scope="module")
                    async def answer():
                        return asyncio.get_running_loop().create_future()

                    @pytest.mark.asyncio
                    async def test_answer(answer):
                        try:
                            await answer
                        except RuntimeError as error:
                            if "attached to a different loop" not in str(error):
                                raise
                        assert answer.done()
                """
            },
            shows="assert False",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import asyncio
                    import pytest

                    def test_closed():
                        loop = asyncio.new_event_loop()
                        loop.close()
                        with pytest.raises(RuntimeError, match="Event loop is closed"):
                            loop.call_soon(print)

                    def test_told():
                        loop = asyncio.new_event_loop()
                        loop.close()
                        told = ""
                        try:
                            loop.call_soon(print)
                        except RuntimeError as error:
                            assert "Event loop is closed" in str(error)
                            told = str(error)
                        assert told
                """
            }
        ),
        Example(
            {
                "test_example.py": """
                    import functools

                    def silenced(function):
                        @functools.wraps(function)
                        def wrapper(self):
                            try:
                                return function(self)
                            except RuntimeError as error:
                                if str(error) != "Event loop is closed":
                                    raise

                        return wrapper

                    class Transport:
                        @silenced
                        def __del__(self):
                            raise RuntimeError("Event loop is closed")

                    def test_collected():
                        assert Transport()
                """
            }
        ),
    )

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give a handler in test code that lets the error pass by its text."""
        assert isinstance(node, ast.ExceptHandler)
        if not view.is_test or not _catches(node.type) or not _waits(view):
            return
        text = _swallowed(node)
        if text is None:
            return
        yield view.finding(
            self.code,
            node.type or node,
            f'the error "{text}" is swallowed',
            "it says that an object is used on another loop than its own: that stays.",
            fixes=[
                "give the fixture and the tests that use it the same loop scope",
                "make the object for each test, and close it there",
            ],
        )


def _waits(view: View) -> bool:
    """Whether what is tried runs on a loop: a ``__del__`` has nobody to tell."""
    around = view.parents[-1]
    assert isinstance(around, (ast.Try, ast.TryStar))
    return any(
        isinstance(node, (ast.Await, ast.Yield, ast.AsyncWith, ast.AsyncFor))
        or (
            isinstance(node, ast.Call)
            and dotted(node.func).endswith(("run_until_complete", "asyncio.run"))
        )
        for one in around.body
        for node in ast.walk(one)
    )


def _catches(kind: ast.expr | None) -> bool:
    if kind is None:
        return True
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(dotted(one) in _CATCHING for one in kinds)


def _swallowed(handler: ast.ExceptHandler) -> str | None:
    """Give the text by which a handler knows the error that it lets pass."""
    body = handler.body
    for number, one in enumerate(body):
        if not isinstance(one, ast.If):
            continue
        known = _known(one.test)
        if known is None:
            continue
        text, is_in = known
        rest = body[number + 1 :]
        passes = one.body if is_in else (one.orelse or [ast.Pass()])
        if not _may_end(passes) and not _may_end(rest):
            return text
    return None


def _known(test: ast.expr) -> tuple[str, bool] | None:
    """Give the text that a test looks for, and whether it holds where that is found."""
    positive = True
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, positive = test.operand, not positive
    if isinstance(test, ast.BoolOp):
        found = [_known(one) for one in test.values]
        if any(one is None for one in found):
            return None
        first = found[0]
        return None if first is None else (first[0], first[1] is positive)
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    for side in (test.left, test.comparators[0]):
        if isinstance(side, ast.Constant) and isinstance(side.value, str):
            for text in _TEXTS:
                if text.lower() in side.value.lower():
                    is_in = isinstance(test.ops[0], (ast.In, ast.Eq))
                    return text, is_in is positive
    return None


def _may_end(body: Sequence[ast.stmt]) -> bool:
    """Whether the error, or another outcome of the test, comes out of statements."""
    for one in body:
        for node in ast.walk(one):
            if isinstance(node, (ast.Raise, ast.Assert)):
                return True
            if isinstance(node, ast.Call):
                called = dotted(node.func)
                if called.startswith("pytest.") or called.endswith(("fail", "skip")):
                    return True
    return False
