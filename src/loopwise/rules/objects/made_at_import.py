"""LW311: an object that belongs to a loop is made at import, for several loops."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from loopwise.model.finding import Finding, Repair
from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.rules.emptied import after_each_test, is_freed_after_each_test
from loopwise.rules.made import Made, label, made_by, may_be_free
from loopwise.rules.made_per_test import Assigned, AtImport, made_per_test
from loopwise.rules.meetings import User, tests_that_meet, users_of
from loopwise.rules.objects.example_server import SERVER
from loopwise.rules.own_loops import each_test_has_a_loop
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.view import View

_ENGINE = "sqlalchemy.ext.asyncio:AsyncEngine"
_NO_CONNECTIONS = ("httpx_mock", "respx", "aioresponses", "vcr")
"""What keeps clients from connecting, so that they stay free of loops."""


class MadeAtImport(SourceRule):
    """A client, a pool or an engine is made at the top of a test file.

    **What it means.** pytest-asyncio gives each test an event loop of its own, unless
    it is told otherwise. The object is made once and belongs to the loop on which it is
    first used. The test after that uses it on another loop: "attached to a different
    loop", "Event loop is closed". What is bound to it, such as a session factory,
    shares its fate. Alone, each of the tests passes.

    **What to do.** Make it for each test: in a fixture that closes it after its
    `yield`, or by a function that each test calls. `loopwise fix --unsafe-fixes` does
    so where only the tests and fixtures of the file use it. Under Loopwise, the tests
    that share it share a loop, so there is nothing to do.
    """

    code = "LW311"
    name = "made-at-import"
    summary = "An object that belongs to a loop is made at import"
    nodes = (ast.Assign, ast.AnnAssign)
    words = ("async ",)
    bad = (
        Example(
            {
                "conftest.py": SERVER,
                "test_example.py": """
                    import httpx
                    import pytest

                    client = httpx.AsyncClient(trust_env=False)

                    @pytest.mark.asyncio
                    async def test_one(url):
                        await client.get(url)

                    @pytest.mark.asyncio
                    async def test_two(url):
                        await client.get(url)
                """,
            },
            shows="Event loop is closed",
        ),
        Example(
            {
                "conftest.py": SERVER,
                "test_example.py": """
                    import asyncio
                    import os

                    import httpx
                    import pytest

                    client = httpx.AsyncClient(trust_env=False)

                    @pytest.mark.asyncio
                    async def test_one():
                        \"\"\"One.\"\"\"
                        await client.get(os.environ["URL"])

                    @pytest.mark.asyncio
                    async def test_two():
                        await client.get(os.environ["URL"])

                    async def main():
                        try:
                            await test_one()
                            await test_two()
                        finally:
                            await client.aclose()

                    if __name__ == "__main__":
                        asyncio.run(main())
                """,
            },
            shows="Event loop is closed",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import httpx
                    import pytest

                    async def app(scope, receive, send):
                        start = {"type": "http.response.start", "status": 200}
                        await send({**start, "headers": []})
                        await send({"type": "http.response.body", "body": b""})

                    transport = httpx.ASGITransport(app)
                    client = httpx.AsyncClient(transport=transport)

                    @pytest.mark.asyncio
                    async def test_one():
                        await client.get("http://test/")

                    @pytest.mark.asyncio
                    async def test_two():
                        await client.get("http://test/")
                """
            }
        ),
        Example(
            {
                "test_example.py": """
                    import httpx
                    import pytest

                    client = httpx.AsyncClient(base_url="http://test")

                    @pytest.mark.asyncio
                    async def test_one():
                        assert client.base_url.host == "test"

                    @pytest.mark.asyncio
                    async def test_two():
                        assert not client.is_closed
                """
            }
        ),
    )

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give an object made at a test file's top that two tests' loops meet."""
        assert isinstance(node, (ast.Assign, ast.AnnAssign))
        if not view.is_test or not _is_at_top(view):
            return
        name, made = _name(node), made_by(view, node.value)
        if not name or made is None or may_be_free(view, made):
            return
        if any(one in view.file.text for one in _NO_CONNECTIONS):
            return
        if _is_made_again(view, name, node) or not each_test_has_a_loop(view):
            return
        found = AtImport(name, node, made.close, _bound(view, name, node))
        if made.close and is_freed_after_each_test(view, name, made.close):
            return
        users = users_of(view, found.names, made.row.harmless)
        tests = tests_that_meet(view, users)
        if len(tests) < 2:
            return
        file = view.file
        bound = [
            Step(one, Place(file.shown, where.lineno), f"bound to `{name}`")
            for one, where in found.bound.items()
        ][:1]
        path = [
            Step(name, Place(file.shown, node.lineno), label(made)),
            *bound,
            *(
                Step(one.name, Place(file.shown, one.lineno), "test", "function")
                for one in tests[: 2 - len(bound)]
            ),
        ]
        mended = made_per_test(view, found, users)
        if mended is None:
            mended = _disposed(view, found, made, users)
        yield view.finding(
            self.code,
            node,
            f"`{name}` is made at import, and each test that uses it has its own loop",
            _why(made),
            repair=mended,
            fixes=[
                *([] if mended else [f"make `{name}` in a fixture, for each test"]),
                'give the tests one loop: `pytest.mark.asyncio(loop_scope="module")`',
            ],
            path=tuple(path),
        )


def _disposed(
    view: View, found: AtImport, made: Made, users: Sequence[User]
) -> Repair | None:
    """Empty an engine's pool after each test: that is what frees it of its loop."""
    if made.row.name != _ENGINE or any(_keeps(one) for one in users):
        return None
    behind = max((found.node, *found.bound.values()), key=lambda one: one.lineno)
    return after_each_test(
        view,
        behind,
        f"dispose_{found.name}",
        [f"await {found.name}.dispose()"],
        f"dispose of `{found.name}` after each test, in a fixture",
    )


def _keeps(user: User) -> bool:
    """Whether a function puts what it makes into a list, which has to go first."""
    return any(
        isinstance(one, ast.Attribute) and one.attr in {"append", "add"}
        for one in ast.walk(user.node)
    )


def _why(made: Made) -> str:
    return (
        f"it belongs to the loop of {made.row.binds.noun}; on another one: "
        f"{made.row.error.partition(';')[0]}."
    )


def _is_at_top(view: View) -> bool:
    return len(view.scopes) == 1 and isinstance(view.parents[-1], ast.Module)


def _name(node: Assigned) -> str:
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    if isinstance(node, ast.Assign) and len(node.targets) > 1:
        return ""
    return target.id if isinstance(target, ast.Name) else ""


def _is_made_again(view: View, name: str, node: ast.AST) -> bool:
    """Whether anything else gives the name a value, at the top or from a function."""
    if view.names(view.file.tree).definitions.get(name) != [node]:
        return True
    return (
        re.search(
            rf"^\s+(?:global|nonlocal)\s.*\b{name}\b", view.file.text, re.MULTILINE
        )
        is not None
    )


def _bound(view: View, name: str, node: Assigned) -> dict[str, Assigned]:
    """Give what is made of the object at the file's top: session factories and such."""
    found: dict[str, Assigned] = {}
    for one in view.file.tree.body:
        if one is node or not isinstance(one, (ast.Assign, ast.AnnAssign)):
            continue
        if not isinstance(one.value, ast.Call) or not _name(one):
            continue
        given = [*one.value.args, *(key.value for key in one.value.keywords)]
        if any(isinstance(arg, ast.Name) and arg.id == name for arg in given):
            if not _is_made_again(view, _name(one), one):
                found[_name(one)] = one
    return found
