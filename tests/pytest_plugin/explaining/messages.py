"""Cuts the messages out of what a run printed."""

from __future__ import annotations

import re

from loopwise.report.diagnostic_text import MOST_LINES
from loopwise.testing import Result

AUTO = "[pytest]\nasyncio_mode = auto\n"
STRICT = "[pytest]\nasyncio_mode = strict\n"
NARROW = '@pytest.mark.asyncio(loop_scope="function")\n'
"""A mark that keeps a test on its own loop, whatever it uses."""


def messages(result: Result, code: str) -> list[str]:
    """Give the messages with a code that stand in the failures, in their order."""
    found: list[str] = []
    for report in result.reports:
        text = str(report["text"])
        pattern = rf"^{code} .*?^ More: loopwise explain {code}$"
        found += re.findall(pattern, text, re.MULTILINE | re.DOTALL)
    for text in found:
        assert len(text.split("\n")) <= MOST_LINES
        for line in text.split("\n"):
            assert line == line.rstrip()
    return found


def message(result: Result, code: str) -> str:
    """Give the one message with a code; the whole output where there is none."""
    found = messages(result, code)
    return found[0] if len(found) == 1 else result.text
