"""Repairs that make an object for each test, in place of one made at import."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from loopwise.fixes.imports import add_import
from loopwise.fixes.removal import without_statement
from loopwise.model.finding import Repair, TextEdit
from loopwise.rules.collected import fixture_mark, is_test_function
from loopwise.rules.indenting import first_line, indentation, indented, shifted, step_of
from loopwise.rules.meetings import User
from loopwise.rules.view import View, repair
from loopwise.static.source_file import SourceFile

Assigned = ast.Assign | ast.AnnAssign


@dataclass(frozen=True, slots=True)
class AtImport:
    """An object that is made at a file's top, and what is made of it there."""

    name: str
    node: Assigned
    close: str
    bound: dict[str, Assigned]
    """By their names, in their order: each holds the object and nothing else."""

    @property
    def names(self) -> tuple[str, ...]:
        """The object's name, and those of what is made of it."""
        return (self.name, *self.bound)


def made_per_test(view: View, made: AtImport, users: Sequence[User]) -> Repair | None:
    """Make the object for each test; ``None`` where it cannot be done wholly."""
    if not made.close or not _is_used_there_alone(view, made, users):
        return None
    if not all(_is_whole(view.file, one) for one in (made.node, *made.bound.values())):
        return None
    return _as_fixtures(view, made, users) or _as_factories(view, made, users)


# --------------------------------------------------------------------------- fixtures


def _as_fixtures(view: View, made: AtImport, users: Sequence[User]) -> Repair | None:
    """Make fixtures of the same names, and ask for them wherever they are used."""
    if not all(_can_ask(view, one) for one in users):
        return None
    file, line = view.file, view.file.newline
    head = f"@pytest_asyncio.fixture{line}async def {made.name}():{line}"
    step = "    "
    body = f"{step}{shifted(file, made.node, step)}{line}{step}yield {made.name}{line}"
    tail = f"{step}await {made.name}.{made.close}()"
    edits = [_in_place(made, file, made.node, head + body + tail)]
    for name, node in made.bound.items():
        assert node.value is not None
        value = shifted(file, node.value, step)
        new = f"@pytest.fixture{line}def {name}({made.name}):{line}{step}return {value}"
        edits.append(_in_place(made, file, node, new))
    for one in users:
        asked = _asked(file, one)
        if asked is None:
            return None
        edits.append(asked)
    wanted = ["pytest_asyncio", *(["pytest"] if made.bound else [])]
    imports = [add_import(file, one) for one in wanted]
    return repair(
        f"make `{made.name}` a fixture that closes it after each test",
        *_apart([*(one for one in imports if one is not None), *edits]),
        is_safe=False,
    )


def _apart(edits: list[TextEdit]) -> list[TextEdit]:
    """Join insertions at one place: nothing tells which of them comes first."""
    at: dict[tuple[str, int, int], str] = {}
    for one in edits:
        key = (one.file, one.start, one.end)
        at[key] = at.get(key, "") + one.new if one.start == one.end else one.new
    return [TextEdit(*key, new) for key, new in at.items()]


def _can_ask(view: View, user: User) -> bool:
    """Whether a function is one to which pytest gives fixtures, for one test."""
    node = user.node
    if isinstance(node, ast.AsyncFunctionDef) and is_test_function(view, node):
        pass
    else:
        mark = fixture_mark(view, node)
        if mark is None or mark.scope != "function":
            return False
    if re.search(rf"(?<!def )\b{node.name}\(", view.file.text):
        return False  # somebody calls it, without what it would ask for
    owner = next(
        (
            one
            for one in view.file.tree.body
            if isinstance(one, ast.ClassDef) and node in one.body
        ),
        None,
    )
    if owner is not None and (owner.bases or not node.args.args):
        return False  # a TestCase is given no fixtures
    return not node.args.vararg and not node.args.kwarg and not node.args.kwonlyargs


