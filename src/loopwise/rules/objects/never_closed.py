"""LW301: an object that has to be closed is made, and nothing closes it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from loopwise.fixes.imports import add_import
from loopwise.model.finding import Finding, Repair, TextEdit
from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.rules.collected import (
    Def,
    FixtureMark,
    fixture_mark,
    is_expected_to_fail,
    is_fixture_named,
    is_test_function,
)
from loopwise.rules.given import Given, asking, files_that_may_ask, given_by
from loopwise.rules.indenting import indentation
from loopwise.rules.looked_at import only_looks
from loopwise.rules.made import Made, label, made_by, may_be_free
from loopwise.rules.own_loops import is_run_by_others
from loopwise.rules.rule import WARNING, Example, SourceRule
from loopwise.rules.view import View, repair
from loopwise.static.source_file import SourceFile

_CLOSING = frozenset(
    {"aclose", "cleanup", "close", "disconnect", "dispose", "ensure_closed", "stop"}
    | {"__aexit__", "__aenter__", "terminate", "shutdown", "detach"}
)
_OF_HTTPX = ("httpx:", "httpx2:", "openai:", "anthropic:")
_NO_CONNECTIONS = ("httpx_mock", "respx", "MockTransport", "ASGITransport", "vcr")
_QUIET = ("openai:", "anthropic:", "aiohttp:BaseConnector", "aiohttp:ClientWebSocket")
"""What few people close, and what is part of something else that closes it."""


class NeverClosed(SourceRule):
    """A fixture or a test makes a client, a pool or an engine, and nothing closes it.

    **What it means.** The object keeps its sockets until Python collects it. By then
    the loop that it belonged to is closed: "Event loop is closed" and "Unclosed client
    session" come up in a later test, or at the end of the run.

    **What to do.** In a fixture, `yield` it and close it afterwards; in a test, use
    `async with`. `loopwise fix` does so for async fixtures; `--unsafe-fixes` makes sync
    fixtures async for it.
    """

    code = "LW301"
    level = WARNING
    name = "never-closed"
    summary = "An object that has to be closed is made and never closed"
    nodes = (ast.FunctionDef, ast.AsyncFunctionDef)
    words = ("async", "Async")
    bad = (
        Example(
            {
                "test_example.py": """
                    import aiohttp
                    import pytest
                    import pytest_asyncio

                    @pytest_asyncio.fixture
                    async def client():
                        return aiohttp.ClientSession()

                    @pytest.mark.asyncio
                    async def test_client(client):
                        assert not client.closed
                """
            },
            shows="Unclosed client session",
            args=("-W", "error::ResourceWarning"),
        ),
        Example(
            {
                "test_example.py": """
                    import aiohttp
                    import pytest

                    @pytest.mark.asyncio
                    async def test_client(unused_tcp_port):
                        client = aiohttp.ClientSession()
                        with pytest.raises(aiohttp.ClientConnectorError):
                            await client.get(f"http://127.0.0.1:{unused_tcp_port}")
                """
            },
            shows="Unclosed client session",
            args=("-W", "error::ResourceWarning"),
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import aiohttp
                    import pytest
                    import pytest_asyncio

                    @pytest_asyncio.fixture
                    async def client():
                        client = aiohttp.ClientSession()
                        yield client
                        await client.close()

                    @pytest_asyncio.fixture
                    async def bare():
                        return aiohttp.ClientSession()

                    @pytest.mark.asyncio
                    async def test_client(client, bare):
                        async with aiohttp.ClientSession() as other:
                            assert not other.closed
                        await bare.close()
                """
            }
        ),
    )

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give what a fixture gives, or a test keeps to itself, and nobody closes."""
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        if not view.is_test:
            return
        mark = fixture_mark(view, node)
        if mark is not None:
            yield from self._of_fixture(node, mark, view)
        elif isinstance(node, ast.AsyncFunctionDef) and is_test_function(view, node):
            yield from self._of_test(node, view)

    def _of_fixture(
        self, node: Def, mark: FixtureMark, view: View
    ) -> Iterator[Finding]:
        if len(node.decorator_list) != 1 or "name" in mark.keywords:
            return
        view.scopes.append(node)
        given = given_by(view, node)
        is_left = given is not None and _is_left(view, given.made)
        view.scopes.pop()
        if given is None or not is_left or not _is_last(node, given):
            return
        if given.name and not only_looks(
            node, given.name, _CLOSING, but=given.value, stores=1
        ):
            return
        asked = files_that_may_ask(view, node.name)
        files = None if asked is None else list(asked)
        if files is None or not all(
            only_looks(function, node.name, _CLOSING)
            for file in files
            for function in asking(file.tree, node.name)
        ):
            return
        mended = _closed(view, node, mark, given, files)
        yield view.finding(
            self.code,
            given.statement,
            f"fixture `{node.name}` makes {_type(given.made)} that nothing closes",
            _why(given.made),
            repair=mended,
            fixes=[] if mended else [_advice(given.made)],
            path=(
                Step(node.name, Place(view.file.shown, node.lineno), "fixture"),
                Step(
                    label(given.made),
                    Place(view.file.shown, given.made.call.lineno),
                    "made",
                ),
            ),
        )

    def _of_test(self, node: ast.AsyncFunctionDef, view: View) -> Iterator[Finding]:
        view.scopes.append(node)
        found = []
        for one in node.body:
            if not isinstance(one, ast.Assign) or len(one.targets) != 1:
                continue
            target = one.targets[0]
            if not isinstance(target, ast.Name):
                continue
            made = made_by(view, one.value)
            if made is not None and _is_left(view, made):
                if _is_kept_open(view, node, target.id):
                    found.append((one, target.id, made))
        view.scopes.pop()
        for one, name, made in found:
            if is_expected_to_fail(view):
                return
            yield view.finding(
                self.code,
                one,
                f"`{name}` in `{node.name}` is {_type(made)} that nothing closes",
                _why(made),
                fixes=[f"close it in a `finally`: `await {name}.{made.close}()`"],
                path=(
                    Step(node.name, Place(view.file.shown, node.lineno), "test"),
                    Step(label(made), Place(view.file.shown, one.lineno), "made"),
                ),
            )


def _type(made: Made) -> str:
    name = made.row.name.rpartition(":")[2]
    return f"{'an' if name[0] in 'AEIOU' else 'a'} `{name}`"


def _advice(made: Made) -> str:
    return f"`yield` it, and await its `{made.close}()` after that"


def _why(made: Made) -> str:
    return (
        "Python collects it when its loop is closed, in a later test or at the end: "
        f"`{made.close}()` is for before that."
    )


def _is_left(view: View, made: Made) -> bool:
    """Whether an object of this kind, made here, is surely one to be closed."""
    if not made.close or may_be_free(view, made):
        return False
    if made.row.name.startswith(_QUIET) or _is_own(view, made):
        return False
    if made.row.name.startswith(_OF_HTTPX):
        return not any(one in view.file.text for one in _NO_CONNECTIONS)
    return True


def _is_own(view: View, made: Made) -> bool:
    """Whether the project itself defines the type: its tests know what they leave."""
    root = view.qualified(made.call.func).partition(".")[0]
    return not root or view.lookup.path(root) is not None


def _is_last(function: Def, given: Given) -> bool:
    """Whether nothing comes after the statement that gives the object."""
    return function.body[-1] is given.statement


def _is_kept_open(view: View, function: ast.AsyncFunctionDef, name: str) -> bool:
    """Whether a test awaits something of a name, and only that."""
    if len(view.names(function).definitions.get(name, [])) != 1:
        return False
    if not only_looks(function, name, _CLOSING, stores=1):
        return False
    return any(
        isinstance(one, ast.Await)
        and isinstance(one.value, ast.Call)
        and isinstance(one.value.func, ast.Attribute)
        and isinstance(one.value.func.value, ast.Name)
        and one.value.func.value.id == name
        for one in ast.walk(function)
    )


# ----------------------------------------------------------------------------- repair


def _closed(
    view: View, node: Def, mark: FixtureMark, given: Given, files: Sequence[SourceFile]
) -> Repair | None:
    """Yield the object, and close it after that."""
    file = view.file
    is_async = isinstance(node, ast.AsyncFunctionDef)
    if not is_async and not _may_become_async(node, mark, files):
        return None
    if node.returns is not None and not given.is_yielded:
        return None
    before = indentation(file, given.statement)
    if before.strip():
        return None
    name, line = given.name or node.name, file.newline
    if not given.name and re.search(rf"\b{name}\b", _body(view, node)):
        return None
    lines = [] if given.name else [f"{name} = {file.of(given.value)}"]
    lines += [f"yield {name}", f"await {name}.{given.made.close}()"]
    start, end = file.span(given.statement)
    edits = [TextEdit(str(file.path), start, end, f"{line}{before}".join(lines))]
    if not is_async:
        edits += _as_async(view, node, mark)
    return repair(
        f"close what `{node.name}` gives, after its `yield`", *edits, is_safe=is_async
    )


def _body(view: View, node: Def) -> str:
    start, _ = view.file.span(node.body[0])
    return view.file.text[start : view.file.span(node)[1]]


def _may_become_async(
    node: Def, mark: FixtureMark, files: Sequence[SourceFile]
) -> bool:
    """Whether those who ask for a sync fixture would not see that it is async."""
    if mark.scope != "function" or mark.full != "pytest.fixture":
        return False
    for file in files:
        if is_run_by_others(file.text):
            return False
        if re.search(rf"""["']{node.name}["']""", file.text):
            return False
        for one in asking(file.tree, node.name):
            is_asked = one.name.startswith("test") or is_fixture_named(one)
            if not isinstance(one, ast.AsyncFunctionDef) or not is_asked:
                return False
    return True


def _as_async(view: View, node: Def, mark: FixtureMark) -> list[TextEdit]:
    file = view.file
    called = mark.decorator
    func = called.func if isinstance(called, ast.Call) else called
    start, _ = file.span(node)
    edits = [
        view.replace(func, "pytest_asyncio.fixture"),
        TextEdit(str(file.path), start, start, "async "),
    ]
    wanted = add_import(file, "pytest_asyncio")
    return [*([wanted] if wanted is not None else []), *edits]
