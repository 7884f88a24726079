"""Which functions of a project run the current event loop, by their own code."""

from __future__ import annotations

import ast

from loopwise.static.source_file import SourceFile
from loopwise.static.suite.module_names import FunctionNode
from loopwise.static.suite.modules import Module
from loopwise.static.suite.names import Class, Function, Names

_ASKS = frozenset({"asyncio.get_event_loop", "asyncio.events.get_event_loop"})
_RUNS = frozenset({"run_until_complete", "run_forever"})
_CAREFUL = ("new_event_loop", "RuntimeError", "is_running(", "set_event_loop")
"""Who does this knows that there may be no loop."""
_DEEPEST = 3


class Running:
    """Follows calls to functions that do ``get_event_loop().run_until_complete(...)``.

    Only calls whose function is known by its name count, and methods of classes that
    the caller names: a wider search finds what is never called.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._known: dict[ast.AST, bool] = {}
        self._calling: dict[tuple[ast.AST, int], bool] = {}
        """By function, and how deep it was met: each is followed once."""

    def calls_one(self, node: FunctionNode, file: SourceFile, depth: int = 0) -> bool:
        """Whether a function calls one that runs the current loop."""
        key = (node, depth)
        known = self._calling.get(key)
        if known is None:
            known = self._calling[key] = self._calls(node, file, depth)
        return known

    def _calls(self, node: FunctionNode, file: SourceFile, depth: int) -> bool:
        module = self._names.modules.at(file.path)
        if module is None or depth > _DEEPEST:
            return False
        methods: set[str] = set()
        called: set[str] = set()
        for one in ast.walk(node):
            if isinstance(one, ast.Name):
                found = self._names.follow(one, module)
                if isinstance(found, Class):
                    methods |= self._running_methods(found)
            elif isinstance(one, ast.Call):
                if isinstance(one.func, ast.Attribute):
                    called.add(one.func.attr)
                found = self._names.follow(one.func, module)
                if isinstance(found, Function) and self._runs(found, depth):
                    return True
        return not methods.isdisjoint(called)

    def _running_methods(self, cls: Class) -> set[str]:
        return {
            name
            for name, bound in cls.names.items()
            if isinstance(bound, ast.FunctionDef)
            and self._runs_itself(bound, cls.module)
        }

    def _runs(self, function: Function, depth: int) -> bool:
        node = function.node
        if not isinstance(node, ast.FunctionDef):
            return False
        if self._runs_itself(node, function.module):
            return True
        return self.calls_one(node, function.module.file, depth + 1)

    def _runs_itself(self, node: FunctionNode, module: Module) -> bool:
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = self._read(node, module)
        return known

    def _read(self, node: FunctionNode, module: Module) -> bool:
        if "get_event_loop" not in module.file.text:
            return False
        text = module.file.of(node)
        if "get_event_loop" not in text or any(one in text for one in _CAREFUL):
            return False
        asks = runs = False
        for one in ast.walk(node):
            if isinstance(one, (ast.Yield, ast.YieldFrom)):
                return False
            if isinstance(one, ast.Call):
                asks = asks or self._names.qualified(one.func, module) in _ASKS
                runs = runs or (
                    isinstance(one.func, ast.Attribute) and one.func.attr in _RUNS
                )
        return asks and runs
