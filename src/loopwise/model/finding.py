"""What the checker found in a file, and how to repair it, as data."""

from __future__ import annotations

from dataclasses import dataclass

from loopwise.model.diagnostic import Diagnostic
from loopwise.model.place import Place


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Other text in place of some of a file's."""

    file: str
    """Its path, absolute."""
    start: int
    """In characters from the file's beginning, as are the columns of editors."""
    end: int
    """Where the replaced text ends; equal to ``start`` where something is inserted."""
    new: str


@dataclass(frozen=True, slots=True)
class KeyEdit:
    """Another value for a key of a configuration file, or none."""

    file: str
    section: str
    """As written: ``pytest``, ``tool:pytest``, ``tool.pytest.ini_options``."""
    key: str
    value: str | None
    """``None`` removes the key."""
    name: str = ""
    """What the key is called afterwards, if it gets another name."""


@dataclass(frozen=True, slots=True)
class SectionEdit:
    """Another name for a section of a configuration file."""

    file: str
    section: str
    name: str


Edit = TextEdit | KeyEdit | SectionEdit


@dataclass(frozen=True, slots=True)
class Repair:
    """Edits that belong together: all are made, or none."""

    text: str
    """What it does, as one would ask for it: ``drop loop_scope from test_b``."""
    edits: tuple[Edit, ...]
    is_safe: bool = True
    """Whether what the code does stays as it was meant: others are made only when
    they are asked for."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that a rule finds fault with."""

    diagnostic: Diagnostic
    place: Place
    """Line and column from 1; the file as it is shown. Line 0: the file as a whole."""
    end: Place | None = None
    """Just behind the last character, where it is known."""
    repair: Repair | None = None
    file: str = ""
    """The path of the file, absolute."""

    @property
    def code(self) -> str:
        """The code of the rule that found it."""
        return self.diagnostic.code
