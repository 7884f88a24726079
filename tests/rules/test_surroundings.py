"""What stands around a node."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from loopwise.model.finding import Finding
from loopwise.rules.rule import SourceRule
from loopwise.rules.surroundings import is_expected, is_for_other_versions, is_script
from loopwise.rules.view import View
from loopwise.rules.walk import check_source
from loopwise.static.configuration import Project
from loopwise.static.source_file import read_source


class Seen(SourceRule):
    """Notes what is true of the calls of ``here``."""

    code = "LW000"
    name = "seen"
    summary = "Calls of `here`"
    bad = good = ()
    nodes = (ast.Call,)

    def __init__(self) -> None:
        self.found: dict[str, bool] = {}

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        assert isinstance(node, ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id == "here":
            self.found = {
                "expected": is_expected(view),
                "versions": is_for_other_versions(view),
                "script": is_script(view),
            }
        yield from ()


def seen(text: str) -> set[str]:
    content = textwrap.dedent(text).encode()
    file = read_source(Path("x.py"), "x.py", content)
    rule = Seen()
    check_source(View(file, Project(Path())), [rule])
    return {name for name, is_so in rule.found.items() if is_so}


EXPECTED = {
    "raises": "with pytest.raises(RuntimeError):\n    here()",
    "suppress": "with suppress(RuntimeError):\n    here()",
    "warns": "with pytest.warns(DeprecationWarning):\n    x = here()",
    "try": "try:\n    here()\nexcept RuntimeError:\n    pass",
    "bare except": "try:\n    here()\nexcept:\n    pass",
    "one of several": "try:\n    here()\nexcept (ValueError, RuntimeError):\n    pass",
    "marked": "@pytest.mark.xfail\ndef test():\n    here()",
    "in a marked one": "@mark.skip('later')\ndef test():\n    def f():\n        here()",
    "called so": """
        def test():
            def f():
                here()

            with pytest.raises(RuntimeError):
                f()
    """,
}


@pytest.mark.parametrize("text", EXPECTED.values(), ids=EXPECTED)
def test_failures_are_expected(text: str) -> None:
    """A failure is expected where something catches it, or the test is marked."""
    assert seen(text) == {"expected"}


UNEXPECTED = {
    "plain": "here()",
    "other error": "try:\n    here()\nexcept ValueError:\n    pass",
    "finally": "try:\n    here()\nfinally:\n    pass",
    "in the handler": "try:\n    pass\nexcept RuntimeError:\n    here()",
    "in the else": "try:\n    pass\nexcept RuntimeError:\n    pass\nelse:\n    here()",
    "behind": "with pytest.raises(RuntimeError):\n    pass\nhere()",
    "in a function": "try:\n  def f():\n    here()\nexcept RuntimeError:\n  pass",
    "other with": "with open(name):\n    here()",
}


@pytest.mark.parametrize("text", UNEXPECTED.values(), ids=UNEXPECTED)
def test_failures_are_not_expected(text: str) -> None:
    """A ``try`` elsewhere, or for other errors, does not count."""
    assert seen(text) == set()


@pytest.mark.parametrize(
    "test", ["sys.version_info < (3, 10)", "PY_310", "aiohttp.__version__ > '3'"]
)
def test_conditions_about_versions_count(test: str) -> None:
    """What depends on a version is not judged by one."""
    text = f"PY_310 = 1\nif {test}:\n    here()"
    assert seen(text) == {"versions"}


def test_programs_count() -> None:
    """What runs only where the file is a program is known by its condition."""
    assert seen("if __name__ == '__main__':\n    here()") == {"script"}
    assert seen("if name == '__main__':\n    here()") == set()
