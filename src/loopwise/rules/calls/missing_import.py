"""LW706: ``pytest`` or ``pytest_asyncio`` is used and not imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.fixes.imports import add_import
from loopwise.model.finding import Finding
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.view import View, repair

_NAMES = ("pytest", "pytest_asyncio")


class MissingImport(SourceRule):
    """`pytest` or `pytest_asyncio` is used in a file that does not import it.

    The file fails when it is imported, or the test when it comes to the name, with
    `NameError`. That another file imports the module does not help: each has names of
    its own.

    Add the import.
    """

    code = "LW706"
    name = "missing-import"
    summary = "`pytest` or `pytest_asyncio` is used and not imported"
    bad = (
        Example(
            {
                "test_example.py": '''
                    """Tests of nothing."""
                    import os

                    import pytest

                    @pytest_asyncio.fixture
                    async def user():
                        return os.sep

                    @pytest.mark.asyncio
                    async def test_user(user):
                        assert user == os.sep
                '''
            },
            shows="name 'pytest_asyncio' is not defined",
        ),
        Example(
            {
                "test_example.py": """
                    def test_that_it_fails():
                        with pytest.raises(ValueError):
                            int("one")
                """
            },
            shows="name 'pytest' is not defined",
        ),
    )
    good = (
        Example(
            {
                "conftest.py": """
                    from __future__ import annotations

                    from typing import TYPE_CHECKING

                    if TYPE_CHECKING:
                        import pytest

                    def pytest_configure(config: pytest.Config) -> None:
                        pass
                """,
                "test_example.py": """
                    from __future__ import annotations

                    def test_that_it_fails():
                        import pytest

                        with pytest.raises(ValueError):
                            int("one")

                    def test_parameter(request):
                        def called(pytest):
                            return pytest.name

                        assert called(request.node) == "test_parameter"

                    def only_for_types(config: pytest.Config) -> None:
                        number: pytest.Item
                """,
            }
        ),
    )
    nodes = (ast.Module,)
    words = ("pytest",)

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give the first use of each name that nothing in the file binds."""
        assert isinstance(node, ast.Module)
        bound = view.names(node)
        missing = {
            name
            for name in _NAMES
            if f"{name}." in view.file.text
            and name not in bound.imported
            and name not in bound.others
        }
        if not missing or bound.stars:
            return
        for use in _uses(node, missing):
            if use.id not in missing:
                continue
            missing.discard(use.id)
            edit = add_import(view.file, use.id)
            yield view.finding(
                self.code,
                use,
                f"`{use.id}` is used and not imported",
                "the name is not defined: each file has names of its own.",
                repair=None if edit is None else repair(f"import {use.id}", edit),
            )


def _uses(tree: ast.Module, names: set[str]) -> Iterator[ast.Name]:
    """Give what reads one of the names, if nothing anywhere in the file binds it."""
    found: list[ast.Name] = []
    bound: set[str] = set()
    annotated = _annotations(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names:
            if not isinstance(node.ctx, ast.Load):
                bound.add(node.id)
            elif id(node) not in annotated:
                found.append(node)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for one in node.names:
                bound.add(one.asname or one.name.partition(".")[0])
    found.sort(key=lambda one: (one.lineno, one.col_offset))
    return (one for one in found if one.id not in bound)


def _annotations(tree: ast.Module) -> set[int]:
    """Give what is in annotations: it may never be evaluated."""
    found: set[int] = set()
    for node in ast.walk(tree):
        given = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        for one in given:
            if isinstance(one, ast.AST):
                found.update(id(inner) for inner in ast.walk(one))
    return found
