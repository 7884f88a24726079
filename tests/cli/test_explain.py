"""`loopwise explain`."""

from __future__ import annotations

import pytest

from loopwise.cli.main import main
from loopwise.report.pages import codes


@pytest.mark.parametrize("code", codes())
def test_each_message_has_its_page(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page of a message begins with its code and says what to do."""
    assert main(["explain", code.lower()]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"## {code}\n")
    assert "**What to do.**" in text


def test_unknown_code_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A code that no message has is an error that lists the codes there are."""
    assert main(["explain", "LW999"]) == 2
    error = capsys.readouterr().err
    assert "no message has the code LW999; known: LW101" in error
