"""Comments by which a file's author silences findings: ``# noqa: LW101``."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator

from loopwise.model.finding import Finding

_CODES = r"[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*"
_LINE = re.compile(rf"#\s*noqa(?P<some>\s*:\s*(?P<codes>{_CODES})?)?", re.IGNORECASE)
_FILE = re.compile(
    rf"#\s*loopwise\s*:\s*noqa(?P<some>\s*:\s*(?P<codes>{_CODES})?)?", re.IGNORECASE
)
_OURS = "LW"
_BLANK = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
}


def not_silenced(
    findings: Iterable[Finding], text: str, *, is_python: bool = True
) -> list[Finding]:
    """Leave out the findings of a file that its comments silence."""
    found = list(findings)
    if not found or "noqa" not in text.lower():
        return found
    silenced = Silenced(text, is_python=is_python)
    return [one for one in found if not silenced.covers(one.code, one.place.line)]


class Silenced:
    """What the comments of a text silence, by lines."""

    def __init__(self, text: str, *, is_python: bool = True) -> None:
        self.file: list[str] = []
        self.lines: dict[int, list[str]] = {}
        for comment, lines in _comments(text) if is_python else _by_line(text):
            whole = _FILE.search(comment)
            if whole is not None:
                self.file += _silenced_by(whole)
            elif (one := _LINE.search(comment)) is not None:
                for line in lines:
                    self.lines.setdefault(line, []).extend(_silenced_by(one))

    def covers(self, code: str, line: int) -> bool:
        """Tell whether a finding at this line is silenced."""
        return any(code.startswith(one) for one in self.file) or any(
            code.startswith(one) for one in self.lines.get(line, ())
        )


def _silenced_by(found: re.Match[str]) -> list[str]:
    """Give beginnings of our codes; other tools' codes are none of ours."""
    if found["some"] is None:
        return [_OURS]
    codes = re.split(r"[,\s]+", (found["codes"] or "").upper())
    return [one for one in codes if one.startswith(_OURS)]


def _comments(text: str) -> Iterator[tuple[str, Iterable[int]]]:
    """Give comments with the lines they speak of: at a statement's end all its lines.

    Only real comments: a string may hold the words, too.
    """
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        yield from _by_line(text)
        return
    first = 0
    waiting: list[tokenize.TokenInfo] = []
    for one in tokens:
        if one.type == tokenize.COMMENT:
            waiting.append(one)
        elif one.type == tokenize.NEWLINE:
            last = one.start[0]
            for comment in waiting:
                line = comment.start[0]
                start = first if line == last and first else line
                yield comment.string, range(start, line + 1)
            waiting, first = [], 0
        elif one.type not in _BLANK and not first:
            first = one.start[0]
    for comment in waiting:
        yield comment.string, (comment.start[0],)


def _by_line(text: str) -> Iterator[tuple[str, Iterable[int]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if "#" in line:
            yield line, (number,)
