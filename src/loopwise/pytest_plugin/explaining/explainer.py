"""From a failure to its explanation, in the failure's own report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from loopwise.model.diagnostic import Diagnostic
from loopwise.provenance.bound import bound_to
from loopwise.provenance.symptoms import Kind, symptom_of
from loopwise.pytest_plugin.explaining.by_hand import (
    explain_greenlet,
    explain_no_current,
    explain_not_running,
    explain_other_task,
    explain_running,
)
from loopwise.pytest_plugin.explaining.case import Case
from loopwise.pytest_plugin.explaining.mistakes import explain_mistake
from loopwise.pytest_plugin.explaining.never import explain_never
from loopwise.pytest_plugin.explaining.other_loop import explain_other_loop
from loopwise.pytest_plugin.ownership import is_foreign
from loopwise.pytest_plugin.runtime import Runtime

EXPLAINS: dict[Kind, Callable[[Case], Diagnostic | None]] = {
    Kind.OTHER_LOOP: explain_other_loop,
    Kind.CLOSED: explain_other_loop,
    Kind.MAYBE_OTHER_LOOP: explain_other_loop,
    Kind.RUNNING: explain_running,
    Kind.NOT_RUNNING: explain_not_running,
    Kind.NO_CURRENT: explain_no_current,
    Kind.OTHER_TASK: explain_other_task,
    Kind.GREENLET: explain_greenlet,
    Kind.TIMEOUT: explain_never,
}


def explain(
    runtime: Runtime, item: pytest.Item, when: str, error: BaseException
) -> Diagnostic | None:
    """Explain the exception that a phase of a test ended with, if it is about loops."""
    if is_foreign(item):
        return None  # another plugin's: what it does with loops is not ours to say
    catalog = runtime.live.catalog
    found = symptom_of(error, lambda thing: bound_to(thing, catalog) is not None)
    if found is None:
        return explain_mistake(runtime, item, error)
    symptom, cause = found
    case = Case(runtime, item, when, error, cause, symptom)
    return EXPLAINS[symptom.kind](case) or explain_mistake(runtime, item, error)


def explain_safely(
    runtime: Runtime, item: pytest.Item, when: str, error: BaseException
) -> tuple[Diagnostic | None, str]:
    """Explain an exception; a fault of the explanation is told, and hides nothing.

    Much of what is looked at is of libraries, in a state that they did not expect.
    """
    try:
        return explain(runtime, item, when, error), ""
    except Exception as fault:
        what = f"{type(fault).__name__}: {fault}"
        return None, f"Loopwise could not explain this failure: {what}"


def is_failure(call: pytest.CallInfo[Any]) -> bool:
    """Whether a phase ended with an exception that fails a test."""
    if call.excinfo is None:
        return False
    passed_on = (pytest.skip.Exception, pytest.xfail.Exception, pytest.exit.Exception)
    return not isinstance(call.excinfo.value, (*passed_on, KeyboardInterrupt))
