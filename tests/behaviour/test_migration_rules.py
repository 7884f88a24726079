"""The examples of the rules of the migration: bad ones are found, good ones are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.rules.registry import migration_rules
from loopwise.rules.rule import Example, Rule
from tests.rules.running import check, suite_of


def examples(kind: str) -> pytest.MarkDecorator:
    found = [
        pytest.param(rule, one, id=rule.code)
        for rule in migration_rules()
        for one in getattr(rule, kind)
    ]
    return pytest.mark.parametrize(("rule", "example"), found)


@examples("bad")
def test_bad_examples_are_found(
    rule: type[Rule], example: Example, tmp_path: Path
) -> None:
    """What a rule shows as bad it finds, and says why it is not run."""
    suite_of(example).write(tmp_path)
    assert check(example, rule, tmp_path)
    assert example.why_not


@examples("good")
def test_good_examples_are_not_found(
    rule: type[Rule], example: Example, tmp_path: Path
) -> None:
    """What a rule shows as good it does not find."""
    suite_of(example).write(tmp_path)
    assert check(example, rule, tmp_path) == []
