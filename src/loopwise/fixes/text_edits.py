"""Repairs made in a text: as many at once as do not get in each other's way."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterable, Sequence

from loopwise.model.finding import Edit, Repair, TextEdit


def parses(text: str) -> bool:
    """Tell whether a text is Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the compiler says them when it runs
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def apply(
    text: str,
    repairs: Iterable[Repair],
    is_valid: Callable[[str], bool] = parses,
) -> tuple[str, tuple[Repair, ...]]:
    """Make repairs in a text, and give it with the repairs that were made.

    Where two get in each other's way the first one is made; the other one can be made
    in the next round, when the text was read again. A repair that would leave a text
    that is not valid is not made.
    """
    made = chosen(repairs)
    if not made:
        return text, ()
    found = edited(text, edits_of(made))
    if is_valid(found):
        return found, made
    # Each may be fine alone: two that empty a block are not, together.
    kept: list[Repair] = []
    found = text
    for one in made:
        tried = edited(text, edits_of([*kept, one]))
        if is_valid(tried):
            kept.append(one)
            found = tried
    return found, tuple(kept)


def chosen(repairs: Iterable[Repair]) -> tuple[Repair, ...]:
    """Give the repairs that can be made together, by position; of any files.

    Equal edits, such as the import that two repairs need, do not get in their way.
    """
    made: list[Repair] = []
    taken: dict[str, list[TextEdit]] = {}
    waiting = [one for one in repairs if one.edits and _texts(one.edits)]
    for one in sorted(waiting, key=_first):
        if any(
            _meet(edit, other)
            for edit in _texts(one.edits)
            for other in taken.get(edit.file, ())
        ):
            continue
        made.append(one)
        for edit in _texts(one.edits):
            taken.setdefault(edit.file, []).append(edit)
    return tuple(made)


def edits_of(repairs: Iterable[Repair]) -> tuple[TextEdit, ...]:
    """Give the edits of repairs, equal ones once."""
    found = [edit for one in repairs for edit in _texts(one.edits)]
    return tuple(dict.fromkeys(found))


def edited(text: str, edits: Iterable[TextEdit]) -> str:
    """Make edits that do not overlap."""
    parts: list[str] = []
    at = 0
    for one in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts += [text[at : one.start], one.new]
        at = one.end
    return "".join([*parts, text[at:]])


def _texts(edits: Sequence[Edit]) -> list[TextEdit]:
    """Give the edits; none if some are of another kind: others make them."""
    found = [one for one in edits if isinstance(one, TextEdit)]
    return found if len(found) == len(edits) else []


def _first(repair: Repair) -> tuple[str, int, int]:
    """Give where a repair does its own work: what it shares stands further up."""
    last = max(_texts(repair.edits), key=lambda one: (one.start, one.end))
    return last.file, last.start, last.end


def _meet(one: TextEdit, other: TextEdit) -> bool:
    """Tell whether it matters which of two edits is made first."""
    if one == other:
        return False
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end
