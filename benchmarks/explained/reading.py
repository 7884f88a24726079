"""Reads the messages of Loopwise out of what a run printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MESSAGE = re.compile(
    r"^[ \t]*(LW\d{3}) (?:(?!^[ \t]*LW\d{3} ).)*?^ *More: loopwise explain \1$",
    re.MULTILINE | re.DOTALL,
)
# A long fix goes on in lines that begin under its first word.
_FIX = re.compile(r"^ +(?:Fix|or): (.+(?:\n {7}\S.*)*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its code, its whole text, and the fixes that it offers."""

    code: str
    text: str
    fixes: tuple[str, ...]


def messages(output: str) -> list[Message]:
    """Give the different messages in an output, in their order."""
    # Where the message is that of the exception itself, pytest marks its lines.
    output = re.sub(r"^E  ", "   ", output, flags=re.MULTILINE)
    found = {
        match[0].strip(): Message(
            match[1],
            match[0].strip(),
            tuple(" ".join(fix.split()) for fix in _FIX.findall(match[0])),
        )
        for match in _MESSAGE.finditer(output)
    }
    return list(found.values())
