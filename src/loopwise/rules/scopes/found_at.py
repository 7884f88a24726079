"""Findings about tests and fixtures, where they stand in source."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.finding import Finding, Repair
from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.static.source_file import SourceFile


def finding_at(
    file: SourceFile,
    node: ast.AST,
    diagnostic: Diagnostic,
    repair: Repair | None = None,
) -> Finding:
    """Make a finding about a node; a repair's text comes first of the fixes."""
    start, end = name_span(file, node)
    if repair is not None:
        diagnostic = with_fix(diagnostic, repair.text)
    return Finding(
        diagnostic, file.place(start), file.place(end), repair, str(file.path)
    )


def name_span(file: SourceFile, node: ast.AST) -> tuple[int, int]:
    """Give where the name of a function or class stands; of others all of it."""
    start, end = file.span(node)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        at = file.text.find(node.name, start, end)
        if at >= 0:
            return at, at + len(node.name)
    return start, end


def with_fix(diagnostic: Diagnostic, text: str) -> Diagnostic:
    """Put a fix before those that a diagnostic has; two at most are told."""
    fixes = dict.fromkeys([text, *(one.text for one in diagnostic.fixes)])
    return Diagnostic(
        diagnostic.code,
        diagnostic.what,
        diagnostic.path,
        diagnostic.why,
        tuple(Fix(one) for one in list(fixes)[:2]),
        diagnostic.others,
    )


def step_at(file: SourceFile, node: ast.AST, name: str, role: str) -> Step:
    """Make a step of a node."""
    place = file.place(name_span(file, node)[0])
    return Step(name, Place(place.file, place.line), role)


def fixes(texts: Sequence[str]) -> tuple[Fix, ...]:
    """Make fixes of texts."""
    return tuple(Fix(one) for one in texts)
