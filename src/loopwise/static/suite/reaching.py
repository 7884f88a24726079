"""Resources that source reaches: by the same walk as the live reader's."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType

from loopwise.reach import modules as reach_modules
from loopwise.reach.first_party import FirstParty
from loopwise.reach.module_source import ModuleSource, assignment_of, source_of
from loopwise.reach.modules import (
    SourceClass,
    SourceFunction,
    SourceName,
    Unimported,
)
from loopwise.reach.names import find, namespace_in
from loopwise.reach.references import Reference
from loopwise.static.bound_names import dotted
from loopwise.static.suite.module_names import Assigned
from loopwise.static.suite.modules import Module, Modules
from loopwise.static.suite.names import Class, Function, Names, Value


class SourceModules(reach_modules.Modules):
    """Finds modules of the project as source, and no others."""

    def __init__(self, modules: Modules, named: Iterable[str] = ()) -> None:
        super().__init__(FirstParty(str(modules.rootdir), named))
        self._modules = modules
        self._read_already: dict[Module, ModuleSource | None] = {}
        self._codes: dict[Module, dict[tuple[str, int], CodeType]] = {}

    def is_own(self, name: str) -> bool:
        """Whether a module is the project's."""
        return self._modules.named(name) is not None

    def get(self, name: str) -> ModuleSource | Unimported | None:
        """Give a module as source if it is the project's, or else its name."""
        found = self.source(name)
        if found is None and name and not name.startswith("."):
            return Unimported(name, "")
        return found

    def source(self, name: str) -> ModuleSource | None:
        """Give the source of a module of the project."""
        module = self._modules.named(name)
        if module is not None:
            return self.of(module)
        if name not in self._sources:
            found = None
            if self._modules.is_directory(name):
                place = self._modules.rootdir.joinpath(*name.split("."))
                found = ModuleSource(name, str(place), is_package=True)
            self._sources[name] = found
        return self._sources[name]

    def of(self, module: Module) -> ModuleSource | None:
        """Give what a module's source says of its names; compiled, never run."""
        try:
            return self._read_already[module]
        except KeyError:
            self._read_already[module] = None
        path = Path(module.path)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # they come again at the import
                code = compile(module.file.tree, str(path), "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            self._codes[module] = {}
            return None
        self._codes[module] = dict(_all(code))
        found = source_of(module.name, path, module.file.tree, code)
        self._read_already[module] = found
        return found

    def code(self, function: Function) -> CodeType | None:
        """Give the code of a function."""
        if self.of(function.module) is None:
            return None
        node = function.node
        first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
        codes = self._codes[function.module]
        return codes.get((node.name, first)) or codes.get((node.name, node.lineno))


def _all(code: CodeType) -> Iterator[tuple[tuple[str, int], CodeType]]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield (one.co_name, one.co_firstlineno), one
            yield from _all(one)


class Sources:
    """Gives functions and values of the project as what the walk follows."""

    def __init__(self, names: Names, modules: SourceModules) -> None:
        self._names, self._modules = names, modules
        self._classes: dict[Class, SourceClass] = {}
        self._functions: dict[tuple[Function, Class | None], SourceFunction | None] = {}

    def function(
        self, function: Function, cls: Class | None = None
    ) -> SourceFunction | None:
        """Give a function; ``cls`` is the class that it is a method of."""
        key = (function, cls)
        if key not in self._functions:
            self._functions[key] = self._read(function, cls)
        return self._functions[key]

    def _read(self, function: Function, cls: Class | None) -> SourceFunction | None:
        source = self._modules.of(function.module)
        code = self._modules.code(function)
        if source is None or code is None:
            return None
        node = function.node
        called = (
            one.func if isinstance(one, ast.Call) else one
            for one in node.decorator_list
        )
        defaults = [*node.args.defaults, *node.args.kw_defaults]
        return SourceFunction(
            source,
            node.name,
            code,
            tuple(name for name in map(dotted, called) if name),
            tuple(assignment_of(one, one.lineno) for one in defaults if one),
            _annotated(node.returns),
            None if cls is None else self._class(cls),
        )

    def _class(self, cls: Class) -> SourceClass:
        known = self._classes.get(cls)
        if known is None:
            known = self._classes[cls] = SourceClass(
                lambda name: self._member(cls, name), lambda: self._data(cls)
            )
        return known

    def _member(self, cls: Class, name: str) -> SourceFunction | SourceName | None:
        found = self._names.member(cls, name)
        if found is None:
            return None
        owner, bound = found
        if isinstance(bound, (ast.FunctionDef, ast.AsyncFunctionDef)):
            function = self._names.function_of(bound, owner.module, owner)
            return self.function(function, cls)
        if isinstance(bound, Assigned):
            source = self._modules.of(owner.module)
            if source is not None:
                return SourceName(source, f"{owner.qualname}.{name}")
        return None

    def _data(self, cls: Class) -> Iterator[SourceName]:
        for owner in self._names.mro(cls):
            for name, bound in owner.names.items():
                if isinstance(bound, Assigned) and not name.startswith("__"):
                    source = self._modules.of(owner.module)
                    if source is not None:
                        yield SourceName(source, f"{owner.qualname}.{name}")

    def class_itself(self, cls: Class) -> Iterator[object]:
        """Give a class of a module's top."""
        source = self._modules.of(cls.module)
        if source is not None and cls.qualname in source.bindings:
            yield SourceName(source, cls.qualname)

    def values(self, value: Value) -> Iterator[object]:
        """Give what an expression names of the project."""
        named = assignment_of(value.node, 0).named
        if not named:
            return
        source = self._modules.of(value.module)
        if source is None:
            return
        for name in named:
            root, *attributes = name.split(".")
            reference = Reference(root, tuple(attributes))
            found = find(reference, namespace_in(source), self._modules)
            if found is not None and isinstance(found.value, SourceName):
                yield found.value


def _annotated(node: ast.expr | None) -> tuple[str, ...]:
    if node is None:
        return ()
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            node = ast.parse(node.value, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ()
    return assignment_of(node, 0).named
