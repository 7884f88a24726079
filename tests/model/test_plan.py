"""Plans and reasons as data."""

from __future__ import annotations

import pytest

from loopwise.model.place import Place
from loopwise.model.plan import Because, Placement, Reason
from loopwise.model.scope import Scope, ScopeInstance
from loopwise.model.step import Step

TEST = Step("test_a", Place("test_one.py", 1), "test")
DB = Step("db", Place("conftest.py", 1), "fixture, kept per session")
MINIMUM = "asyncio_default_test_loop_scope (pytest.ini)"


@pytest.mark.parametrize(
    ("because", "steps", "text"),
    [
        (Because.CACHED, (TEST, DB), "db kept per session"),
        (Because.OUTSIDE, (TEST, DB), "db lives outside of fixtures"),
        (Because.LOOP_SCOPE, (TEST, DB), 'db has loop_scope="session"'),
        (Because.MARK, (TEST,), 'is marked loop_scope="session"'),
        (Because.MARK, (TEST, DB, TEST), 'test_a is marked loop_scope="session"'),
        (Because.MINIMUM, (TEST,), f"{MINIMUM} = session"),
        (Because.MINIMUM, (TEST, DB), f"{MINIMUM} = session"),
        (Because.ALONE, (TEST,), "uses no async fixture that is wider"),
    ],
)
def test_reason_is_one_clause(
    because: Because, steps: tuple[Step, ...], text: str
) -> None:
    """A reason names what decided, if that is not the test itself, and why."""
    assert str(Reason(because, Scope.SESSION, steps, MINIMUM)) == text


def test_scope_of_a_placement() -> None:
    """A placement on no shared loop has the scope of a function."""
    at = ScopeInstance(Scope.MODULE, "test_one.py", 1)
    assert Placement(at).scope is Scope.MODULE
    assert Placement(None).scope is Scope.FUNCTION
