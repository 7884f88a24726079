"""LW203: sync tests run the current loop, and nothing makes one current."""

from __future__ import annotations

import ast
import os
import textwrap
from collections.abc import Iterator
from pathlib import Path

from loopwise.fixes.imports import add_import
from loopwise.model.diagnostic import Diagnostic
from loopwise.model.finding import Edit, Finding, Repair, TextEdit
from loopwise.model.suite import Test
from loopwise.rules.checked import Checked
from loopwise.rules.rule import Example, ProjectRule
from loopwise.rules.scopes.found_at import finding_at, fixes, step_at
from loopwise.rules.scopes.one_loop import INSTALL
from loopwise.rules.scopes.running import Running
from loopwise.static.source_file import SourceFile
from loopwise.static.suite.static_suite import StaticSuite, TestSource

_FIXTURES = '''
@pytest_asyncio.fixture(scope="session", loop_scope="session", autouse=True)
async def session_loop():
    """The event loop of the session."""
    return asyncio.get_running_loop()


@pytest.fixture(autouse=True)
def current_loop(session_loop):
    """Make the session's loop the current one, for sync code that asks for it."""
    asyncio.set_event_loop(session_loop)
'''
_NAMES = ("session_loop", "current_loop")
_TEXT = "make the session's loop current in sync tests, by a fixture in {conftest}"


class NoLoopInSync(ProjectRule):
    """Sync tests run the current event loop, and nothing makes one current.

    **What it means.** Code that a sync test calls does
    `asyncio.get_event_loop().run_until_complete(...)`. Beside async tests it depends on
    the order of the tests whether there is a current loop: pytest-asyncio closes its
    loops and leaves none. "There is no current event loop" is then what a test says
    that passes alone. What the code opens on one loop it may also meet on another one.

    **What to do.** Call `asyncio.run`, where the code uses nothing that belongs to
    another loop. Or make a loop current in sync tests: `loopwise fix --unsafe-fixes`
    adds fixtures for that to a `conftest.py`. Loopwise does the same by itself.
    """

    code = "LW203"
    name = "no-current-loop-in-sync-test"
    summary = "Sync tests run the current loop, and nothing makes one current"
    bad = (
        Example(
            {
                "pytest.ini": """
                    [pytest]
                    asyncio_mode = auto
                """,
                "conftest.py": """
                    import pytest
                """,
                "app.py": """
                    import asyncio

                    async def work():
                        return 42

                    def work_now():
                        return asyncio.get_event_loop().run_until_complete(work())
                """,
                "test_example.py": """
                    from app import work, work_now

                    async def test_async():
                        assert await work() == 42

                    def test_sync():
                        assert work_now() == 42
                """,
            },
            shows="There is no current event loop",
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
                    import asyncio

                    async def work():
                        return 42

                    async def test_async():
                        assert await work() == 42

                    def test_sync():
                        assert asyncio.run(work()) == 42
                """,
            },
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Give the first of such tests of each file: one repair serves them all."""
        static = checked.suite
        if checked.project.runner.is_loopwise or checked.project.runner.is_before(
            0, 24
        ):
            return
        if not any(test.is_async for test in static.suite.tests):
            return
        found = list(_tests(static))
        repair = _repair(static, [source.file for _, source in found])
        by_file: dict[Path, list[TestSource]] = {}
        for _, source in found:
            by_file.setdefault(source.file.path, []).append(source)
        for sources in by_file.values():
            yield self._finding(sources, repair)

    def _finding(self, sources: list[TestSource], repair: Repair | None) -> Finding:
        first = sources[0]
        others = len({id(one.node) for one in sources}) - 1
        diagnostic = Diagnostic(
            self.code,
            f"{first.node.name} runs the current event loop, and there may be none",
            (step_at(first.defined_in, first.node, first.node.name, "test"),),
            "pytest-asyncio leaves no current loop behind, so it depends on the order "
            "of the tests.",
            fixes([INSTALL]),
            others,
        )
        return finding_at(first.defined_in, first.node, diagnostic, repair)


def _tests(static: StaticSuite) -> Iterator[tuple[Test, TestSource]]:
    """Give sync tests that run the current loop, without one that they set."""
    if static.names is None:
        return
    running = Running(static.names)
    for test, source in zip(static.suite.tests, static.tests, strict=True):
        if test.is_async or source.is_async_def:
            continue
        if not running.calls_one(source.node, source.defined_in):
            continue
        is_told = "get_event_loop(" in source.defined_in.of(source.node)  # of the call
        if not is_told and not _sets_one(static, test, source):
            yield test, source


def _sets_one(static: StaticSuite, test: Test, source: TestSource) -> bool:
    """Whether a test, or a fixture that it uses, sets or makes a loop itself."""
    nodes: list[tuple[SourceFile, ast.AST]] = [(source.defined_in, source.node)]
    for member in test.uses.of:
        site = static.fixtures.get(member)
        if site is not None:
            nodes.append((site.file, site.node))
    return any(
        word in file.of(node)
        for file, node in nodes
        for word in ("set_event_loop(", "new_event_loop(", "set_event_loop_policy")
    )


def _repair(static: StaticSuite, files: list[SourceFile]) -> Repair | None:
    """Add fixtures to the conftest that all of the tests can see."""
    conftest = _conftest(static, files)
    if conftest is None or any(
        name in file.text for file in static.files.values() for name in _NAMES
    ):
        return None
    edits: list[Edit] = []
    for module in ("asyncio", "pytest", "pytest_asyncio"):
        imported = add_import(conftest, module)
        if imported is not None:
            edits.append(imported)
    end = len(conftest.text)
    text = textwrap.dedent(_FIXTURES).replace("\n", conftest.newline)
    before = "" if conftest.text.endswith(("\n", "\r")) else conftest.newline
    new = before + conftest.newline + text
    edits.append(TextEdit(str(conftest.path), end, end, new))
    return Repair(_TEXT.format(conftest=conftest.shown), tuple(edits), is_safe=False)


def _conftest(static: StaticSuite, files: list[SourceFile]) -> SourceFile | None:
    if not files:
        return None
    above = Path(os.path.commonpath([file.path.parent for file in files]))
    found = [
        one
        for one in static.files.values()
        if one.path.name == "conftest.py"
        and (one.path.parent == above or one.path.parent in above.parents)
    ]
    return max(found, key=lambda one: len(one.path.parts), default=None)