def _asked(file: SourceFile, user: User) -> TextEdit | None:
    """Add parameters behind those that there are."""
    args, new = user.node.args, ", ".join(user.names)
    plain = [*args.posonlyargs, *args.args]
    if plain:
        _, at = file.span(plain[-1])
        if args.defaults:
            return None
        return TextEdit(str(file.path), at, at, f", {new}")
    start, _ = file.span(user.node)
    found = re.compile(rf"(?:async\s+)?def\s+{user.node.name}\s*\(").search(
        file.text, start
    )
    if found is None:
        return None
    return TextEdit(str(file.path), found.end(), found.end(), new)


# -------------------------------------------------------------------------- factories


def _as_factories(view: View, made: AtImport, users: Sequence[User]) -> Repair | None:
    """Make functions that make them, and call those in each test, that closes it."""
    file, line, step = view.file, view.file.newline, "    "
    if any(re.search(rf"\bget_{name}\b", file.text) for name in made.names):
        return None
    new = f"def get_{made.name}(){_returns(file, made.node)}:{line}"
    assert made.node.value is not None
    edits = [
        _in_place(
            made,
            file,
            made.node,
            f"{new}{step}return {shifted(file, made.node.value, step)}",
        )
    ]
    for name, node in made.bound.items():
        assert node.value is not None
        value = shifted(file, node.value, step)
        new = f"def get_{name}({made.name}){_returns(file, node)}:{line}"
        edits.append(_in_place(made, file, node, f"{new}{step}return {value}"))
    for one in users:
        found = _closing_alone(file, made, one)
        if found is None and is_test_function(view, one.node):
            found = _in_its_body(file, made, one)
        if found is None:
            return None
        edits += found
    return repair(
        f"make `{made.name}` in each test, by `get_{made.name}()`, and close it",
        *edits,
        is_safe=False,
    )


def _in_its_body(file: SourceFile, made: AtImport, user: User) -> list[TextEdit] | None:
    """Let a test make the object, and close it whatever happens."""
    body = list(user.node.body)
    if not isinstance(user.node, ast.AsyncFunctionDef) or _closes(made, user):
        return None
    if ast.get_docstring(user.node, clean=False) is not None:
        del body[0]
    if not body or body[0].lineno == user.node.lineno:
        return None
    first, last = body[0], body[-1]
    line, step = file.newline, step_of(file, first)
    before = indentation(file, first)
    if before.strip():
        return None
    head = f"{before}{made.name} = get_{made.name}(){line}"
    for name in made.bound:
        if name in user.names:
            head += f"{before}{name} = get_{name}({made.name}){line}"
    head += f"{before}try:{line}"
    start, end = first_line(first), last.end_lineno or last.lineno
    moved = indented(file, body, step, start=start, end=end)
    if not moved:
        return None
    moved[0] = TextEdit(moved[0].file, moved[0].start, moved[0].end, head + step)
    at = file.line_start(end + 1)
    tail = f"{before}finally:{line}{before}{step}await {made.name}.{made.close}()"
    if at == len(file.text) and not file.text.endswith(("\n", "\r")):
        tail = f"{line}{tail}"
    else:
        tail = f"{tail}{line}"
    return [*moved, TextEdit(str(file.path), at, at, tail)]


def _closes(made: AtImport, user: User) -> list[ast.stmt]:
    """Give the statements of a function that close the object."""
    return [
        one
        for one in ast.walk(user.node)
        if isinstance(one, ast.Expr)
        and isinstance(one.value, ast.Await)
        and isinstance(one.value.value, ast.Call)
        and isinstance(one.value.value.func, ast.Attribute)
        and isinstance(one.value.value.func.value, ast.Name)
        and one.value.value.func.value.id == made.name
        and one.value.value.func.attr == made.close
    ]


def _closing_alone(
    file: SourceFile, made: AtImport, user: User
) -> list[TextEdit] | None:
    """Take out what closes the object, where a function does nothing else with it."""
    closing = _closes(made, user)
    if not closing or len(closing) != len(user.nodes):
        return None
    edits: list[TextEdit] = []
    for node in ast.walk(user.node):
        for block in (
            getattr(node, one, None) for one in ("body", "finalbody", "orelse")
        ):
            if not isinstance(block, list):
                continue
            for one in closing:
                if one in block:
                    edits += _without(file, node, one, block)
    return edits


