"""Where the command writes to: colours, letters that the terminal has, progress."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from loopwise.report.diagnostic_text import paint, to_ascii

COLORS = ("auto", "always", "never")
QUIET_FOR = 1.0
"""Seconds after which progress is shown."""


def is_coloured(chosen: str, stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Tell whether a stream gets colours, by what was asked and what it is."""
    if chosen != "auto":
        return chosen == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"


def write(text: str, *, color: str = "auto", file: str | None = None) -> None:
    """Write to standard output, or to a file, which gets UTF-8 and no colours.

    Raises:
        OSError: the file cannot be written.
    """
    if file is not None:
        Path(file).write_text(text, encoding="utf-8", newline="\n")
        return
    stream = sys.stdout
    if is_coloured(color, stream, os.environ):
        text = paint(text)
    stream.write(_writable(text, stream))
    stream.flush()


def tell(text: str) -> None:
    """Say something that is no result: on standard error."""
    sys.stderr.write(_writable(f"loopwise: {text}\n", sys.stderr))


def _writable(text: str, stream: TextIO) -> str:
    """Write a text with the letters that a stream's encoding has."""
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        plain = to_ascii(text)
        return plain.encode(encoding, "backslashreplace").decode(encoding)
    return text


class ProgressLine:
    """How far a long run is, in one line that is gone afterwards."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.is_shown = stream.isatty()
        self.next = time.monotonic() + QUIET_FOR
        self.width = 0

    def __call__(self, done: int, total: int) -> None:
        """Show how many files are done."""
        now = time.monotonic()
        if not self.is_shown or now < self.next:
            return
        self.next = now + 0.1
        text = f"loopwise: {done:,} of {total:,} files"
        self.stream.write(f"\r{text:<{self.width}}")
        self.stream.flush()
        self.width = len(text)

    def clear(self) -> None:
        """Take the line away."""
        if self.width:
            self.stream.write(f"\r{'':{self.width}}\r")
            self.stream.flush()
            self.width = 0
