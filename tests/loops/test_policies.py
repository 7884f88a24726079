"""Event loop policies, touched only where the user's code has some."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from loopwise.loops.policies import current_policy, set_policy


@pytest.fixture(autouse=True)
def _policy() -> Iterator[None]:
    """Leave the policy as it was."""
    before = current_policy()
    yield
    set_policy(before)


def test_policy_that_is_set_is_current() -> None:
    """What was set is given, by us and by asyncio, and loops are made by it."""

    class Loop(asyncio.SelectorEventLoop):
        pass

    class Policy(type(current_policy())):  # type: ignore[misc]  # known when it runs
        def new_event_loop(self) -> asyncio.AbstractEventLoop:
            return Loop()

    policy = Policy()
    set_policy(policy)
    assert current_policy() is policy
    loop = asyncio.new_event_loop()
    loop.close()
    assert isinstance(loop, Loop)


@pytest.mark.filterwarnings("error")
def test_policies_are_touched_without_a_warning() -> None:
    """Neither asking nor setting warns, although newer Pythons deprecate both."""
    set_policy(current_policy())
