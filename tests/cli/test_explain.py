"""`loopwise explain`."""

from __future__ import annotations

import pytest

from loopwise.cli.main import main
from loopwise.report.pages import codes
from loopwise.rules.page import rule_page
from loopwise.rules.registry import all_rules
from loopwise.rules.rule import Rule


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
    assert "no message has the code LW999; known: LW000, LW101" in error


@pytest.mark.parametrize("rule", all_rules(), ids=lambda one: f"{one.code}-{one.name}")
def test_each_rule_has_its_page(
    rule: type[Rule], capsys: pytest.CaptureFixture[str]
) -> None:
    """A rule is explained by its code and by its name, with its examples."""
    page = rule_page(rule).strip()
    assert "**Found.**" in page
    assert "**Not found.**" in page
    for asked in (rule.code, rule.name):
        assert main(["explain", asked]) == 0
        assert page in capsys.readouterr().out


def test_a_message_and_its_rule_are_explained_together(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where a run and the checker know a mistake, both pages are shown."""
    assert main(["explain", "LW403"]) == 0
    text = capsys.readouterr().out
    live, found, rule = text.partition("`loopwise check` finds it before the run")
    assert live.startswith("## LW403\n")
    assert found
    assert "## LW403: never-awaited" in rule
