"""What a row of the table is: a small broken project, and what its report must say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

INI = """
[pytest]
pythonpath = .
asyncio_mode = auto
"""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to one file."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """A fix that a report may offer, and what somebody who follows it types."""

    says: str
    """A regular expression for the text after `Fix:`."""
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way to get an error, or a silence, that event loops are behind.

    The words that the report has to hold are regular expressions.
    """

    name: str
    about: str
    """What somebody did, for the table."""
    library: str = ""
    """The distribution whose version stands in the table; empty for asyncio."""
    imports: tuple[str, ...] = ()
    """Modules that have to be there."""
    server: str = ""
    """The name of a server in `servers.py`."""
    files: Mapping[str, str]
    error: str
    """What is seen without the explanation, somewhere in the output."""
    code: str = "LW103"
    """Of the message; a regular expression, too."""
    thing: str
    """How the bound object is named: its type, or its name where that is its own."""
    owner: str
    """What the user knows it by."""
    place: tuple[str, str]
    """Where that is: a file, and how its line there begins."""
    remedies: tuple[Remedy, ...]
    args: tuple[str, ...] = ()
    stand_in: str = ""
    """Said in the table where no real server takes part."""
    least: tuple[int, int] = (3, 11)
    """The oldest Python on which it happens."""
    pytest: tuple[int, int] = (8, 2)
    """The oldest pytest that shows it."""
    env: Mapping[str, str] = field(default_factory=dict)
    lacks: str = ""
    """What the report is known to lack; empty when it has to be right."""

    @property
    def broken(self) -> dict[str, str]:
        """The project as somebody wrote it."""
        return {"pytest.ini": INI, **self.files}

    def mended(self, remedy: Remedy) -> dict[str, str]:
        """Give the project after a fix was followed.

        Raises:
            ValueError: an edit does not fit its file.
        """
        files = self.broken
        for edit in remedy.edits:
            if edit.old not in files[edit.file]:
                raise ValueError(f"{self.name}: {edit.file} has no {edit.old!r}")
            files[edit.file] = files[edit.file].replace(edit.old, edit.new)
        return files


@dataclass(frozen=True, slots=True, kw_only=True)
class Innocent:
    """A failure that looks as if loops were behind it, and they are not."""

    name: str
    about: str
    library: str = ""
    imports: tuple[str, ...] = ()
    server: str = ""
    files: Mapping[str, str]
    error: str
    """What is seen; a regular expression."""
    allowed: str = ""
    """The codes that may be told nevertheless; a regular expression."""
    least: tuple[int, int] = (3, 11)
    """The oldest Python on which it happens."""
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)

    @property
    def broken(self) -> dict[str, str]:
        """The project as somebody wrote it."""
        return {"pytest.ini": INI, **self.files}
