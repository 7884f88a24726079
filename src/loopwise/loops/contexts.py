"""Context variables nest as scopes do.

pytest runs everything in one context. An async fixture runs in a copy of it, which
stays its own until its teardown. What it set there is seen by all that comes after,
sync and async, for as long as the fixture is kept: it is laid over pytest's context,
and taken off again when the fixture is torn down. Where several fixtures set the same
variable, the one with the narrowest scope counts, and of those the latest.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable
from contextvars import Context, ContextVar, Token, copy_context
from dataclasses import dataclass
from typing import Any

from loopwise.loops.reentry import a_loop_runs

Variable = ContextVar[Any]


@dataclass(frozen=True, slots=True)
class _Layer:
    order: tuple[int, int]
    values: dict[Variable, Any]


class Contexts:
    """Makes the contexts of fixtures and tests, and keeps what fixtures set."""

    def __init__(self) -> None:
        self._layers: dict[Hashable, _Layer] = {}
        self._count = itertools.count()
        self._tokens: dict[Variable, Token[Any]] = {}
        self._late: set[Variable] = set()

    def copy(self) -> Context:
        """Give a context to run something in: what it sets there stays there."""
        self.catch_up()
        return copy_context()

    def catch_up(self) -> None:
        """Show in pytest's own context what a running test could not show there."""
        if self._late and not a_loop_runs():
            late, self._late = self._late, set()
            self._show(late)

    def keep(self, key: Hashable, width: int, before: Context, after: Context) -> bool:
        """Show what the fixture ``key`` set, if anything: tells whether it did.

        ``width`` orders it by its scope.
        """
        values = {
            variable: value
            for variable, value in after.items()
            if (variable not in before or before[variable] is not value)
            and not self._is_shown(variable, value)
        }
        if values:
            self._layers[key] = _Layer((-width, next(self._count)), values)
            self._show(values)
        self.catch_up()  # with what others set that it asked for while it ran
        return bool(values)

    def drop(self, key: Hashable) -> None:
        """Take off again what the fixture ``key`` set."""
        layer = self._layers.pop(key, None)
        if layer is not None:
            self._show(layer.values)
        self.catch_up()

    def _is_shown(self, variable: Variable, value: Any) -> bool:
        """Whether a layer gives this value: then it was only shown to the fixture.

        By another one that it asked for by name while it ran.
        """
        return any(
            variable in one.values and one.values[variable] is value
            for one in self._layers.values()
        )

    def _show(self, variables: dict[Variable, Any] | set[Variable]) -> None:
        """Set each variable to what counts for it now."""
        top = not a_loop_runs()  # pytest's own context, not that of a task
        for variable in variables:
            layers = [one for one in self._layers.values() if variable in one.values]
            if layers:
                value = max(layers, key=lambda one: one.order).values[variable]
                token = variable.set(value)
                if top:
                    self._tokens.setdefault(variable, token)
            elif top and variable in self._tokens:
                _reset(variable, self._tokens.pop(variable))
            if not top:
                # Set by a plain call from a running test: seen by that test at once,
                # by the others as soon as pytest's own context can be reached.
                self._late.add(variable)


def _reset(variable: Variable, token: Token[Any]) -> None:
    try:
        variable.reset(token)
    except ValueError:  # another context: pytest was started anew inside a copy
        if token.old_value is not Token.MISSING:
            variable.set(token.old_value)
