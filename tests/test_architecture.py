"""The rules about the code itself: who imports whom, sizes, names, reasons."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "loopwise"
TESTS = ROOT / "tests"

LONGEST_MODULE = 400
VAGUE_NAMES = {"base", "common", "helpers", "manager", "misc", "utils"}
# Tests of the whole, which belong to no single module.
WHOLE = {"behaviour", "docs", "property"}

# By the contract that must hold for them, once they exist.
UNDER_CONTRACT = {
    "pure-core": {
        "checking",
        "fixes",
        "model",
        "plan",
        "reach",
        "report",
        "resources",
        "rules",
        "static",
    },
    "no-pytest-in-loops": {"loops", "provenance"},
}

# A directive that silences a tool, and what stands after it on the line.
SILENCER = re.compile(
    r"#\s*(?:noqa|type:\s*ignore|pyright:\s*ignore|ruff:\s*\w+|pragma:\s*no\s+\w+)"
    r"(?::?\s*\[?[A-Z]+[0-9]+(?:\s*,\s*[A-Z]+[0-9]+)*\]?|\[[\w\s,-]+\])?"
    r"(?P<reason>.*)",
)


def modules_of(directory: Path) -> list[Path]:
    return sorted(directory.rglob("*.py"))


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def by_path(directory: Path) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("module", modules_of(directory), ids=shown)


def functions_of(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give the functions that pytest collects: of modules, and of their classes."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from functions_of(node)
        elif isinstance(
            node, ast.FunctionDef | ast.AsyncFunctionDef
        ) and node.name.startswith("test_"):
            yield node


def is_one_sentence(text: str | None) -> bool:
    words = " ".join((text or "").split())
    return words.endswith(".") and not re.search(r"[.!?] +[A-Z]", words)


def silencers(source: str) -> Iterator[tuple[int, str]]:
    """Give the line, and the reason, of every comment that silences a tool."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and (found := SILENCER.search(token.string)):
            yield token.start[0], found["reason"].strip(" #:-–")


def contracts() -> dict[str, dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {one["id"]: one for one in settings["tool"]["importlinter"]["contracts"]}


def test_imports_keep_the_contracts(tmp_path: Path) -> None:
    """Every module imports only what the contracts in pyproject.toml allow it."""
    # In a process of its own: it reads the files, and leaves nothing in this one.
    program = "from importlinter.cli import lint_imports_command as lint; lint()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-logo", "--cache-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("contract", UNDER_CONTRACT)
def test_contracts_cover_what_exists(contract: str) -> None:
    """A contract names every package that it is meant for as soon as there is one."""
    meant = {
        f"loopwise.{name}"
        for name in UNDER_CONTRACT[contract]
        if (PACKAGE / name).exists()
    }
    assert meant == set(contracts()[contract]["source_modules"])


@by_path(PACKAGE)
def test_modules_are_short(module: Path) -> None:
    """A module of the package is short enough to be read in one sitting."""
    lines = module.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST_MODULE


@by_path(TESTS)
def test_tests_say_what_they_prove(module: Path) -> None:
    """Every test function has one sentence that says what is true when it passes."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    silent = [
        f"{shown(module)}:{function.lineno} {function.name}"
        for function in functions_of(tree)
        if not is_one_sentence(ast.get_docstring(function))
    ]
    assert not silent


@pytest.mark.parametrize(
    "module", [*modules_of(PACKAGE), *modules_of(TESTS)], ids=shown
)
def test_exceptions_have_reasons(module: Path) -> None:
    """Wherever a tool is silenced, the line goes on to say why."""
    bare = [
        f"{shown(module)}:{line}"
        for line, reason in silencers(module.read_text(encoding="utf-8"))
        if not re.search(r"\w{2,}", reason)
    ]
    assert not bare


@pytest.mark.parametrize(
    "module",
    [
        path
        for path in modules_of(TESTS)
        if path.name.startswith("test_")
        and path.relative_to(TESTS).parts[0] not in WHOLE
        and path not in (Path(__file__), TESTS / "rules" / "test_examples.py")
    ],
    ids=shown,
)
def test_tests_mirror_the_package(module: Path) -> None:
    """A test module has the place and the name of the module that it tests."""
    folder = PACKAGE / module.relative_to(TESTS).parent
    # A private module's test leaves out the underscore. One module may have several
    # test modules, each named after the aspect that it tests: test_assign_choices.
    known = [f"test_{path.stem.lstrip('_')}" for path in folder.glob("*.py")]
    assert any(f"{module.stem}_".startswith(f"{name}_") for name in known)


@pytest.mark.parametrize("directory", [PACKAGE, TESTS], ids=shown)
def test_names_say_what_is_inside(directory: Path) -> None:
    """No module or folder has a name under which anything could stand."""
    vague = [
        shown(path)
        for path in directory.rglob("*")
        if path.stem.removeprefix("test_").strip("_") in VAGUE_NAMES
    ]
    assert not vague


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("# noqa: BLE001  # any error is the user's", "any error is the user's"),
        ("# noqa: BLE001, SLF001 - a signal handler", "a signal handler"),
        ("# noqa: BLE001", ""),
        ("# noqa", ""),
        ("# type: ignore[attr-defined]  # undocumented", "undocumented"),
        ("# type: ignore[attr-defined, misc]", ""),
        ("# pyright: ignore[reportAny]  # why", "why"),
        ("# pragma: no cover  # only on Windows", "only on Windows"),
        ("# pragma: no cover", ""),
    ],
)
def test_reasons_are_told_from_directives(comment: str, reason: str) -> None:
    """What counts as a reason is the text after a directive and its codes."""
    assert list(silencers(f"x = 1  {comment}\n")) == [(1, reason)]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("One loop is closed once.", True),
        ("It calls `asyncio.run()` and e.g. waits.", True),
        ("A sentence over\n    two lines.", True),
        ("No full stop", False),
        ("Two of them. Here is the second.", False),
        ("", False),
        (None, False),
    ],
)
def test_sentences_are_counted(text: str | None, verdict: bool) -> None:
    """A docstring counts if it is one sentence with a full stop."""
    assert is_one_sentence(text) is verdict
