"""One item from set-up to teardown, and what its loop is called."""

from __future__ import annotations

from typing import Any

import pytest

from loopwise.loops import current
from loopwise.loops.clock import Clock
from loopwise.loops.host import Host
from loopwise.model.plan import Placement
from loopwise.model.scope import ScopeInstance
from loopwise.pytest_plugin.ownership import is_foreign
from loopwise.pytest_plugin.residents import Resident


class Run:
    """One item from set-up to teardown."""

    def __init__(
        self, item: pytest.Item, placement: Placement | None, is_async: bool
    ) -> None:
        self.item = item
        self.placement = placement
        self.is_foreign = placement is None and is_foreign(item)
        self.at = None if placement is None else placement.loop
        """Whose loop the test runs on; wider than planned once that shows."""
        self.needs_loop = placement is not None and placement.needs_loop
        self.is_async = is_async
        self.host: Host | None = None
        self.host_at: ScopeInstance | None = None
        """What ``host`` was found for."""
        self.clock: Clock | None = None
        """The time that the test has left, if it has a limit."""
        self.task: Any = None
        """The task of the test's own coroutine, while it runs."""
        self.started = False
        self.passed = False
        """Whether the test function has returned as it should."""
        self.died: Resident | None = None
        """A fixture that died while the test ran, and ended it."""
        self.is_entered = False
        """Whether the policy and the like, which the test runs under, are set."""
        self.policy: Any = None
        """The event loop policy that was set before the test's own was."""
        self.before = current.snapshot()


def loop_name(at: ScopeInstance | None, item: pytest.Item) -> str:
    """Call a loop what a person would call it."""
    if at is None:
        return f"the own loop of {item.name}"
    return f"the {at.scope} loop" + (f" of {at.id}" if at.id else "")
