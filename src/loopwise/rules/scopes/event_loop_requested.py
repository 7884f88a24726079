"""LW114: the fixture ``event_loop`` is requested."""

from __future__ import annotations

import ast
import itertools
import warnings
from collections.abc import Iterator

from loopwise.fixes.removal import without_parameter
from loopwise.model.finding import Finding, Repair, TextEdit
from loopwise.rules.conftests import conftests_of, is_mentioned
from loopwise.rules.functions import (
    Definition,
    fixture_name,
    is_collected,
    parameters,
    steps_to,
)
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.surroundings import mentions
from loopwise.rules.view import View, repair
from loopwise.rules.written import write_name
from loopwise.static.bound_names import BoundNames, names_bound_by

_NAME = "event_loop"
_OTHERS = ("aiomisc", "aiomisc-pytest")
"""Plugins that have such a fixture, too."""
_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


_GONE = (
    "`{name}` requests `event_loop`, which pytest-asyncio does not have",
    "the fixture is gone since pytest-asyncio 1.0.",
)
_OTHER = (
    "`{name}` requests `event_loop`, and runs on another loop",
    "since 1.0 pytest-asyncio runs no test on the loop of such a fixture.",
)


class EventLoopRequested(SourceRule):
    """A test or a fixture asks for the fixture `event_loop`.

    pytest-asyncio had it until 1.0. From then on the test fails in its set-up: fixture
    'event_loop' not found.

    Async code calls `asyncio.get_running_loop()`, which gives the loop it runs on. Sync
    code that wants to run something is better an `async def`, too.

    Loopwise still has the fixture: with it, nothing is found.
    """

    code = "LW114"
    name = "event-loop-requested"
    summary = "The fixture `event_loop` is requested: pytest-asyncio 1.0 has none"
    bad = (
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest
                    import pytest_asyncio

                    @pytest_asyncio.fixture
                    async def started(event_loop):
                        return event_loop.time()

                    @pytest.mark.asyncio
                    async def test_time(
                        started,
                        event_loop: asyncio.AbstractEventLoop,
                    ):
                        assert event_loop.time() >= started
                """
            },
            shows="fixture 'event_loop' not found",
        ),
        Example(
            {
                "test_example.py": """
                    import pytest

                    @pytest.mark.asyncio
                    async def test_time(event_loop):
                        '''A function inside keeps the loop.'''
                        def now():
                            return event_loop.time()

                        assert await event_loop.run_in_executor(None, now) > 0
                """
            },
            shows="fixture 'event_loop' not found",
        ),
        Example(
            {
                "test_example.py": """
                    async def answer():
                        return 42

                    def test_answer(event_loop):
                        assert event_loop.run_until_complete(answer()) == 42
                """
            },
            shows="fixture 'event_loop' not found",
        ),
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
                    import asyncio

                    import pytest

                    @pytest.mark.asyncio
                    async def test_time(event_loop):
                        assert event_loop is asyncio.get_running_loop()
                """,
            },
            shows="assert <",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest

                    @pytest.mark.asyncio
                    async def test_time():
                        assert asyncio.get_running_loop().time() > 0

                    @pytest.mark.parametrize("event_loop", ["uvloop"])
                    def test_name(event_loop):
                        assert event_loop == "uvloop"
                """
            }
        ),
        Example(
            {
                "conftest.py": """
                    import asyncio

                    import pytest

                    @pytest.fixture
                    def event_loop():
                        with asyncio.Runner() as runner:
                            yield runner.get_loop()
                """,
                "test_example.py": """
                    async def answer():
                        return 42

                    def test_answer(event_loop):
                        assert event_loop.run_until_complete(answer()) == 42
                """,
            }
        ),
        Example(
            {
                "requirements.txt": "pytest-asyncio\naiomisc-pytest\n",
                "test_example.py": """
                    def test_loop(event_loop):
                        assert event_loop.time() > 0
                """,
            },
            is_run=False,
            why_not="the plugin that it is about is not installed",
        ),
        Example(
            {
                "test_example.py": """
                    async def test_time(event_loop):
                        assert event_loop.time() > 0
                """
            },
            runner="loopwise",
        ),
    )
    nodes = (ast.FunctionDef, ast.AsyncFunctionDef)
    words = (_NAME,)

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give tests and fixtures with such a parameter."""
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        found = [one for one in parameters(node) if one.arg == _NAME]
        runner = view.project.runner
        if not found or runner.is_loopwise or runner.is_before(1):
            return
        if any(one in view.project.declares for one in _OTHERS):
            return
        name = fixture_name(view, node)
        if name == _NAME or not (name or is_collected(view, node)):
            return
        if any(mentions(one, _NAME) for one in node.decorator_list):
            return  # a parameter of the test
        what, why = _GONE
        if _is_defined(view):
            if not isinstance(node, ast.AsyncFunctionDef) or name:
                return  # sync code may run the loop that it gets
            what, why = _OTHER
        yield view.finding(
            self.code,
            found[0],
            what.format(name=node.name),
            why,
            fixes=(
                ()
                if isinstance(node, ast.AsyncFunctionDef)
                else ("make it `async def`, and await",)
            ),
            repair=with_running_loop(node, found[0], view),
            path=steps_to(view, node),
        )


