"""Exceptions on their way from a loop to pytest."""

from __future__ import annotations

import asyncio

import pytest

from loopwise.pytest_plugin.outcomes import FixtureFailed, outcome_of, survivable

SKIP = pytest.skip.Exception("later")
FAIL = pytest.fail.Exception("no")
XFAIL = pytest.xfail.Exception("known")
EXIT = pytest.exit.Exception("enough")


@pytest.mark.parametrize("error", [SKIP, FAIL, XFAIL, EXIT, ValueError("mine")])
def test_single_exception_is_itself(error: BaseException) -> None:
    """An exception that comes alone is told as it is."""
    assert outcome_of(error) is error


@pytest.mark.parametrize("outcome", [SKIP, FAIL, XFAIL, EXIT])
def test_outcome_is_taken_out_of_groups(outcome: BaseException) -> None:
    """What a test raised inside task groups is told as if there were none."""
    inner = BaseExceptionGroup("inner", [outcome])
    assert outcome_of(inner) is outcome
    assert outcome_of(BaseExceptionGroup("outer", [inner])) is outcome


def test_first_of_several_outcomes_is_told() -> None:
    """Of several outcomes in a group the first one is told."""
    assert outcome_of(BaseExceptionGroup("all", [FAIL, SKIP])) is FAIL


def test_group_with_an_error_stays_whole() -> None:
    """A group that holds any error is told with all it holds."""
    group = BaseExceptionGroup(
        "all", [SKIP, BaseExceptionGroup("inner", [ValueError("mine")])]
    )
    assert outcome_of(group) is group


@pytest.mark.parametrize(
    "error", [ValueError("mine"), KeyboardInterrupt(), SystemExit(1), SKIP, EXIT]
)
def test_what_pytest_survives_is_passed_on(error: BaseException) -> None:
    """Errors, outcomes and interrupts of a fixture reach pytest as they are."""
    assert survivable(error, "db", "set-up") is error


def test_skip_inside_a_group_skips_the_fixture() -> None:
    """A fixture that skips inside a task group skips."""
    assert survivable(BaseExceptionGroup("all", [SKIP]), "db", "set-up") is SKIP


@pytest.mark.parametrize("phase", ["set-up", "teardown"])
def test_cancelled_fixture_is_an_error_that_pytest_survives(phase: str) -> None:
    """A cancelled fixture is told as an error that names it and its phase."""
    told = survivable(asyncio.CancelledError(), "db", phase)
    assert isinstance(told, FixtureFailed)
    assert str(told) == f"fixture `db` was cancelled during its {phase}"


def test_strange_exception_is_an_error_that_pytest_survives() -> None:
    """A fixture that raises some other base exception has failed."""
    told = survivable(GeneratorExit(), "db", "teardown")
    assert isinstance(told, FixtureFailed)
    assert str(told) == "fixture `db` failed during its teardown"
