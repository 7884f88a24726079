"""How a repair writes names."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from loopwise.fixes.text_edits import edited
from loopwise.model.finding import Finding
from loopwise.rules.rule import SourceRule
from loopwise.rules.view import View
from loopwise.rules.walk import check_source
from loopwise.rules.written import awaited, write_name
from loopwise.static.configuration import Project
from loopwise.static.source_file import read_source


class Rewriting(SourceRule):
    """Writes ``asyncio.run`` for ``here``, and awaits what ``run`` is given."""

    code = "LW000"
    name = "rewriting"
    summary = "Calls of `here` and `run`"
    bad = good = ()
    nodes = (ast.Call,)

    def __init__(self) -> None:
        self.text: str | None = None

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        assert isinstance(node, ast.Call)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "here":
            found = write_name(view, "asyncio", "run")
            if found is not None:
                edits = [*found[1], view.replace(node.func, found[0])]
                self.text = edited(view.file.text, edits)
        elif name == "run":
            new = awaited(view, node, node.args[0])
            self.text = edited(view.file.text, [view.replace(node, new)])
        yield from ()


def rewritten(text: str) -> str | None:
    content = textwrap.dedent(text).encode()
    rule = Rewriting()
    file = read_source(Path("x.py"), "x.py", content)
    check_source(View(file, Project(Path())), [rule])
    return rule.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import asyncio\nhere()\n", "import asyncio\nasyncio.run()\n"),
        ("import asyncio as a\nhere()\n", "import asyncio as a\na.run()\n"),
        ("from asyncio import run\nhere()\n", "from asyncio import run\nrun()\n"),
        (
            "from asyncio import run as go\nhere()\n",
            "from asyncio import run as go\ngo()\n",
        ),
        ("import os\nhere()\n", "import asyncio\nimport os\nasyncio.run()\n"),
        ("here()\n", "import asyncio\n\nasyncio.run()\n"),
        (
            "def f():\n import asyncio\n\ndef g():\n here()\n",
            "import asyncio\n\ndef f():\n import asyncio\n\ndef g():\n asyncio.run()\n",
        ),
        ("asyncio = 1\nhere()\n", None),
        ("import asyncio\ndef f(asyncio):\n    here()\n", None),
    ],
)
def test_names_are_written_as_the_file_can(text: str, expected: str | None) -> None:
    """A name is written as it is imported; the import is added where there is none."""
    assert rewritten(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = run(f())", "x = await f()"),
        ("x = run(f()).y", "x = (await f()).y"),
        ("x = run(f())[0]", "x = (await f())[0]"),
        ("x = run(f())()", "x = (await f())()"),
        ("x = run(a or b)", "x = await (a or b)"),
        ("x = g(run(f()), 1) + 1", "x = g(await f(), 1) + 1"),
    ],
)
def test_awaits_have_the_parentheses_that_they_need(text: str, expected: str) -> None:
    """``await`` binds as the call did that it takes the place of."""
    assert rewritten(text) == expected
