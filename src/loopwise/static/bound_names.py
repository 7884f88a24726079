"""Names as a scope of source binds them, and what imported ones stand for."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
"""With names of their own; those that ``:=`` binds in them are too rare to matter."""


@dataclass(slots=True)
class BoundNames:
    """The names that a module, function or class binds."""

    imported: dict[str, str] = field(default_factory=dict)
    """For imported names what they stand for: ``sa.create_engine``, in full."""
    others: set[str] = field(default_factory=set)
    """Names that get their values otherwise; also those that are imported, too."""
    definitions: dict[str, list[ast.AST]] = field(default_factory=dict)
    """For each name the statements that bind it."""
    stars: list[str] = field(default_factory=list)
    """Modules of which everything is imported."""
    foreign: set[str] = field(default_factory=set)
    """Names that ``global`` and ``nonlocal`` declare: they are bound elsewhere."""


def names_bound_by(
    scope: ast.Module | ast.ClassDef | Function,
    package: str = "",
    *,
    has_walrus: bool = True,
) -> BoundNames:
    """Read what a scope binds.

    Args:
        scope: A module, a class or a function.
        package: What completes relative imports.
        has_walrus: Whether ``:=`` may be in it. If not, no expression binds a name,
            and they are left alone: they are most of a tree.
    """
    found = BoundNames()
    if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        found.others.update(_parameters(scope.args))
    if isinstance(scope, ast.Lambda):
        return found
    inside = _inside if has_walrus else _inside_statement
    waiting: list[ast.AST] = list(reversed(scope.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            _add_import(found, node, package)
        elif isinstance(node, _DEFINITIONS):
            found.others.add(node.name)
            found.definitions.setdefault(node.name, []).append(node)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            found.foreign.update(node.names)
        elif not isinstance(node, _SCOPES):
            _add_others(found, node)
            waiting.extend(reversed(inside(node)))
    for name in found.foreign:
        found.others.discard(name)
        found.imported.pop(name, None)
    return found


def _inside(node: ast.AST) -> list[ast.AST]:
    return list(ast.iter_child_nodes(node))


def _inside_statement(node: ast.AST) -> list[ast.AST]:
    """Give the parts of a node that may bind names, where no ``:=`` does."""
    fields = _BINDING.get(type(node))
    if fields is None:
        return []
    found: list[ast.AST] = []
    for name in fields:
        value = getattr(node, name)
        if isinstance(value, list):
            found += [one for one in value if one is not None]
        elif value is not None:
            found.append(value)
    return found


_BODIES = ("body", "orelse")
_BINDING: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Assign: ("targets",),
    ast.AnnAssign: ("target",),
    ast.AugAssign: ("target",),
    ast.Delete: ("targets",),
    ast.For: ("target", *_BODIES),
    ast.AsyncFor: ("target", *_BODIES),
    ast.While: _BODIES,
    ast.If: _BODIES,
    ast.With: ("items", "body"),
    ast.AsyncWith: ("items", "body"),
    ast.withitem: ("optional_vars",),
    ast.Try: ("body", "handlers", "orelse", "finalbody"),
    ast.TryStar: ("body", "handlers", "orelse", "finalbody"),
    ast.ExceptHandler: ("body",),
    ast.Match: ("cases",),
    ast.match_case: ("pattern", "body"),
    ast.MatchSequence: ("patterns",),
    ast.MatchMapping: ("patterns",),
    ast.MatchClass: ("patterns", "kwd_patterns"),
    ast.MatchAs: ("pattern",),
    ast.MatchOr: ("patterns",),
    ast.Tuple: ("elts",),
    ast.List: ("elts",),
    ast.Starred: ("value",),
}
"""In which fields of a node names may be bound. Tuples, lists and stars are parts of
targets only: values are not looked at."""
if hasattr(ast, "TypeAlias"):  # since Python 3.12
    _BINDING[ast.TypeAlias] = ("name",)


def _add_others(found: BoundNames, node: ast.AST) -> None:
    if isinstance(node, ast.Name):
        if not isinstance(node.ctx, ast.Load):
            found.others.add(node.id)
    elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        for name in _targets(node):
            found.definitions.setdefault(name, []).append(node)
    else:
        found.others.update(_named_otherwise(node))


def dotted(node: ast.AST) -> str:
    """Write ``a.b.c`` as it stands; empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    parts.append(node.id)
    return ".".join(reversed(parts))


def last_name(node: ast.AST) -> str:
    """Give the name behind the last dot; empty where there is none."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def absolute(module: str, level: int, package: str) -> str:
    """Write the name of a relative import in full; empty where it can't be told."""
    if not level:
        return module
    parts = package.split(".") if package else []
    if level > len(parts):
        return ""
    above = ".".join(parts[: len(parts) - level + 1])
    return f"{above}.{module}" if module else above


def _add_import(
    found: BoundNames, node: ast.Import | ast.ImportFrom, package: str
) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            bound = alias.asname or alias.name.partition(".")[0]
            found.imported[bound] = alias.name if alias.asname else bound
            found.definitions.setdefault(bound, []).append(node)
        return
    module = absolute(node.module or "", node.level, package)
    for alias in node.names:
        if alias.name == "*":
            found.stars.append(module)
            continue
        bound = alias.asname or alias.name
        found.imported[bound] = f"{module}.{alias.name}" if module else ""
        found.definitions.setdefault(bound, []).append(node)


def _named_otherwise(node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.ExceptHandler) and node.name:
        return (node.name,)
    if isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
        return (node.name,)
    if isinstance(node, ast.MatchMapping) and node.rest:
        return (node.rest,)
    return ()


def _targets(node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [
        one.id
        for target in targets
        for one in ast.walk(target)
        if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)
    ]


def _parameters(args: ast.arguments) -> list[str]:
    found = [*args.posonlyargs, *args.args, *args.kwonlyargs]
    found += [one for one in (args.vararg, args.kwarg) if one is not None]
    return [one.arg for one in found]
