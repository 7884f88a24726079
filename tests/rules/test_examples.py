"""Every rule's examples: the bad ones are found, and bad; the good ones are neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.rules.registry import all_rules
from loopwise.rules.rule import Example, Rule
from tests.rules.running import check, repair, run, run_as_it_is, runs_here, suite_of


def examples(kind: str, *, run_here: bool = False) -> pytest.MarkDecorator:
    found = [
        pytest.param(rule, one, id=f"{rule.code}-{rule.name}-{number}")
        for rule in all_rules()
        for number, one in enumerate(getattr(rule, kind))
        if not run_here or runs_here(one)
    ]
    return pytest.mark.parametrize(("rule", "example"), found)


bad, good = examples("bad"), examples("good")
bad_run, good_run = examples("bad", run_here=True), examples("good", run_here=True)
whole = pytest.mark.parametrize("rule", all_rules(), ids=lambda one: one.name)


@whole
def test_rules_have_examples_and_a_page(rule: type[Rule]) -> None:
    """A rule has a page, a summary, and both kinds of examples."""
    assert rule.bad
    assert rule.good
    assert len(rule.page().splitlines()) > 2
    assert rule.summary
    assert not rule.summary.endswith(".")


@whole
def test_examples_that_are_not_run_say_why(rule: type[Rule]) -> None:
    """An example that cannot be run here tells the reader why."""
    kept = [one for one in (*rule.bad, *rule.good) if not one.is_run]
    assert all(one.why_not for one in kept)


@bad
def test_bad_examples_are_found(
    rule: type[Rule], example: Example, tmp_path: Path
) -> None:
    """The rule finds fault with each of its bad examples, without running it."""
    suite_of(example).write(tmp_path)
    found = check(example, rule, tmp_path)
    assert found
    for one in found:
        assert len(one.diagnostic.fixes) <= 2


@good
def test_good_examples_are_not_found(
    rule: type[Rule], example: Example, tmp_path: Path
) -> None:
    """The rule finds nothing in its good examples."""
    suite_of(example).write(tmp_path)
    assert check(example, rule, tmp_path) == []


@bad_run
def test_bad_examples_are_bad(
    rule: type[Rule], example: Example, tmp_path: Path
) -> None:
    """A bad example fails or warns under pytest, and prints what it says it shows."""
    assert example.shows
    result = run(example, tmp_path)
    assert example.shows in result.text
    assert result.exit_code or "warning" in result.text.lower(), result.text


@good_run
def test_good_examples_are_good(
    rule: type[Rule], example: Example, tmp_path: Path
) -> None:
    """A good example passes under pytest."""
    result = run(example, tmp_path)
    assert result.exit_code == 0, result.text
    assert "passed" in result.text


@bad
def test_repaired_examples_are_good(
    rule: type[Rule], example: Example, tmp_path: Path
) -> None:
    """Where all of a bad example can be repaired, it is found good, and passes."""
    suite_of(example).write(tmp_path)
    before = check(example, rule, tmp_path)
    left = repair(example, rule, tmp_path)
    assert all(one.repair is None for one in left)
    if any(one.repair is None for one in before):
        return
    assert left == []
    if runs_here(example):
        result = run_as_it_is(example, tmp_path)
        assert result.exit_code == 0, result.text
        assert example.shows not in result.text
