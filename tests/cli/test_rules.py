"""`loopwise rules`."""

from __future__ import annotations

import json

import pytest

from loopwise.cli.main import main
from loopwise.rules.registry import all_rules


def test_each_rule_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """All rules are listed, with code, name and summary."""
    assert main(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(all_rules())
    for line, rule in zip(lines, all_rules(), strict=True):
        assert line.startswith(f"{rule.code}  {rule.name} ")
        assert line.endswith(rule.summary)


def test_programs_can_read_them(capsys: pytest.CaptureFixture[str]) -> None:
    """The rules are listed as JSON, with their pages."""
    assert main(["rules", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in found] == [one.name for one in all_rules()]
    assert all(one["page"] for one in found)
