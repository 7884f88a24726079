"""A report for the tests of its formats."""

from __future__ import annotations

from pathlib import Path

from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.finding import Finding, KeyEdit, Repair, TextEdit
from loopwise.model.place import Place
from loopwise.model.report import Report, RuleFacts
from loopwise.model.step import Step

ROOT = Path.cwd().resolve()
FILE = str(ROOT / "tests" / "test_ä,b.py")

NARROW = Finding(
    Diagnostic(
        "LW101",
        "`db` lives on another loop than its test",
        (
            Step("db", Place("tests/conftest.py", 12), "fixture", "session"),
            Step("test_create", Place("tests/test_ä,b.py", 40), "test", "function"),
        ),
        "a pool belongs to the loop it was opened on: <100%> & more",
        (Fix("drop loop_scope"), Fix("keep the pool per test")),
    ),
    Place("tests/test_ä,b.py", 40, 5),
    Place("tests/test_ä,b.py", 40, 16),
    Repair("drop loop_scope", (TextEdit(FILE, 700, 722, ""),)),
    FILE,
)
MISSPELT = Finding(
    Diagnostic(
        "LW603", "`asyncio_mod` is no key", (), "pytest\x00 reads it: nobody", ()
    ),
    Place("pytest.ini", 0),
    None,
    Repair(
        "call it asyncio_mode",
        (KeyEdit(str(ROOT / "pytest.ini"), "pytest", "asyncio_mod", "auto"),),
        is_safe=False,
    ),
    str(ROOT / "pytest.ini"),
)
REPORT = Report(
    (MISSPELT, NARROW, NARROW),
    ("tests/conftest.py", "tests/test_ä,b.py"),
    (ROOT,),
    1234,
    1,
    ("something to know",),
    rules={
        "LW101": RuleFacts(
            "LW101", "other-loop", "A loop is another", "Page.\n\nMore."
        ),
        "LW703": RuleFacts("LW703", "dropped-task", "A task is dropped", "Page."),
    },
)
EMPTY = Report((), ("a.py",), (ROOT,), 1, 1)