def _without(
    file: SourceFile, around: ast.AST, node: ast.stmt, block: Sequence[ast.stmt]
) -> list[TextEdit]:
    """Take a statement out of a block, and the ``try`` that was there for it alone."""
    if (
        isinstance(around, ast.Try)
        and block is around.finalbody
        and len(block) == 1
        and not around.handlers
        and not around.orelse
        and (found := _unwrapped(file, around))
    ):
        return found
    return [without_statement(file, node, block)]


def _unwrapped(file: SourceFile, node: ast.Try) -> list[TextEdit]:
    """Give the body of a ``try`` the place of the whole."""
    first, last = node.body[0], node.body[-1]
    less = len(indentation(file, first)) - len(indentation(file, node))
    if first.lineno == node.lineno or less <= 0:
        return []
    name, text = str(file.path), file.text
    start = file.line_start(node.lineno)
    edits = [TextEdit(name, start, file.line_start(first_line(first)), "")]
    end = last.end_lineno or last.lineno
    moved = indented(file, node.body, "", start=first_line(first), end=end)
    for one in moved:
        if text[one.start : one.start + less].strip():
            return []
        edits.append(TextEdit(name, one.start, one.start + less, ""))
    after = file.line_start(end + 1)
    stop = file.line_start((node.end_lineno or node.lineno) + 1)
    if "#" in text[after : file.span(node.finalbody[0])[0]]:
        return []
    edits.append(TextEdit(name, after, stop, ""))
    return edits


# ------------------------------------------------------------------------------- both


def _is_used_there_alone(view: View, made: AtImport, users: Sequence[User]) -> bool:
    """Whether all that the file does with the names is known."""
    known = {id(one) for user in users for one in user.nodes}
    for node in (made.node, *made.bound.values()):
        known.update(id(one) for one in ast.walk(node))
    text = view.file.text
    for name in made.names:
        if re.search(rf"""["'.]{name}["']""", text):
            return False  # somebody reaches it by a string
    return not any(
        isinstance(one, ast.Name)
        and one.id in made.names
        and id(one) not in known
        and _means_the_module(view, one)
        for one in ast.walk(view.file.tree)
    )


def _means_the_module(view: View, node: ast.Name) -> bool:
    """Whether a name may be the module's: not so in functions with one of their own."""
    for one in ast.walk(view.file.tree):
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
            bound = view.names(one)
            if node.id in bound.others and node.id not in bound.foreign:
                if any(inner is node for inner in ast.walk(one)):
                    return False
    return True


def _is_whole(file: SourceFile, node: Assigned) -> bool:
    """Whether a statement has its lines to itself."""
    start, end = file.span(node)
    line = file.line_start(node.lineno)
    stop = file.line_start((node.end_lineno or node.lineno) + 1)
    return start == line and not file.text[end:stop].strip()


def _returns(file: SourceFile, node: Assigned) -> str:
    if isinstance(node, ast.AnnAssign):
        return f" -> {file.of(node.annotation)}"
    return ""


def _in_place(made: AtImport, file: SourceFile, node: Assigned, new: str) -> TextEdit:
    """Put a function in a statement's place, with two blank lines around it."""
    start, end = file.span(node)
    line = file.newline
    before, after = file.text[:start], file.text[end:]
    above = (len(before) - len(before.rstrip("\r\n"))) // len(line)
    below = (len(after) - len(after.lstrip("\r\n"))) // len(line)
    head = line * max(0, 3 - above) if before.strip() else ""
    tail = line * max(0, 3 - below) if after.strip() else ""
    last = _before(file, node)
    if any(one is last for one in (made.node, *made.bound.values())):
        head = ""  # what takes the place of that one ends with blank lines
    if above == 1 and before.rstrip("\r\n").rpartition("\n")[2].startswith("#"):
        head = ""  # a comment that belongs to it
    return TextEdit(str(file.path), start, end, f"{head}{new}{tail}")


def _before(file: SourceFile, node: ast.stmt) -> ast.stmt | None:
    """Give the statement before one at the top, if only blank lines part them."""
    body = file.tree.body
    at = body.index(node)
    last = body[at - 1] if at else None
    if last is None or file.text[file.span(last)[1] : file.span(node)[0]].strip():
        return None
    return last
