"""One module's source: what its names are, and where they get their values."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType


@dataclass(frozen=True, slots=True)
class Import:
    """A name that comes from another module."""

    module: str
    level: int
    name: str
    """What is imported from it; empty for the module itself."""
    line: int


@dataclass(frozen=True, slots=True)
class Definition:
    """A name that a function or a class statement gives."""

    line: int
    code: CodeType | None
    """``None`` where the name is defined more than once in a way we can't tell."""
    is_class: bool
    is_async: bool = False
    methods: tuple[CodeType, ...] = ()
    bases: tuple[str, ...] = ()
    """Names of base classes and decorators, as written."""
    kept: tuple[CodeType, ...] = ()
    """Of a class, the methods that a cached property keeps the result of."""
    values: tuple[Assignment, ...] = ()
    """Default values, and what the body of a class assigns: both are made at once."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A name that gets the value of an expression when the module is imported."""

    line: int
    called: tuple[str, ...]
    """What the expression calls, as written: ``sqlalchemy.create_engine``."""
    named: tuple[str, ...]
    """All names in the expression, with their attributes."""
    texts: tuple[str, ...] = ()
    """Strings in it: a URL may name a driver."""


Binding = Import | Definition | Assignment


@dataclass(frozen=True, slots=True)
class ModuleSource:
    """The names of one module, by where it is defined."""

    name: str
    file: str
    is_package: bool
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    stars: list[Import] = field(default_factory=list)
    """What it imports by ``*``."""
    members: dict[str, list[Binding]] = field(default_factory=dict)
    """What classes assign in their bodies, as ``Class.name``."""
    additions: dict[str, list[str]] = field(default_factory=dict)
    """What is added to a name later: ``app`` gets the functions of ``@app.get``, and
    what calls such as ``app.include_router(router)`` hand to it."""


def read_module(
    name: str, path: Path, tree: ast.Module | None = None
) -> ModuleSource | None:
    """Read a module's source; ``None`` if it is not Python that can be compiled.

    That is then for the import to say, if it ever comes to it. ``tree`` is what is in
    the file, where somebody has parsed it already.
    """
    try:
        with warnings.catch_warnings():
            # They come again when the module is imported, if they are to be seen.
            warnings.simplefilter("ignore")
            if tree is None:
                tree = ast.parse(path.read_bytes(), str(path))
            code = compile(tree, str(path), "exec", dont_inherit=True)
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return source_of(name, path, tree, code)


def source_of(name: str, path: Path, tree: ast.Module, code: CodeType) -> ModuleSource:
    """Read what a module's names are from its tree, and from its code, never run."""
    found = ModuleSource(name, str(path), path.name == "__init__.py")
    codes = {
        (one.co_name, one.co_firstlineno): one
        for one in code.co_consts
        if isinstance(one, CodeType)
    }
    for statement in _statements(tree.body):
        for bound, added in _additions(statement):
            found.additions.setdefault(bound, []).append(added)
        for bound, binding in _bindings(statement, codes):
            if bound == "*" and isinstance(binding, Import):
                found.stars.append(binding)
            else:
                found.bindings.setdefault(bound, []).append(binding)
        if isinstance(statement, ast.ClassDef):
            _add_members(found, statement, statement.name)
    return found


def _add_members(found: ModuleSource, cls: ast.ClassDef, qualname: str) -> None:
    for statement in _statements(cls.body):
        if isinstance(statement, ast.ClassDef):
            _add_members(found, statement, f"{qualname}.{statement.name}")
            continue
        for bound, binding in _bindings(statement, {}):
            if isinstance(binding, Assignment):
                found.members.setdefault(f"{qualname}.{bound}", []).append(binding)


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Give the statements of a module, also those under conditions."""
    for statement in body:
        yield statement
        for name in ("body", "orelse", "finalbody"):
            if not isinstance(
                statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
            ):
                yield from _statements(getattr(statement, name, []))
        for handler in getattr(statement, "handlers", []):
            yield from _statements(handler.body)
        for case in getattr(statement, "cases", []):
            yield from _statements(case.body)


def _bindings(
    statement: ast.stmt, codes: dict[tuple[str, int], CodeType]
) -> Iterator[tuple[str, Binding]]:
    """Give the names that a statement binds, each with what it is."""
    line = statement.lineno
    match statement:
        case ast.Import() | ast.ImportFrom():
            yield from _imported(statement)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name, _definition(statement, codes)
        case ast.Assign(targets=targets, value=value):
            yield from _assigned(targets, value, line)
        case (
            ast.AnnAssign(target=target, value=ast.expr() as value)
            | ast.AugAssign(target=target, value=value)
        ):
            yield from _assigned([target], value, line)
        case ast.With(items=items) | ast.AsyncWith(items=items):
            for item in items:
                if item.optional_vars is not None:
                    targets = [item.optional_vars]
                    yield from _assigned(targets, item.context_expr, line)
        case _:
            pass


def _additions(statement: ast.stmt) -> Iterator[tuple[str, str]]:
    """Give names together with what a statement adds to what they stand for."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            for one in _called(statement.decorator_list):
                root, _, rest = _dotted(one).partition(".")
                if rest:
                    yield root, statement.name
        case ast.Expr(value=ast.Call() as call):
            root, _, rest = _dotted(call.func).partition(".")
            for name in assignment_of(call, statement.lineno).named if rest else ():
                yield root, name
        case ast.Assign(targets=[ast.Attribute() as target], value=value):
            for name in assignment_of(value, statement.lineno).named:
                yield _dotted(target).partition(".")[0], name
        case _:
            pass


