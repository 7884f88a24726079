"""Hooks of a project's conftests and plugins that decide on marks and runners."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from loopwise.static.suite.marks import ASYNCIO, Mark, Marks, Stands
from loopwise.static.suite.module_names import FunctionNode
from loopwise.static.suite.modules import Module
from loopwise.static.suite.names import Names

_RUNNERS = frozenset({"aiohttp.pytest_plugin", "pytest_tornasync.plugin"})
"""Plugins that call test functions themselves."""
_MODIFY = "pytest_collection_modifyitems"
_CALLS = "pytest_pyfunc_call"


class Hooks:
    """Reads the hooks of modules that pytest registers as plugins."""

    def __init__(self, names: Names, marks: Marks) -> None:
        self._names, self._marks = names, marks
        self.has_other_runner = False
        """Whether somebody else calls test functions, so keeps the unmarked ones."""
        self._known: set[Module] = set()
        self._added: list[tuple[bool, Mark]] = []

    def knows(self, module: Module) -> bool:
        """Whether a module was read before."""
        return module in self._known

    def add_plugin(self, name: str) -> None:
        """Note a plugin by its name."""
        self.has_other_runner |= name in _RUNNERS

    def add(self, module: Module) -> None:
        """Read the hooks of a conftest, or of a plugin."""
        if module in self._known:
            return
        self._known.add(module)
        for name, found in self._names.globals(module).items():
            if not isinstance(found[1], (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            if name == _CALLS and not _is_wrapper(found[1]):
                self.has_other_runner = True
            elif name == _MODIFY:
                self._read_marks(found[1], found[0])

    def _read_marks(self, hook: FunctionNode, module: Module) -> None:
        """Read which ``asyncio`` mark a hook adds to async tests."""
        if "add_marker" not in module.file.text:
            return
        values = {
            target.id: node.value
            for node in ast.walk(hook)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(hook):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            if not isinstance(node.func, ast.Attribute) or (
                node.func.attr != "add_marker"
            ):
                continue
            given = node.args[0]
            if isinstance(given, ast.Name):
                given = values.get(given.id, given)
            is_last = not any(
                one.arg == "append"
                and isinstance(one.value, ast.Constant)
                and one.value.value is False
                for one in node.keywords
            )
            for mark in self._marks.read(given, module, None, Stands.HOOK):
                if mark.name == ASYNCIO:
                    self._added.append((is_last, mark))

    def with_added(self, marks: Sequence[Mark]) -> list[Mark]:
        """Give the marks of an async test with those that hooks add to it."""
        found = list(marks)
        for is_last, mark in self._added:
            # Added to the test itself: the last of its own, or the first of all.
            own = [one for one in found if one.stands in (Stands.FUNCTION, Stands.HOOK)]
            found.insert(len(own) if is_last else 0, mark)
        return found


def _is_wrapper(hook: FunctionNode) -> bool:
    return any(
        keyword.arg in {"hookwrapper", "wrapper"}
        for one in hook.decorator_list
        if isinstance(one, ast.Call)
        for keyword in one.keywords
    )
