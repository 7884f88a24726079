"""Which loop a host gets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from loopwise.loops import current
from loopwise.loops.factory import default_factory
from loopwise.loops.lean_loop import LeanLoop, is_known
from tests.loops.policies import get_policy, set_policy


class _Loop(asyncio.SelectorEventLoop):
    """A loop of the user's."""


class _Policy(asyncio.DefaultEventLoopPolicy):
    """A policy of the user's."""

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        """Make a loop of the user's."""
        return _Loop()


@pytest.fixture
def _policy() -> Iterator[None]:
    """Put back the policy that was set."""
    before = get_policy()
    yield
    set_policy(before)


@pytest.mark.skipif(not is_known(), reason="another kind of selector")
@pytest.mark.usefixtures("_policy")
def test_asyncios_own_loop_is_lean() -> None:
    """Where asyncio would make its selector loop, a lean one is made."""
    set_policy(asyncio.DefaultEventLoopPolicy())
    loop = default_factory()
    assert type(loop) is LeanLoop
    loop.close()


@pytest.mark.usefixtures("_policy")
def test_policy_of_the_user_is_honoured() -> None:
    """A policy that somebody set makes the loops, as without Loopwise."""
    set_policy(_Policy())
    loop = default_factory()
    assert type(loop) is _Loop
    loop.close()


def test_new_loop_is_not_current() -> None:
    """Making a loop leaves the current one as it is."""
    before = current.snapshot()
    loop = default_factory()
    assert current.snapshot() == before
    loop.close()
