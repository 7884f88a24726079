"""Imports that are added."""

from __future__ import annotations

import pytest

from loopwise.fixes.imports import add_import
from tests.fixes.texts import after, dedented, source

CASES = {
    "empty": ("", "pytest", "", "import pytest\n"),
    "code": ("x = 1\n", "pytest", "", "import pytest\n\nx = 1\n"),
    "docstring": (
        '"""Doc."""\nx = 1\n',
        "pytest",
        "",
        '"""Doc."""\n\nimport pytest\n\nx = 1\n',
    ),
    "docstring alone": ('"""Doc."""', "pytest", "", '"""Doc."""\n\nimport pytest'),
    "future": (
        '"""Doc."""\n\nfrom __future__ import annotations\n',
        "asyncio",
        "",
        '"""Doc."""\n\nfrom __future__ import annotations\n\nimport asyncio\n',
    ),
    "shebang": (
        "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nx = 1\n",
        "pytest",
        "",
        "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nimport pytest\n\nx = 1\n",
    ),
    "licence": (
        "# Licence\n# of two lines\n\nx = 1\n",
        "pytest",
        "",
        "# Licence\n# of two lines\n\nimport pytest\n\nx = 1\n",
    ),
    "comment of the code": (
        "# About x\nx = 1\n",
        "os",
        "",
        "import os\n\n# About x\nx = 1\n",
    ),
    "in order": (
        "import abc\nimport sys\n\nimport httpx\n",
        "asyncio",
        "",
        "import abc\nimport asyncio\nimport sys\n\nimport httpx\n",
    ),
    "first": ("import sys\n", "asyncio", "", "import asyncio\nimport sys\n"),
    "behind plain ones": (
        "import abc\nfrom os import path\n",
        "sys",
        "",
        "import abc\nimport sys\nfrom os import path\n",
    ),
    "from": (
        "import abc\nfrom os import path\n",
        "asyncio",
        "sleep",
        "import abc\nfrom asyncio import sleep\nfrom os import path\n",
    ),
    "third party after standard": (
        "import abc\n\n\nx = 1\n",
        "pytest",
        "",
        "import abc\n\nimport pytest\n\n\nx = 1\n",
    ),
    "third party before own": (
        "import abc\n\nimport httpx\n\nfrom app import z\n",
        "pytest",
        "",
        "import abc\n\nimport httpx\nimport pytest\n\nfrom app import z\n",
    ),
    "standard before third party": (
        "import httpx\n",
        "asyncio",
        "",
        "import asyncio\n\nimport httpx\n",
    ),
    "over several lines": (
        "from httpx import (\n    a,\n    b,\n)\n",
        "pytest_asyncio",
        "",
        "import pytest_asyncio\nfrom httpx import (\n    a,\n    b,\n)\n",
    ),
    "no newline at the end": ("import abc", "sys", "", "import abc\nimport sys"),
    "under another name": (
        "import pytest as pt\n",
        "pytest",
        "",
        "import pytest as pt\nimport pytest\n",
    ),
}


@pytest.mark.parametrize(
    ("text", "module", "name", "expected"), CASES.values(), ids=CASES
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_imports_come_where_they_belong(
    text: str, module: str, name: str, expected: str, newline: str
) -> None:
    """An added import stands among its kind, in the file's own line endings."""
    if "\n" in text:  # where there is none, nothing tells what ends its lines
        expected = expected.replace("\n", newline)
    file = source(text, newline)
    found = after(file, add_import(file, module, name))
    assert found == expected
    assert add_import(source(found), module, name) is None


@pytest.mark.parametrize(
    ("text", "module", "name"),
    [
        ("import abc, pytest\n", "pytest", ""),
        ("from asyncio import run, sleep\n", "asyncio", "sleep"),
        ("x = 1\nimport pytest\n", "pytest", ""),
    ],
)
def test_imports_that_are_there_are_not_added(
    text: str, module: str, name: str
) -> None:
    """What the module imports under its own name is not imported again."""
    assert add_import(source(text), module, name) is None


def test_imports_inside_conditions_do_not_count() -> None:
    """An import for type checkers alone does not give the name at run time."""
    text = """
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            import pytest
    """
    file = source(text)
    assert after(file, add_import(file, "pytest")) == dedented(
        """
        from typing import TYPE_CHECKING

        import pytest

        if TYPE_CHECKING:
            import pytest
    """
    )
