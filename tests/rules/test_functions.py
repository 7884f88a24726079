"""What functions are to pytest."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from loopwise.model.finding import Finding
from loopwise.rules.functions import fixture_name, is_collected, mark_name
from loopwise.rules.rule import SourceRule
from loopwise.rules.view import View
from loopwise.rules.walk import check_source
from loopwise.static.configuration import Project
from loopwise.static.source_file import read_source

TEXT = b"""
import pytest
import pytest_asyncio
from pytest import fixture, mark

@fixture
def one(): ...

@pytest_asyncio.fixture(name="two")
async def made(): ...

@mark.slow
def test_three(): ...

class TestFour:
    @pytest.mark.asyncio(loop_scope="class")
    async def test_five(self): ...

def helper():
    def test_six(): ...

@pytest.fixture
def test_seven(): ...
"""


class Kinds(SourceRule):
    """Notes what each function is."""

    code = "LW000"
    name = "kinds"
    summary = "Functions"
    bad = good = ()
    nodes = (ast.FunctionDef, ast.AsyncFunctionDef)

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        marks = [mark_name(view, one) for one in node.decorator_list]
        kind = fixture_name(view, node) and f"fixture {fixture_name(view, node)}"
        if is_collected(view, node):
            kind = " ".join(["test", *marks])
        self.found[node.name] = kind
        yield from ()


def test_kinds_of_functions() -> None:
    """Tests and fixtures are told apart by decorators, names and where they stand."""
    rule = Kinds()
    file = read_source(Path("test_x.py"), "test_x.py", TEXT)
    check_source(View(file, Project(Path()), is_test=True), [rule])
    assert rule.found == {
        "one": "fixture one",
        "made": "fixture two",
        "test_three": "test slow",
        "test_five": "test asyncio",
        "helper": "",
        "test_six": "",
        "test_seven": "fixture test_seven",
    }
