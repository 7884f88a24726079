"""What a rule sees around the node that it looks at."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.finding import Edit, Finding, Repair, TextEdit
from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.static.bound_names import BoundNames, Function, dotted, names_bound_by
from loopwise.static.configuration import Project
from loopwise.static.lookup import Lookup
from loopwise.static.source_file import SourceFile

ScopeNode = (
    ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
)


class View:
    """A file, and where in it the walk is."""

    def __init__(
        self,
        file: SourceFile,
        project: Project,
        *,
        package: str = "",
        is_test: bool = False,
        lookup: Lookup | None = None,
    ) -> None:
        self.file, self.project, self.package = file, project, package
        self.is_test = is_test
        """Whether pytest collects the file, or it is a conftest."""
        self.lookup = lookup or Lookup()
        self.parents: list[ast.AST] = []
        """The nodes around the current one, the module first."""
        self.scopes: list[ScopeNode] = [file.tree]
        """The scopes that the current node's names are looked up in."""
        self._names: dict[ast.AST, BoundNames] = {}
        self._has_walrus = ":=" in file.text

    @property
    def function(self) -> Function | None:
        """The function that the node's code runs in; ``None``: at import."""
        for one in reversed(self.scopes):
            if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                return one
        return None

    @property
    def in_coroutine(self) -> bool:
        """Whether a loop is running wherever the node's code runs."""
        return isinstance(self.function, ast.AsyncFunctionDef)

    def names(self, scope: ScopeNode) -> BoundNames:
        """Give what a scope of the file binds."""
        found = self._names.get(scope)
        if found is None:
            found = self._names[scope] = names_bound_by(
                scope, self.package, has_walrus=self._has_walrus
            )
        return found

    def holder(self, name: str) -> BoundNames | None:
        """Give the scope that a name, as read here, is bound in."""
        for number, scope in enumerate(reversed(self.scopes)):
            if isinstance(scope, ast.ClassDef) and number:
                continue  # a class's names are not seen in its methods
            bound = self.names(scope)
            if name in bound.foreign:
                return self.names(self.file.tree)
            if name in bound.imported or name in bound.others:
                return bound
        return None

    def qualified(self, node: ast.AST) -> str:
        """Write what a name or attribute stands for in full, by what is imported.

        ``get_event_loop`` after ``from asyncio import get_event_loop`` gives
        ``asyncio.get_event_loop``; what is not imported gives an empty string, but for
        builtins, which give their own names.
        """
        written = dotted(node)
        if not written:
            return ""
        root, _, rest = written.partition(".")
        if root == "self":
            return ""  # the most frequent by far: no need to look it up
        bound = self.holder(root)
        if bound is None:
            return "" if self.names(self.file.tree).stars else written
        if root in bound.others or not bound.imported.get(root):
            return ""  # also where it is imported in one branch and made in another
        full = bound.imported[root]
        return f"{full}.{rest}" if rest else full

    def definition(self, node: ast.AST) -> ast.AST | None:
        """Give the one statement of the file that gives a plain name its value."""
        if not isinstance(node, ast.Name):
            return None
        bound = self.holder(node.id)
        found = [] if bound is None else bound.definitions.get(node.id, [])
        return found[0] if len(found) == 1 else None

    def finding(
        self,
        code: str,
        node: ast.AST,
        what: str,
        why: str,
        *,
        fixes: Sequence[str] = (),
        repair: Repair | None = None,
        path: tuple[Step, ...] = (),
    ) -> Finding:
        """Make a finding about a node; a repair's text comes first of the fixes."""
        start, end = self.file.span(node)
        place = self.file.place(start)
        texts = [*([repair.text] if repair else []), *fixes]
        if not path:
            path = (Step(self.where(), Place(place.file, place.line), "", ""),)
        diagnostic = Diagnostic(
            code, what, path, why, tuple(Fix(one) for one in dict.fromkeys(texts))
        )
        return Finding(
            diagnostic,
            place,
            self.file.place(end),
            repair,
            str(self.file.path),
        )

    def where(self) -> str:
        """Name the function or class that the node is in."""
        names = [
            one.name
            for one in self.scopes
            if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        ]
        return ".".join(names) or "at import"

    def replace(self, node: ast.AST, new: str) -> TextEdit:
        """Make an edit that puts other text in a node's place."""
        start, end = self.file.span(node)
        return TextEdit(str(self.file.path), start, end, new)

    def insert(self, offset: int, new: str) -> TextEdit:
        """Make an edit that inserts text."""
        return TextEdit(str(self.file.path), offset, offset, new)


def repair(text: str, *edits: Edit, is_safe: bool = True) -> Repair:
    """Make a repair of some edits."""
    return Repair(text, edits, is_safe)
