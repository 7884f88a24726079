"""LW312: a sync fixture keeps an object that belongs to a loop for several tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from loopwise.fixes.removal import without_keyword
from loopwise.model.finding import Finding, Repair
from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.rules.collected import Def, FixtureMark, fixture_mark
from loopwise.rules.given import asking, files_that_may_ask, given_by
from loopwise.rules.made import Made, may_be_free
from loopwise.rules.objects.example_server import SERVER
from loopwise.rules.own_loops import each_test_has_a_loop, may_share_a_loop
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.view import View, repair
from loopwise.static.source_file import SourceFile

_WIDE = frozenset({"class", "module", "package", "session"})
_NO_CONNECTIONS = ("httpx_mock", "respx", "aioresponses", "vcr")
_WIDER = re.compile(r"""scope\s*=\s*["'](?:class|module|package|session)""")


class WideSyncFixture(SourceRule):
    """A fixture with `scope="session"` returns `httpx.AsyncClient()`.

    **What it means.** The fixture is no coroutine, so nothing says which loop its
    object is for: it belongs to the loop of the first test that uses it. pytest-asyncio
    gives the next test another loop, and pytest the same object: "attached to a
    different loop", "Event loop is closed".

    **What to do.** Keep it for each test: drop `scope`. `loopwise fix --unsafe-fixes`
    does so where no wider fixture asks for it. Or make the fixture async, and give it
    and the tests that use it one loop: `loop_scope="session"`. Under Loopwise they get
    that by themselves.
    """

    code = "LW312"
    name = "wide-sync-fixture"
    summary = "A sync fixture keeps an object that belongs to a loop for several tests"
    nodes = (ast.FunctionDef,)
    words = ("scope",)
    bad = (
        Example(
            {
                "conftest.py": SERVER,
                "test_example.py": """
                    import httpx
                    import pytest

                    @pytest.fixture(scope="session")
                    def client():
                        return httpx.AsyncClient(trust_env=False)

                    @pytest.mark.asyncio
                    async def test_one(url, client):
                        await client.get(url)

                    @pytest.mark.asyncio
                    async def test_two(url, client):
                        await client.get(url)
                """,
            },
            shows="Event loop is closed",
        ),
    )
    good = (
        Example(
            {
                "conftest.py": SERVER,
                "test_example.py": """
                    import httpx
                    import pytest
                    import pytest_asyncio

                    @pytest_asyncio.fixture(scope="session", loop_scope="session")
                    async def client():
                        async with httpx.AsyncClient(trust_env=False) as client:
                            yield client

                    @pytest.mark.asyncio(loop_scope="session")
                    async def test_one(url, client):
                        await client.get(url)

                    @pytest.mark.asyncio(loop_scope="session")
                    async def test_two(url, client):
                        await client.get(url)
                """,
            }
        ),
    )

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give a wider sync fixture whose object two async tests ask for."""
        assert isinstance(node, ast.FunctionDef)
        if not view.is_test:
            return
        mark = fixture_mark(view, node)
        if mark is None or mark.scope not in _WIDE or "name" in mark.keywords:
            return
        view.scopes.append(node)
        given = given_by(view, node)
        is_free = given is None or may_be_free(view, given.made)
        view.scopes.pop()
        if given is None or is_free or not each_test_has_a_loop(view):
            return
        if any(one in view.file.text for one in _NO_CONNECTIONS):
            return
        found = files_that_may_ask(view, node.name)
        files = [] if found is None else list(found)
        tests = list(_tests(view, files, node.name, given.made))
        if len(tests) < 2:
            return
        shown = view.file.shown
        yield view.finding(
            self.code,
            given.statement,
            f"fixture `{node.name}` is kept per {mark.scope}, and each test that uses "
            "it has its own loop",
            f"what it gives belongs to the loop of {given.made.row.binds.noun}, and "
            "the tests after that have others.",
            repair=_narrowed(view, mark, files, node),
            fixes=["make it async, and give it and its tests one `loop_scope`"],
            path=(
                Step(
                    node.name,
                    Place(shown, node.lineno),
                    f"fixture, kept per {mark.scope}",
                ),
                *(
                    Step(one.name, where, "test", "function")
                    for where, one in tests[:2]
                ),
            ),
        )


def _tests(
    view: View, files: list[SourceFile], name: str, made: Made
) -> Iterator[tuple[Place, Def]]:
    """Give the async tests, each with a loop of its own, that await something of it."""
    for file in files:
        if may_share_a_loop(file.text) or file.path.name == "conftest.py":
            continue
        shown = file.shown if file is view.file else _beside(view, file)
        for one in asking(file.tree, name):
            if not one.name.startswith("test"):
                continue
            if isinstance(one, ast.AsyncFunctionDef) and _awaits(one, name, made):
                yield Place(shown, one.lineno), one


def _beside(view: View, file: SourceFile) -> str:
    """Write the path of a file below the conftest's directory."""
    below = file.path.relative_to(view.file.path.parent).as_posix()
    above = view.file.shown.rpartition("conftest.py")[0]
    return f"{above}{below}"


def _awaits(function: Def, name: str, made: Made) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
            func = node.value.func
            if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
                if func.value.id == name and func.attr not in made.row.harmless:
                    return True
    return False


def _narrowed(
    view: View, mark: FixtureMark, files: list[SourceFile], node: ast.FunctionDef
) -> Repair | None:
    """Drop the scope, where no wider fixture may ask for what it gives."""
    call = mark.decorator
    if not isinstance(call, ast.Call) or "params" in mark.keywords:
        return None
    for file in files:
        for one in asking(file.tree, node.name):
            heads = " ".join(file.of(each) for each in one.decorator_list)
            if _WIDER.search(heads):
                return None
    scope = next(one for one in call.keywords if one.arg == "scope")
    edit = without_keyword(view.file, call, scope, bare=True)
    if edit is None:
        return None
    return repair(
        f"make `{node.name}` for each test: drop `scope`", edit, is_safe=False
    )