def _imported(statement: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, Import]]:
    line = statement.lineno
    for alias in statement.names:
        if isinstance(statement, ast.ImportFrom):
            module = statement.module or ""
            found = Import(module, statement.level, alias.name, line)
            yield alias.asname or alias.name, found
        else:
            top = alias.name if alias.asname else alias.name.partition(".")[0]
            yield alias.asname or top, Import(top, 0, "", line)


def _assigned(
    targets: list[ast.expr], value: ast.expr, line: int
) -> Iterator[tuple[str, Assignment]]:
    assignment = assignment_of(value, line)
    for target in targets:
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id, assignment


def _definition(
    statement: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    codes: dict[tuple[str, int], CodeType],
) -> Definition:
    first = min([statement.lineno, *(one.lineno for one in statement.decorator_list)])
    code = codes.get((statement.name, first)) or codes.get(
        (statement.name, statement.lineno)
    )
    named = [_dotted(one) for one in _called(statement.decorator_list)]
    methods: list[CodeType] = []
    kept: list[CodeType] = []
    if isinstance(statement, ast.ClassDef):
        named += [_dotted(one) for one in statement.bases]
        values = [
            binding
            for one in _statements(statement.body)
            for _, binding in _bindings(one, {})
            if isinstance(binding, Assignment)
        ]
        if code is not None:
            methods = [one for one in code.co_consts if isinstance(one, CodeType)]
        cached = _cached_properties(statement)
        kept = [one for one in methods if one.co_name in cached]
    else:
        defaults = [*statement.args.defaults, *statement.args.kw_defaults]
        values = [assignment_of(one, one.lineno) for one in defaults if one is not None]
    return Definition(
        statement.lineno,
        code,
        is_class=isinstance(statement, ast.ClassDef),
        is_async=isinstance(statement, ast.AsyncFunctionDef),
        methods=tuple(methods),
        bases=tuple(name for name in named if name),
        kept=tuple(kept),
        values=tuple(values),
    )


def _cached_properties(statement: ast.ClassDef) -> set[str]:
    return {
        one.name
        for one in statement.body
        if isinstance(one, ast.FunctionDef)
        for decorator in _called(one.decorator_list)
        if _dotted(decorator).rpartition(".")[2] == "cached_property"
    }


def _called(nodes: list[ast.expr]) -> Iterator[ast.expr]:
    """Give what decorators are: ``@cache`` and ``@cache(...)`` alike."""
    for node in nodes:
        yield node.func if isinstance(node, ast.Call) else node


def assignment_of(value: ast.expr, line: int) -> Assignment:
    """Read what an expression calls and names."""
    called: dict[str, None] = {}
    named: dict[str, None] = {}
    texts: dict[str, None] = {}
    waiting: list[ast.AST] = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Lambda):
            # Called later: it leads to what it names, and makes nothing now.
            named.update(dict.fromkeys(_named(node.body)))
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts[node.value] = None
        if isinstance(node, ast.Call) and (name := _dotted(node.func)):
            called[name] = None
        if isinstance(node, (ast.Name, ast.Attribute)) and (name := _dotted(node)):
            named[name] = None
            continue
        waiting.extend(ast.iter_child_nodes(node))
    return Assignment(line, tuple(called), tuple(named), tuple(texts))


def _named(node: ast.AST) -> Iterator[str]:
    """Give all names in an expression, with their attributes."""
    for one in ast.walk(node):
        if isinstance(one, (ast.Name, ast.Attribute)) and (name := _dotted(one)):
            yield name


def _dotted(node: ast.AST) -> str:
    """Write ``a.b.c`` as it stands; empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])
