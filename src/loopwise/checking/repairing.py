"""One round of repairs in a tree: all that do not get in each other's way."""

from __future__ import annotations

import tokenize
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from loopwise.fixes.config_edits import CannotEdit, MissingExtra, apply_config_edits
from loopwise.fixes.text_edits import apply, edited, edits_of, parses
from loopwise.model.finding import KeyEdit, Repair, SectionEdit, TextEdit


@dataclass(slots=True)
class Round:
    """What a round did."""

    made: list[Repair] = field(default_factory=list)
    missing: str = ""
    """What has to be installed for repairs that could not be made."""


def repair_round(repairs: Iterable[Repair]) -> Round:
    """Make repairs, each file written once.

    Those that are about several files, or about a source and a configuration file,
    come first, one by one; their files are then left alone until the next round.
    """
    done = Round()
    touched: set[str] = set()
    single: dict[str, list[Repair]] = {}
    for one in dict.fromkeys(repairs):
        files = {edit.file for edit in one.edits}
        if len(files) == 1:
            single.setdefault(files.pop(), []).append(one)
        elif files and not files & touched:
            _tried(done, lambda one=one: _make_everywhere(one))  # type: ignore[misc]  # mypy knows no default of a lambda
            touched |= files
    for file, waiting in single.items():
        if file in touched:
            continue
        if any(isinstance(edit, TextEdit) for one in waiting for edit in one.edits):
            _tried(done, lambda f=file, w=waiting: _make_in_source(f, w))  # type: ignore[misc]  # see above
        else:
            for one in waiting:
                _tried(done, lambda one=one: _make_everywhere(one))  # type: ignore[misc]  # see above
    return done


def _tried(done: Round, make: Callable[[], Sequence[Repair]]) -> None:
    try:
        done.made += make()
    except MissingExtra as error:
        done.missing = str(error)
    except (CannotEdit, OSError, UnicodeError, SyntaxError):
        return  # the finding stays, and says what to do


def _make_in_source(file: str, repairs: Sequence[Repair]) -> Sequence[Repair]:
    text, encoding = _read(file)
    new, made = apply(text, repairs, _validator(file))
    if new == text:
        return ()
    Path(file).write_bytes(new.encode(encoding))
    return made


def _make_everywhere(repair: Repair) -> Sequence[Repair]:
    """Make one repair in all of its files, or in none."""
    contents: dict[str, bytes] = {}
    is_changed = False
    for file in dict.fromkeys(one.file for one in repair.edits):
        text, encoding = _read(file)
        texts = [one for one in repair.edits if isinstance(one, TextEdit)]
        here = Repair(repair.text, tuple(one for one in texts if one.file == file))
        new = edited(text, edits_of([here]))
        keys = [
            one
            for one in repair.edits
            if isinstance(one, (KeyEdit, SectionEdit)) and one.file == file
        ]
        if keys:
            new = apply_config_edits(new, keys, Path(file).name)
        if not _validator(file)(new):
            return ()
        is_changed = is_changed or new != text
        contents[file] = new.encode(encoding)
    if not is_changed:
        return ()
    for file, content in contents.items():
        Path(file).write_bytes(content)
    return (repair,)


def _validator(file: str) -> Callable[[str], bool]:
    return parses if file.endswith((".py", ".pyi")) else _anything


def _anything(text: str) -> bool:
    del text
    return True


def decoded(content: bytes) -> tuple[str, str]:
    """Decode Python source as it says, line endings as they are; give the encoding.

    Raises:
        SyntaxError: it names an encoding that there is not.
        UnicodeError: it is not in the encoding that it names.
    """
    encoding, _ = tokenize.detect_encoding(BytesIO(content).readline)
    return content.decode(encoding), encoding


def _read(file: str) -> tuple[str, str]:
    """Read a file, with line endings as they are."""
    content = Path(file).read_bytes()
    if file.endswith(".py"):
        return decoded(content)
    return content.decode("utf-8"), "utf-8"
