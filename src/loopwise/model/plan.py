"""The Plan: which loop every test and fixture instance runs on, and why."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from loopwise.model.scope import Scope, ScopeInstance
from loopwise.model.step import Step
from loopwise.model.suite import Instance, Suite


class Because(enum.Enum):
    """What it is about the deciding member that makes its loop as wide as it is.

    In the order in which one is named where several would give the same loop.
    """

    CACHED = "kept per {scope}"
    OUTSIDE = "lives outside of fixtures"
    LOOP_SCOPE = 'has loop_scope="{scope}"'
    MARK = 'is marked loop_scope="{scope}"'
    MINIMUM = "{source} = {scope}"
    ALONE = "uses no async fixture that is wider"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something runs where it runs: the last step decided."""

    because: Because
    scope: Scope
    """Of the loop."""
    steps: tuple[Step, ...] = ()
    source: str = ""
    """For a minimum: what the user wrote, and where."""
    written: str = ""
    """The scope as the user wrote it, where that is another: outside of packages, a
    package scope is the session's."""

    def __str__(self) -> str:
        scope = self.written or self.scope
        text = self.because.value.format(scope=scope, source=self.source)
        if self.because is Because.MINIMUM or not self.steps[1:]:
            return text
        return f"{self.steps[-1].name} {text}"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the tests of one group run.

    Tests of a group have the same branch, uses, parameters and marks, so they are
    placed together; a loop of ``None`` is each test's own loop.
    """

    loop: ScopeInstance | None
    needs_loop: bool = True
    """Whether they run on it, or hold something that does. Sync tests may not."""
    apart: Mapping[int, ScopeInstance | None] = field(default_factory=dict)
    """Function-scoped members that run elsewhere than the test: only where an
    explicit loop scope on the test parts them."""

    @property
    def scope(self) -> Scope:
        """The loop scope as users name it."""
        return Scope.FUNCTION if self.loop is None else self.loop.scope


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The loops of a whole suite. Made by ``loopwise.plan.assign``."""

    suite: Suite
    groups: Sequence[Sequence[int]]
    """Indices of tests that are placed together."""
    group_of: Sequence[int]
    """For each test the index of its group."""
    placements: Sequence[Placement]
    """For each group."""
    instances: Mapping[Instance, ScopeInstance]
    """The loop of each instance that more than one test may use."""
    component: Mapping[Instance, int]
    """A number for each of these instances, equal where they are in one component."""
    on_loops: frozenset[int]
    """The members that live on a loop, or hold something that does."""
    reason: Callable[[int], Reason]
    """Why test number such and such of the suite runs where it does."""

    def placement(self, test: int) -> Placement:
        """Where test number ``test`` of the suite runs."""
        return self.placements[self.group_of[test]]
