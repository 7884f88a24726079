"""LW116: a mark where it does nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.fixes.removal import without_decorator
from loopwise.model.finding import Finding
from loopwise.rules.functions import (
    fixture_decorator,
    is_collected,
    mark_name,
    steps_to,
    target_of,
)
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.surroundings import is_expected
from loopwise.rules.view import View, repair
from loopwise.static.bound_names import dotted

_PLAIN = ("pytest.mark.", "unittest.mock.", "mock.", "hypothesis.")
"""Decorators that leave a sync function sync."""


class MarkWithoutEffect(SourceRule):
    """`pytest.mark.asyncio` on a sync test, or any mark on a fixture.

    A sync test runs without a loop, marked or not. The mark says otherwise, and
    pytest-asyncio warns.

    Marks of fixtures never had an effect. pytest 8 warns, and pytest 9 refuses to
    collect the file. An async fixture is made by `@pytest_asyncio.fixture`, or by
    `@pytest.fixture` in the mode `auto`.
    """

    code = "LW116"
    name = "mark-without-effect"
    summary = "`pytest.mark.asyncio` on a sync test, or a mark on a fixture"
    bad = (
        Example(
            {
                "test_example.py": """
                    import pytest

                    @pytest.mark.asyncio
                    def test_one():
                        pass

                    class TestTwo:
                        @pytest.mark.asyncio(loop_scope="class")  # together
                        @pytest.mark.parametrize("number", [1])
                        def test_two(self, number):
                            pass
                """
            },
            shows="but it is not an async function",
        ),
        Example(
            {
                "test_example.py": """
                    import pytest
                    import pytest_asyncio

                    @pytest.mark.asyncio
                    @pytest_asyncio.fixture
                    async def user():
                        return "Ada"

                    @pytest.mark.asyncio
                    async def test_user(user):
                        assert user == "Ada"
                """
            },
            shows="applied to fixtures",
        ),
        Example(
            {
                "test_example.py": """
                    import pytest

                    @pytest.fixture
                    @pytest.mark.usefixtures("tmp_path")
                    def user():
                        return "Ada"

                    def test_user(user):
                        assert user == "Ada"
                """
            },
            shows="applied to fixtures",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import functools

                    import pytest
                    import pytest_asyncio

                    def awaiting(function):
                        @functools.wraps(function)
                        async def test():
                            function()

                        return test

                    @pytest_asyncio.fixture
                    async def user():
                        return "Ada"

                    @pytest.mark.asyncio
                    async def test_user(user):
                        assert user == "Ada"

                    @pytest.mark.asyncio
                    @awaiting
                    def test_that_is_made_async():
                        pass

                    @pytest.mark.skipif("False")
                    def test_sync():
                        pass
                """
            }
        ),
    )
    nodes = (ast.FunctionDef, ast.AsyncFunctionDef)
    words = ("mark.",)

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give such marks of tests and fixtures."""
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        marks = [
            (name, one)
            for one in node.decorator_list
            if "mark." in dotted(target_of(one)) and (name := mark_name(view, one))
        ]
        if not marks or is_expected(view):
            return
        if fixture_decorator(view, node) is not None:
            for name, one in marks:
                yield self._found(
                    node,
                    one,
                    view,
                    f"the mark `{name}` on the fixture `{node.name}` has no effect",
                    "pytest 8 warns, and pytest 9 refuses to collect the file.",
                )
            return
        if isinstance(node, ast.AsyncFunctionDef) or not is_collected(view, node):
            return
        if not all(_is_plain(one, view) for one in node.decorator_list):
            return
        for name, one in marks:
            if name == "asyncio":
                yield self._found(
                    node,
                    one,
                    view,
                    f"the sync test `{node.name}` is marked with `asyncio`",
                    "it runs without a loop, and the mark draws a warning.",
                )

    def _found(
        self, node: ast.AST, mark: ast.expr, view: View, what: str, why: str
    ) -> Finding:
        made = repair("remove the mark", without_decorator(view.file, mark))
        path = steps_to(view, node)
        return view.finding(self.code, mark, what, why, repair=made, path=path)


def _is_plain(decorator: ast.expr, view: View) -> bool:
    return view.qualified(target_of(decorator)).startswith(_PLAIN)
