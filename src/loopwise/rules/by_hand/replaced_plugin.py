"""LW215: ``sys.modules["pytest_asyncio"] = …``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.fixes.removal import without_statement
from loopwise.model.finding import Finding, Repair
from loopwise.rules.functions import block_of
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.view import View, repair

_NAME = "pytest_asyncio"


class ReplacedPlugin(SourceRule):
    """`sys.modules["pytest_asyncio"] = …` puts something in the plugin's place.

    Given the plugin itself it does nothing: an import of it puts it there. Given
    anything else it breaks what imports the plugin from then on, while pytest goes on
    with the real one.

    Remove it, and `import pytest_asyncio` in each file that uses the name.
    """

    code = "LW215"
    name = "plugin-put-into-sys-modules"
    summary = '`sys.modules["pytest_asyncio"]` is assigned to'
    bad = (
        Example(
            {
                "conftest.py": """
                    import sys

                    import pytest_asyncio

                    # Make the module available to be imported by tests
                    sys.modules["pytest_asyncio"] = pytest_asyncio
                """,
                "test_example.py": """
                    def test_something():
                        pass
                """,
            },
            is_run=False,
            why_not="it does nothing, so nothing can be seen of it",
        ),
        Example(
            {
                "conftest.py": """
                    import sys
                    import types

                    sys.modules["pytest_asyncio"] = types.ModuleType("pytest_asyncio")
                """,
                "test_example.py": """
                    import pytest
                    import pytest_asyncio

                    @pytest_asyncio.fixture
                    async def user():
                        return "Ada"

                    @pytest.mark.asyncio
                    async def test_user(user):
                        assert user == "Ada"
                """,
            },
            shows="module 'pytest_asyncio' has no attribute 'fixture'",
        ),
    )
    good = (
        Example(
            {
                "conftest.py": """
                    import sys
                    import types

                    sys.modules["of_our_own"] = types.ModuleType("of_our_own")
                """,
                "test_example.py": """
                    import sys

                    def test_without_the_plugin(monkeypatch):
                        monkeypatch.setitem(sys.modules, "pytest_asyncio", None)
                        assert sys.modules["pytest_asyncio"] is None
                """,
            }
        ),
    )
    nodes = (ast.Assign,)
    words = ("sys.modules", "modules[")

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give assignments to that key."""
        assert isinstance(node, ast.Assign)
        target = node.targets[0]
        if len(node.targets) != 1 or not isinstance(target, ast.Subscript):
            return
        key = target.slice
        if not isinstance(key, ast.Constant) or key.value != _NAME:
            return
        if view.qualified(target.value) != "sys.modules":
            return
        is_itself = view.qualified(node.value) == _NAME
        yield view.finding(
            self.code,
            node,
            f'`sys.modules["{_NAME}"]` is assigned to',
            "an import of the module puts it there."
            if is_itself
            else "what imports the plugin from then on gets something else.",
            repair=_repair(node, view, is_safe=is_itself),
        )


def _repair(node: ast.Assign, view: View, *, is_safe: bool) -> Repair | None:
    block = block_of(node, view.parents[-1])
    if block is None:
        return None
    edit = without_statement(view.file, node, block)
    return repair("remove the statement", edit, is_safe=is_safe)
