"""One Python file: its text, its tree, and places in both."""

from __future__ import annotations

import ast
import io
import sys
import tokenize
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG

from loopwise.model.place import Place

_VERSION = ".".join(map(str, sys.version_info[:2]))
"""Of the Python that runs this: it knows no later syntax."""


class Unreadable(ValueError):
    """A file cannot be read as Python; the text says why, ``line`` where."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.line = line


@dataclass(slots=True)
class SourceFile:
    """A file of Python source.

    Columns of ``ast`` count bytes of UTF-8, those of editors characters: places and
    offsets given here are in characters.
    """

    path: Path
    shown: str
    """The path as it is shown in messages."""
    text: str
    """As it is decoded, line endings as they are."""
    tree: ast.Module
    encoding: str = "utf-8"
    _starts: list[int] = field(default_factory=list)

    def offset(self, line: int, column: int) -> int:
        """Give the offset of a place that ``ast`` gives: columns in UTF-8."""
        starts = self._line_starts()
        start = starts[line - 1]
        stop = starts[line] if line < len(starts) else len(self.text)
        found = self.text[start:stop]
        if found.isascii():
            return start + column
        return start + len(found.encode()[:column].decode(errors="ignore"))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Give the offsets where a node begins and ends."""
        line, column = node.lineno, node.col_offset  # type: ignore[attr-defined]  # callers pass nodes that have places
        end, last = node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]  # the same
        return self.offset(line, column), self.offset(end, last)

    def of(self, node: ast.AST) -> str:
        """Give the text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def place(self, offset: int) -> Place:
        """Give the place of an offset: line and column from 1."""
        starts = self._line_starts()
        low, high = 0, len(starts)
        while high - low > 1:
            middle = (low + high) // 2
            if starts[middle] <= offset:
                low = middle
            else:
                high = middle
        return Place(self.shown, low + 1, offset - starts[low] + 1)

    def line_start(self, line: int) -> int:
        """Give the offset where a line begins; lines count from 1."""
        starts = self._line_starts()
        return starts[line - 1] if line <= len(starts) else len(self.text)

    @property
    def newline(self) -> str:
        """The line ending of the file: that of its first line."""
        first = self.text.find("\n")
        if first > 0 and self.text[first - 1] == "\r":
            return "\r\n"
        return "\n" if first >= 0 or "\r" not in self.text else "\r"

    def _line_starts(self) -> list[int]:
        if not self._starts:
            # As Python counts lines: no other character that splitlines() knows ends
            # one. Not by a regular expression, which is slower than this.
            starts, text = [0], self.text
            if "\r" in text:
                text = text.replace("\r\n", "\n\n").replace("\r", "\n")
                at = text.find("\n")
                while at >= 0:
                    if self.text[at] == "\r" and self.text[at + 1 : at + 2] == "\n":
                        at += 1
                    starts.append(at + 1)
                    at = text.find("\n", at + 1)
            else:
                at = text.find("\n")
                while at >= 0:
                    starts.append(at + 1)
                    at = text.find("\n", at + 1)
            self._starts = starts
        return self._starts


def read_source(path: Path, shown: str, content: bytes | None = None) -> SourceFile:
    """Read a Python file.

    Args:
        path: The file.
        shown: How messages name it.
        content: What is in it, where that does not come from the disk.

    Raises:
        Unreadable: it cannot be read, decoded or parsed.
    """
    try:
        if content is None:
            if not S_ISREG(path.stat().st_mode):
                raise Unreadable("is not a regular file")  # a pipe has no end
            content = path.read_bytes()
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the compiler says them when it runs
            tree = ast.parse(content, str(path))
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise Unreadable(f"is not valid {error.encoding}: {error.reason}") from None
    except SyntaxError as error:
        why = f"is not valid Python {_VERSION}: {error.msg}"
        raise Unreadable(why, error.lineno or 0) from None
    except (ValueError, RecursionError, MemoryError) as error:
        what = str(error) or type(error).__name__
        raise Unreadable(f"cannot be parsed: {what}") from None
    return SourceFile(path, shown, text, tree, encoding)
