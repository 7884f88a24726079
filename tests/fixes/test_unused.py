"""Imports that edits leave without use."""

from __future__ import annotations

import pytest

from loopwise.fixes.unused import without_unused

CASES = {
    "alone": ("import a\nimport b\na.x()\nb.y()\n", "b.y()\n", "import b\nb.y()\n"),
    "in a list": (
        "from m import a, b\na()\nb()\n",
        "b()\n",
        "from m import b\nb()\n",
    ),
    "by another name": ("import a as b\nb.x()\n", "c = 1\n", "c = 1\n"),
    "of a package": ("import a.b\na.b.x()\n", "c = 1\n", "c = 1\n"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_last_use_takes_the_import_along(case: str) -> None:
    """An import that was used, and is not any more, is removed."""
    before, body, expected = CASES[case]
    head = "".join(
        line
        for line in before.splitlines(keepends=True)
        if line.startswith(("import", "from"))
    )
    assert without_unused(before, head + body) == expected


@pytest.mark.parametrize(
    "before",
    [
        "import a\n\nx = 1\n",  # nobody used it before
        'import a\n\n__all__ = ["a"]\nx = a\n',  # it is exported
        "import a  # noqa: F401\n\nx = a\n",  # somebody says that it stays
        "def f():\n    import a\n    return a\n",  # not at the top
    ],
)
def test_other_imports_stay(before: str) -> None:
    """What was not used before, or is kept on purpose, is left alone."""
    after = before.replace("x = a\n", "x = 1\n").replace("return a", "return 1")
    assert without_unused(before, after) == after