def _is_defined(view: View) -> bool:
    """Tell whether the project has such a fixture, as far as it may reach the file."""
    words = (f'"{_NAME}"', f"'{_NAME}'", "pytest_plugins", "aiomisc")
    if is_mentioned(view, *words):
        return True
    if any(_binds(view.names(one)) for one in view.scopes if one in _classes(view)):
        return True
    for text in conftests_of(view):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the compiler says them when it runs
                tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return True
        if _binds(names_bound_by(tree)):
            return True
    return False


def _classes(view: View) -> list[ast.AST]:
    return [one for one in view.scopes if isinstance(one, (ast.Module, ast.ClassDef))]


def _binds(bound: BoundNames) -> bool:
    return bool(bound.stars) or _NAME in bound.imported or _NAME in bound.others


def with_running_loop(
    node: Definition, parameter: ast.arg, view: View
) -> Repair | None:
    """Let an async function take the running loop in place of the parameter."""
    if not isinstance(node, ast.AsyncFunctionDef):
        return None
    removal = without_parameter(view.file, node, parameter)
    if removal is None:
        return None
    inside = [one for part in node.body for one in ast.walk(part)]
    uses = [one for one in inside if isinstance(one, ast.Name) and one.id == _NAME]
    if not uses:
        return repair("drop the parameter", removal)
    written = write_name(view, "asyncio", "get_running_loop")
    if written is None or not all(isinstance(one.ctx, ast.Load) for one in uses):
        return None
    text, imports = written
    edits = tuple(view.replace(one, f"{text}()") for one in uses)
    if any(isinstance(one, _NESTED) for one in inside):
        # What is called later may be called in a thread, where no loop runs.
        edits = _at_the_start(node, f"{_NAME} = {text}()", view)
    done = f"call `{text}()` in its place"
    return repair(done, *imports, removal, *edits) if edits else None


def _at_the_start(
    node: ast.AsyncFunctionDef, statement: str, view: View
) -> tuple[TextEdit, ...]:
    body = node.body
    if ast.get_docstring(node, clean=False) is not None:
        body = body[1:]
    if not body:
        return ()
    first = body[0]
    decorators = getattr(first, "decorator_list", [])
    line = min([first.lineno, *(one.lineno for one in decorators)])
    start = view.file.line_start(line)
    indent = "".join(
        itertools.takewhile(lambda one: one in " \t", view.file.text[start:])
    )
    if not indent or line == node.lineno:
        return ()
    return (view.insert(start, f"{indent}{statement}{view.file.newline}"),)
