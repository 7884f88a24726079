"""LW313: a list at a file's top collects connections, and nobody closes them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.model.finding import Finding, Repair
from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.rules.emptied import after_each_test
from loopwise.rules.looked_at import nodes_above
from loopwise.rules.made import Made, label, made_by
from loopwise.rules.own_loops import each_test_has_a_loop
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.view import View

_ADDING = frozenset({"append", "add"})
_LOOKING = frozenset({"len", "bool", "print", "repr"})
_ENGINE = "sqlalchemy.ext.asyncio:AsyncEngine"


class CollectingList(SourceRule):
    """`connections.append(await connect())`, and the list is never emptied.

    **What it means.** The list is made when the file is imported and keeps what tests
    put into it to the end of the run. Each of these objects belongs to the loop of the
    test that made it: a test that takes one out of the list uses it on another loop,
    and none of them is ever closed.

    **What to do.** Make the connection where it is used, by `async with`, or in a
    fixture that closes it after its `yield`. `loopwise fix --unsafe-fixes` adds a
    fixture which closes what is in the list after each test, and empties it.
    """

    code = "LW313"
    name = "collecting-list"
    summary = "A list at the top of a test file collects connections"
    nodes = (ast.Call,)
    words = ("append(", "add(")
    bad = (
        Example(
            {
                "test_example.py": """
                    import aiohttp
                    import pytest

                    sessions = []

                    async def session():
                        if not sessions:
                            sessions.append(aiohttp.ClientSession())
                        return sessions[0]

                    @pytest.mark.asyncio
                    @pytest.mark.parametrize("time", [1, 2])
                    async def test_session(time, unused_tcp_port):
                        found = await session()
                        with pytest.raises(aiohttp.ClientConnectorError):
                            await found.get(f"http://127.0.0.1:{unused_tcp_port}")
                """
            },
            shows="Event loop is closed",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import aiohttp
                    import pytest

                    sessions = []
                    names = []

                    @pytest.mark.asyncio
                    async def test_session():
                        names.append("one")
                        sessions.append(aiohttp.ClientSession())
                        while sessions:
                            await sessions.pop().close()
                """
            }
        ),
    )

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give a call that puts an object into a list that nobody empties."""
        assert isinstance(node, ast.Call)
        func = node.func
        if not view.is_test or not isinstance(func, ast.Attribute):
            return
        if func.attr not in _ADDING or not isinstance(func.value, ast.Name):
            return
        if view.function is None or len(node.args) != 1:
            return
        name = func.value.id
        kept = view.definition(func.value)
        if kept not in view.file.tree.body or not _is_empty(kept):
            return
        made = made_by(view, _value(view, node.args[0]))
        if made is None or not made.close or _is_emptied(view, name):
            return
        assert isinstance(kept, (ast.Assign, ast.AnnAssign))
        file = view.file
        yield view.finding(
            self.code,
            node,
            f"`{name}` keeps each `{made.row.name.rpartition(':')[2]}` that is put "
            "into it, and nobody closes them",
            _why(view),
            repair=_emptied(view, kept, name, made),
            fixes=["make it in a fixture, and close it after the `yield`"],
            path=(
                Step(name, Place(file.shown, kept.lineno), "made at import"),
                Step(view.where(), Place(file.shown, node.lineno), label(made)),
            ),
        )


def _why(view: View) -> str:
    if each_test_has_a_loop(view):
        return (
            "each belongs to the loop of the test that made it, and the next test "
            "has another loop."
        )
    return "each is open until the run ends, and its loop may be closed before that."


def _emptied(
    view: View, kept: ast.Assign | ast.AnnAssign, name: str, made: Made
) -> Repair | None:
    lines = [
        f"while {name}:",
        f"    await {name}.pop().{made.close}()",
    ]
    owner = _engine(view, made)
    behind: ast.stmt = kept
    if owner is not None:
        lines.append(f"await {owner[0]}.dispose()")
        behind = max(kept, owner[1], key=lambda one: one.lineno)
    return after_each_test(
        view,
        behind,
        f"close_{name}",
        lines,
        f"close what is in `{name}` after each test",
    )


def _engine(view: View, made: Made) -> tuple[str, ast.stmt] | None:
    """Give the engine at the file's top whose connections are kept."""
    func = made.call.func
    if not isinstance(func, ast.Attribute) or not isinstance(func.value, ast.Name):
        return None
    owner = view.definition(func.value)
    if owner not in view.file.tree.body or not isinstance(owner, ast.Assign):
        return None
    engine = made_by(view, owner.value)
    if engine is None or engine.row.name != _ENGINE:
        return None
    return func.value.id, owner


def _is_empty(node: ast.AST | None) -> bool:
    """Whether a statement makes a list or a set with nothing in it."""
    if not isinstance(node, (ast.Assign, ast.AnnAssign)):
        return False
    value = node.value
    if isinstance(value, ast.List):
        return not value.elts
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id in {"list", "set"}
        and not value.args
    )


def _value(view: View, node: ast.expr) -> ast.AST:
    found = view.definition(node)
    if isinstance(found, ast.Assign) and found.value is not None:
        return found.value
    return node


def _is_emptied(view: View, name: str) -> bool:
    """Whether anything is done with the list that may take out what is in it."""
    above = nodes_above(view.file.tree)
    return any(
        not _only_looks(node, above)
        for node in above
        if isinstance(node, ast.Name)
        and node.id == name
        and isinstance(node.ctx, ast.Load)
    )


def _only_looks(node: ast.Name, above: dict[ast.AST, ast.AST]) -> bool:
    around = above[node]
    if isinstance(around, ast.Attribute):
        return around.attr in _ADDING
    if isinstance(around, ast.Subscript):
        return isinstance(around.ctx, ast.Load) and not isinstance(
            around.slice, ast.Slice
        )
    if isinstance(around, ast.Call):
        return isinstance(around.func, ast.Name) and around.func.id in _LOOKING
    return isinstance(around, (ast.UnaryOp, ast.If, ast.IfExp, ast.Compare, ast.Assert))
