"""LW106: an async test that strict mode leaves alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.fixes.imports import add_import
from loopwise.model.diagnostic import Diagnostic
from loopwise.model.finding import Edit, Finding, Repair, TextEdit
from loopwise.model.settings import Mode
from loopwise.rules.checked import Checked
from loopwise.rules.rule import Example, ProjectRule
from loopwise.rules.scopes.found_at import finding_at, fixes, step_at
from loopwise.rules.scopes.not_awaited import AUTO
from loopwise.static.bound_names import dotted
from loopwise.static.suite.static_suite import StaticSuite, TestSource

MARK = "@pytest.mark.asyncio"
_HOOKS = ("pytest_collection_modifyitems", "pytest_pyfunc_call", "pytest_itemcollected")


class Unmarked(ProjectRule):
    """In strict mode, an async test without the mark `asyncio`.

    **What it means.** In strict mode, the default of pytest-asyncio, only marked async
    tests run. pytest fails the others, and up to 8.3 it skipped them with a warning: a
    suite may have been green without them.

    **What to do.** Mark the test, or choose the auto mode. Nothing is said where no
    test of the project is marked, or where something else may run async tests.
    """

    code = "LW106"
    name = "unmarked-async-test"
    summary = "An async test without a mark in strict mode"
    bad = (
        Example(
            {
                "test_example.py": """
                    import pytest

                    @pytest.mark.asyncio
                    async def test_marked():
                        pass

                    async def test_unmarked():
                        pass
                """
            },
            shows="async def functions are not natively supported",
        ),
    )
    good = (
        Example(
            {
                "pytest.ini": """
                    [pytest]
                    asyncio_mode = auto
                """,
                "test_example.py": """
                    async def test_unmarked():
                        pass
                """,
            },
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio
                    import functools

                    import pytest

                    def in_a_loop(function):
                        @functools.wraps(function)
                        def run():
                            asyncio.run(function())
                        return run

                    @pytest.mark.asyncio
                    async def test_marked():
                        pass

                    @in_a_loop
                    async def test_decorated():
                        pass
                """
            },
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Give async tests that nobody runs, where others are marked."""
        static = checked.suite
        if static.settings.mode is not Mode.STRICT or _others_run(static):
            return
        if checked.project.has_unread_mode:
            return  # the section that is not read is what is wrong
        if not any(one.mark is not None for one in static.tests):
            return
        seen: set[ast.AST] = set()
        for test, source in zip(static.suite.tests, static.tests, strict=True):
            if test.is_async or not source.is_async_def or source.node in seen:
                continue
            seen.add(source.node)
            if source.mark is None and _is_plain(source):
                yield self._finding(source)

    def _finding(self, source: TestSource) -> Finding:
        name = source.node.name
        diagnostic = Diagnostic(
            self.code,
            f"{name} is async, but not marked",
            (step_at(source.defined_in, source.node, name, "test"),),
            "in strict mode only marked async tests are run.",
            fixes([f"mark it: {MARK}", AUTO]),
        )
        return finding_at(source.defined_in, source.node, diagnostic, _repair(source))


def _others_run(static: StaticSuite) -> bool:
    """Whether something in the project may run, or mark, async tests itself."""
    texts = [one.text for one in static.files.values()]
    conftests = [
        one.text for one in static.files.values() if one.path.name == "conftest.py"
    ]
    return any(hook in text for text in conftests for hook in _HOOKS) or any(
        "anyio_backend" in text or "IsolatedAsyncioTestCase" in text for text in texts
    )


def _is_plain(source: TestSource) -> bool:
    """Whether nothing but marks decorates a test: it is then called as it is."""
    if source.cls is not None and source.cls.bases:
        return False  # a base may know how to run it
    return all(
        ".mark." in f".{dotted(one.func if isinstance(one, ast.Call) else one)}"
        for one in source.node.decorator_list
    )


def _repair(source: TestSource) -> Repair | None:
    file, node = source.defined_in, source.node
    line = min([node.lineno, *(one.lineno for one in node.decorator_list)])
    start = file.line_start(line)
    rest = file.text[start:]
    indent = rest[: len(rest) - len(rest.lstrip(" \t"))]
    edits: list[Edit] = []
    imported = add_import(file, "pytest")
    if imported is not None:
        edits.append(imported)
    new = f"{indent}{MARK}{file.newline}"
    edits.append(TextEdit(str(file.path), start, start, new))
    return Repair(f"mark it: {MARK}", tuple(edits))
