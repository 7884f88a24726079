"""LW705: what is to be patched has no such name."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass

from loopwise.model.finding import Finding, Repair
from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.rules.collected import is_expected_to_fail
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.view import View, repair
from loopwise.static.bound_names import BoundNames, absolute, dotted
from loopwise.static.source_file import SourceFile

_PATCH = frozenset({"unittest.mock.patch", "mock.patch", "mock.mock.patch"})
_MOCKERS = frozenset(
    {"mocker", "class_mocker", "module_mocker", "package_mocker", "session_mocker"}
)
_SETTING = frozenset({"monkeypatch", "mp"})
_TRICKS = re.compile(
    r"\b(?:globals|locals|vars|exec|setattr|__dict__|__getattr__|sys\.modules|"
    r"lazy_loader|lazy_import)\b"
)


class PatchTarget(SourceRule):
    """`patch("app.flow.Session")`, and `app.flow` has no `Session`.

    **What it means.** The module does not bind the name when it is imported, so there
    is nothing to replace: `patch` raises `AttributeError`. Most often a function of the
    module imports the name late, inside its body, each time it is called.

    **What to do.** Patch it where the function takes it from:
    `patch("app.database.Session")`. `loopwise fix` does so where there is only one such
    place.
    """

    code = "LW705"
    name = "patch-target-without-name"
    summary = "What is patched does not exist in the module that is named"
    nodes = (ast.Call,)
    words = ("patch",)
    bad = (
        Example(
            {
                "app/__init__.py": "",
                "app/database.py": """
                    class Session:
                        pass
                """,
                "app/flow.py": """
                    def run():
                        from app.database import Session
                        return Session()
                """,
                "test_example.py": """
                    from unittest.mock import patch

                    from app import flow

                    def test_run():
                        with patch("app.flow.Session") as session:
                            assert flow.run() is session.return_value
                """,
            },
            shows="does not have the attribute 'Session'",
        ),
        Example(
            {
                "app/__init__.py": "",
                "app/flow.py": "def run():\n    return 1\n",
                "test_example.py": """
                    from app import flow

                    def test_run(monkeypatch):
                        monkeypatch.setattr("app.flow.start", lambda: 2)
                        assert flow.run() == 1
                """,
            },
            shows="has no attribute 'start'",
        ),
    )
    good = (
        Example(
            {
                "app/__init__.py": "",
                "app/database.py": """
                    class Session:
                        pass
                """,
                "app/lazy.py": """
                    def __getattr__(name):
                        return 42
                """,
                "app/flow.py": """
                    from app import database

                    def run():
                        from app.database import Session
                        return Session(), open
                """,
                "test_example.py": """
                    from unittest.mock import patch

                    from app import flow

                    def test_run():
                        with patch("app.database.Session") as session:
                            assert flow.run()[0] is session.return_value

                    @patch("app.flow.open")
                    @patch("app.flow.database")
                    @patch("app.flow.new", create=True)
                    @patch("app.lazy.anything")
                    def test_more(*patched):
                        assert len(patched) == 4
                """,
            }
        ),
    )

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give a target whose module is known and has no such name."""
        assert isinstance(node, ast.Call)
        target = _target(node, view)
        if target is None:
            return
        module, _, name = str(target.value).rpartition(".")
        file = view.lookup.module(module) if module else None
        if file is None or not _is_missing(view, file, module, name):
            return
        if is_expected_to_fail(view):
            return
        taken = _taken(view, file, module, name)
        right = taken.target if taken is not None else ""
        fixes = [] if right else [f"name the module that has `{name}`"]
        path = [Step(view.where(), view.file.place(view.file.span(target)[0]), "patch")]
        if taken is None:
            path.append(Step(module, Place(file.shown, 1), "module"))
        else:
            path.append(Step(taken.by, Place(file.shown, taken.line), "late import"))
        yield view.finding(
            self.code,
            target,
            f"`{module}` has no `{name}` to patch",
            _why(name, taken),
            repair=_renamed(view, target, right) if right else None,
            fixes=[f'patch "{right}"'] if right else fixes,
            path=tuple(path),
        )


def _why(name: str, taken: _Taken | None) -> str:
    if taken is None:
        return f"the module binds no name `{name}` when it is imported."
    return f"`{taken.by}` imports `{name}` from `{taken.module}` when it is called."


@dataclass(frozen=True, slots=True)
class _Taken:
    """Where a function of a module takes a name from, each time it is called."""

    by: str
    line: int
    module: str
    target: str
    """What to patch instead; empty where that is not sure."""


def _target(call: ast.Call, view: View) -> ast.Constant | None:
    """Give the text that names what a call patches, and must be there."""
    func = call.func
    first = call.args[0] if call.args else None
    if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
        return None
    keys = {one.arg for one in call.keywords}
    if None in keys or "create" in keys or "raising" in keys:
        return None
    if not re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*)+", first.value):
        return None
    written = dotted(func)
    root, _, rest = written.partition(".")
    is_patch = (root in _MOCKERS and rest == "patch") or (
        written.endswith("patch") and view.qualified(func) in _PATCH
    )
    is_setting = root in _SETTING and rest == "setattr" and len(call.args) == 2
    if not is_patch and not is_setting:
        return None
    return first if not is_patch or len(call.args) < 5 else None


def _is_missing(view: View, file: SourceFile, module: str, name: str) -> bool:
    """Whether a module surely has no such name when it is imported."""
    bound = view.lookup.names(module)
    if bound is None or bound.stars or _binds(bound, name):
        return False
    if hasattr(builtins, name) or (name.startswith("__") and name.endswith("__")):
        return False
    if _TRICKS.search(file.text) or _is_declared(file.text, name):
        return False
    if f"{module.rpartition('.')[2]}.{name} =" in view.file.text:
        return False  # the test file itself gives it to the module
    return view.lookup.path(f"{module}.{name}") is None


def _is_declared(text: str, name: str) -> bool:
    """Whether a function of the module may bind the name for all of it."""
    return re.search(rf"^\s+global\s.*\b{name}\b", text, re.MULTILINE) is not None


def _taken(view: View, file: SourceFile, module: str, name: str) -> _Taken | None:
    """Give the late import of the name, if there is one."""
    package = view.lookup.package(module)
    found: list[_Taken] = []
    for function in ast.walk(file.tree):
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        for node in ast.walk(function):
            if not isinstance(node, ast.ImportFrom):
                continue
            origin = absolute(node.module or "", node.level, package)
            for alias in node.names:
                if (alias.asname or alias.name) == name and origin:
                    target = f"{origin}.{alias.name}"
                    sure = _is_there(view, origin, alias.name)
                    found.append(
                        _Taken(
                            function.name, node.lineno, origin, target if sure else ""
                        )
                    )
    if not found:
        return None
    if len({one.target for one in found}) > 1:
        first = found[0]
        return _Taken(first.by, first.line, first.module, "")
    return found[0]


def _is_there(view: View, module: str, name: str) -> bool:
    """Whether a module has a name; of others' modules nothing else is known."""
    bound = view.lookup.names(module)
    if bound is None:
        return view.lookup.path(module) is None
    return _binds(bound, name)


def _binds(bound: BoundNames, name: str) -> bool:
    """Whether a name is bound, in whatever way."""
    return name in bound.imported or name in bound.others or name in bound.definitions


def _renamed(view: View, node: ast.Constant, target: str) -> Repair | None:
    """Name another target, where the text is written as one plain string."""
    text = view.file.of(node)
    if text[1:-1] != node.value:
        return None
    return repair(f'patch "{target}"', view.replace(node, text[0] + target + text[-1]))
