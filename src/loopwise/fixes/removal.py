"""Edits that take something out of source, with its comma and its line."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Sequence

from loopwise.model.finding import TextEdit
from loopwise.static.source_file import SourceFile

Span = tuple[int, int]

_AFTER = re.compile(r"[ \t]*(?:,[ \t]*)?(?:#[^\r\n]*)?(?:\r\n|\r|\n)")
"""What may stand behind an item that has its lines to itself."""
_COMMA = re.compile(r"\s*,[ \t]*")
_BETWEEN = re.compile(r"(?:\s|#[^\r\n]*)*,(?:\s|#[^\r\n]*)*\*{0,2}")
_NEWLINE = re.compile(r"\r\n|\r|\n")


def without_statement(
    file: SourceFile, node: ast.stmt, block: Sequence[ast.stmt]
) -> TextEdit:
    """Take a statement out of its block; ``pass`` takes its place if it was alone."""
    start, end = file.span(node)
    text = file.text
    if decorators := getattr(node, "decorator_list", None):
        start = text.rindex("@", 0, file.span(decorators[0])[0])
    if len(block) == 1:
        return _edit(file, start, end, "pass")
    line = file.line_start(file.place(start).line)
    behind = re.compile(r"[ \t]*;[ \t]*").match(text, end)
    stop = _line_end(text, end)
    before = text[line:start]
    if behind and text[behind.end() : stop].strip():
        return _edit(file, start, behind.end(), "")
    if before.strip():  # behind another statement, and the last of the line
        cut = len(before.rstrip(" \t;"))
        if before.rstrip().endswith(":"):
            return _edit(file, start, end, "pass")
        return _edit(file, line + cut, behind.end() if behind else end, "")
    if node is block[0] and node.col_offset:
        return _edit(file, line, _behind_blank_lines(text, stop), "")
    return _edit(file, *_with_blank_lines(text, line, stop), "")


def without_decorator(file: SourceFile, decorator: ast.expr) -> TextEdit:
    """Take out a decorator with its lines."""
    start, end = file.span(decorator)
    at = file.text.rindex("@", 0, start)
    line = file.line_start(file.place(at).line)
    return _edit(file, line, _line_end(file.text, end), "")


def without_keyword(
    file: SourceFile,
    call: ast.Call,
    keyword: ast.keyword | ast.expr,
    *,
    bare: bool = False,
) -> TextEdit | None:
    """Take out an argument of a call.

    With ``bare`` the parentheses go, too, if it was alone. ``None``
    where it cannot be done without guessing.
    """
    items: list[ast.AST] = [*call.args, *call.keywords]
    if bare and len(items) == 1 and "#" not in file.of(call):
        return _edit(file, file.span(call.func)[1], file.span(call)[1], "")
    spans = sorted(file.span(one) for one in items)
    return without_item(file, spans, file.span(keyword))


def without_parameter(
    file: SourceFile,
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    parameter: ast.arg,
) -> TextEdit | None:
    """Take out a parameter with its annotation and its default.

    ``None`` where it cannot be done without guessing.
    """
    args = function.args
    plain = [*args.posonlyargs, *args.args]
    first = len(plain) - len(args.defaults)
    found: list[tuple[ast.arg, ast.expr | None]] = [
        (one, args.defaults[at - first] if at >= first else None)
        for at, one in enumerate(plain)
    ]
    found += zip(args.kwonlyargs, args.kw_defaults, strict=True)
    found += [(one, None) for one in (args.vararg, args.kwarg) if one is not None]
    spans = {}
    for one, default in found:
        start, end = file.span(one)
        if one in (args.vararg, args.kwarg):
            start = len(file.text[:start].rstrip("* \t"))
            start += len(file.text[start:]) - len(file.text[start:].lstrip(" \t"))
        spans[id(one)] = (start, end if default is None else file.span(default)[1])
    return without_item(file, sorted(spans.values()), spans[id(parameter)])


def without_item(
    file: SourceFile, spans: Sequence[Span], span: Span
) -> TextEdit | None:
    """Take one of several items between commas out; comments of the others stay.

    ``None`` where something else stands between them.
    """
    text, at = file.text, spans.index(span)
    start, end = span
    near = spans[max(at - 1, 0) : at + 2]
    for one, other in itertools.pairwise(near):
        if not _BETWEEN.fullmatch(text, one[1], other[0]):
            return None
    if len(spans) == 1 and (found := _only(file, start, end)):
        return found
    return _edit(file, *_with_comma(file, spans, at), "")


def _with_comma(file: SourceFile, spans: Sequence[Span], at: int) -> Span:
    """Widen an item over its comma and its line, as far as they are its own."""
    text, (start, end) = file.text, spans[at]
    line = file.line_start(file.place(start).line)
    behind = _AFTER.match(text, end)
    if behind and not text[line:start].strip():
        return line, behind.end()
    comma = _COMMA.match(text, end)
    if at:
        last = spans[at - 1][1]
        between = text[last:start]
        if not _NEWLINE.search(between):
            return last, end
        if at + 1 == len(spans) and "#" not in between:
            return last, end
    return start, comma.end() if comma else end


def _only(file: SourceFile, start: int, end: int) -> TextEdit | None:
    """Take out the one item that there is, and what lays it out."""
    text = file.text
    opening = len(text[:start].rstrip())
    found = re.compile(r"\s*,?\s*(?=[)\]}])").match(text, end)
    if found is None or text[opening - 1] not in "([{":
        return None
    return _edit(file, opening, found.end(), "")


def _with_blank_lines(text: str, start: int, end: int) -> Span:
    """Widen whole lines over the blank ones on the side that has fewer of them."""
    above = text[:start]
    kept = above.rstrip(" \t\r\n")
    before = len(_NEWLINE.findall(above[len(kept) :])) - 1 if kept else 0
    stop = _behind_blank_lines(text, end)
    after = len(_NEWLINE.findall(text, end, stop))
    if stop == len(text) or not kept:
        # At an end of the file nothing has to be kept apart.
        return (_line_end(text, len(kept)) if kept else 0), stop
    if not before or not after:
        return start, end
    if after <= before:
        return start, stop
    return _line_end(text, len(kept)), end


def _behind_blank_lines(text: str, at: int) -> int:
    found = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))*").match(text, at)
    return found.end() if found else at


def _line_end(text: str, at: int) -> int:
    """Give the offset behind the line ending of the line that holds an offset."""
    found = _NEWLINE.search(text, at)
    return found.end() if found else len(text)


def _edit(file: SourceFile, start: int, end: int, new: str) -> TextEdit:
    return TextEdit(str(file.path), start, end, new)
