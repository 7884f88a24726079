"""Source as a file that is not on the disk."""

from __future__ import annotations

import textwrap
from pathlib import Path

from loopwise.fixes.text_edits import edited
from loopwise.model.finding import TextEdit
from loopwise.static.source_file import SourceFile, read_source


def source(text: str, newline: str = "\n") -> SourceFile:
    cut = textwrap.dedent(text).removeprefix("\n").replace("\n", newline)
    return read_source(Path("x.py"), "x.py", cut.encode())


def after(file: SourceFile, edit: TextEdit | None) -> str:
    assert edit is not None
    return edited(file.text, [edit])


def dedented(text: str) -> str:
    return textwrap.dedent(text).removeprefix("\n")
