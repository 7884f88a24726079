"""LW104: a fixture ``event_loop`` of the suite's own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.fixes.removal import without_statement
from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.finding import Finding, Repair
from loopwise.model.place import Place
from loopwise.model.scope import Scope
from loopwise.model.step import Step
from loopwise.plan.as_written import EVENT_LOOP
from loopwise.rules.alike import are_alike_without_override
from loopwise.rules.checked import Checked
from loopwise.rules.rule import Example, ProjectRule
from loopwise.rules.scopes.found_at import finding_at
from loopwise.rules.scopes.said_anyway import says_something_anyway
from loopwise.static.bound_names import dotted
from loopwise.static.suite.static_suite import FixtureSite, StaticSuite

WHY_UNUSED = "pytest-asyncio has asked for no `event_loop` fixture since 1.0."
WHY_PLANNED = "the plan finds a loop for every test; this keeps all that see it on one."
DELETE = "delete the fixture: its tests and fixtures find their loops without it"
_HARMLESS = frozenset(
    {
        "asyncio.get_event_loop_policy",
        "asyncio.new_event_loop",
        "asyncio.set_event_loop",
        "close",
        "get_event_loop_policy",
        "is_closed",
        "new_event_loop",
        "run_until_complete",
        "set_event_loop",
        "shutdown_asyncgens",
        "shutdown_default_executor",
    }
)
_OTHER_LOOPS = frozenset({"uvloop", "winloop", "rloop"})
_TOUCHING = (ast.Global, ast.Nonlocal, ast.Await, ast.Raise, ast.AugAssign)


class EventLoopOverride(ProjectRule):
    """A fixture `event_loop` of the suite's own, which makes a loop by hand.

    **What it means.** Up to 0.26 pytest-asyncio gave every async test the loop of this
    fixture; most suites wrote one to have a loop for the session. Since 1.0 nobody asks
    for it. Loopwise honours it, which keeps all tests that see it on one loop.

    **What to do.** Delete it. With pytest-asyncio 1.0 or later the two settings
    `asyncio_default_test_loop_scope` and `asyncio_default_fixture_loop_scope` do what
    it did; with Loopwise nothing is needed.
    """

    code = "LW104"
    name = "event-loop-override"
    summary = "A fixture `event_loop` that makes a loop by hand"
    bad = (
        Example(
            {
                "conftest.py": """
                    import asyncio

                    import pytest

                    @pytest.fixture(scope="session")
                    def event_loop():
                        loop = asyncio.new_event_loop()
                        yield loop
                        loop.close()
                """,
                "test_example.py": """
                    import pytest

                    @pytest.mark.asyncio
                    async def test_example():
                        pass
                """,
            },
            is_run=False,
            why_not="It passes: the fixture has no effect.",
        ),
    )
    good = (
        Example(
            {
                "conftest.py": """
                    import asyncio

                    import pytest

                    @pytest.fixture
                    def own_loop():
                        loop = asyncio.new_event_loop()
                        yield loop
                        loop.close()
                """,
                "test_example.py": """
                    def test_loop(own_loop):
                        assert not own_loop.is_running()
                """,
            },
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest

                    @pytest.fixture
                    def event_loop():
                        loop = asyncio.new_event_loop()
                        yield loop
                        loop.close()

                    def test_in_loop(event_loop):
                        event_loop.run_until_complete(asyncio.sleep(0))
                """,
            },
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Give each such fixture, where its loop is no longer asked for."""
        runner = checked.project.runner
        if not runner.is_loopwise and runner.is_before(1):
            return
        static = checked.suite
        seen: set[ast.AST] = set()
        for site in static.all_fixtures:
            if site.name != EVENT_LOOP or site.is_async_def or site.node in seen:
                continue
            seen.add(site.node)
            if site.scope is Scope.FUNCTION and _is_for_sync_tests(static):
                continue
            yield _told(checked, site)


def _told(checked: Checked, site: FixtureSite) -> Finding:
    static, is_planned = checked.suite, checked.project.runner.is_loopwise
    is_asked = _is_asked(static)
    why = WHY_PLANNED if is_planned else WHY_UNUSED
    node = site.node
    first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
    place = Place(site.file.shown, first)
    step = Step(site.name, place, f"fixture, kept per {site.scope}")
    diagnostic = Diagnostic(
        "LW104",
        "fixture `event_loop` makes a loop by hand",
        (step,),
        why,
        () if is_asked else (Fix(DELETE),),
    )
    repair = None
    if not is_asked and only_makes_a_loop(site.node):
        block = _block(site)
        if block is not None:
            edit = without_statement(site.file, site.node, block)
            # Tests that share its loop may share more than their source shows; and a
            # pytest-asyncio of before 1.0 that nobody declares would miss it.
            is_safe = checked.project.runner.is_known and (
                not is_planned or are_alike_without_override(checked)
            )
            if not (is_planned and says_something_anyway(checked)):
                repair = Repair(DELETE, (edit,), is_safe)
    return finding_at(site.file, site.node, diagnostic, repair)


def _is_for_sync_tests(static: StaticSuite) -> bool:
    """Whether tests ask for it by name, and all of them run it by themselves."""
    asking = [one.node for one in static.tests if EVENT_LOOP in _names(one.node)]
    return bool(asking) and all(isinstance(one, ast.FunctionDef) for one in asking)


def _names(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    args = node.args
    return [one.arg for one in (*args.posonlyargs, *args.args, *args.kwonlyargs)]


def _is_asked(static: StaticSuite) -> bool:
    """Whether a test or a fixture asks for it by name."""
    if any(EVENT_LOOP in one.names for one in static.all_fixtures):
        return True
    for source in (*static.tests, *static.foreign):
        if EVENT_LOOP in _names(source.node):
            return True
    quoted = (f'"{EVENT_LOOP}"', f"'{EVENT_LOOP}'")
    return any(one in file.text for file in static.files.values() for one in quoted)


def only_makes_a_loop(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the fixture does nothing that somebody may miss."""
    args = node.args
    asked = [one.arg for one in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
    if set(asked) - {"self", "cls", "request"}:
        return False
    for one in (each for part in node.body for each in ast.walk(part)):
        if isinstance(one, ast.Call) and not _is_harmless(one.func):
            return False
        if isinstance(one, _TOUCHING):
            return False
        if isinstance(one, ast.Attribute) and not isinstance(one.ctx, ast.Load):
            return False  # of the loop, or of something elsewhere
    return True


def _is_harmless(called: ast.expr) -> bool:
    """Whether a call makes, sets or closes a loop of asyncio's own."""
    while isinstance(called, ast.Attribute) and isinstance(called.value, ast.Call):
        # Such as a policy's new loop.
        if called.attr not in _HARMLESS:
            return False
        called = called.value.func
    name = dotted(called)
    root, _, last = name.rpartition(".")
    is_known = name in _HARMLESS or last in _HARMLESS
    return is_known and root not in _OTHER_LOOPS


def _block(site: FixtureSite) -> list[ast.stmt] | None:
    for one in ast.walk(site.file.tree):
        body = getattr(one, "body", None)
        if isinstance(body, list) and site.node in body:
            return body
    return None
