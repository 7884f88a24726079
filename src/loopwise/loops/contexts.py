"""Context variables nest as scopes do.

pytest runs everything in one context. An async fixture runs in a copy of it, which
stays its own until its teardown. What it set there is seen by all that comes after,
sync and async, for as long as the fixture is kept: it is laid over pytest's context,
and taken off again when the fixture is torn down. Where several fixtures set the same
variable, the one with the narrowest scope counts, and of those the latest. What sync
code had set in between comes back when the layer above it is taken off.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable
from contextvars import Context, ContextVar, Token, copy_context
from dataclasses import dataclass, field
from typing import Any

from loopwise.loops.reentry import a_loop_runs

Variable = ContextVar[Any]
_UNSET = object()


@dataclass(slots=True, eq=False)
class _Below:
    """What a variable was before something was laid over it."""

    value: Any
    token: Token[Any] | None = None
    """Takes the value off again where there was none: nothing else can."""


@dataclass(slots=True, eq=False)
class _Layer:
    """What one fixture set."""

    order: tuple[int, int]
    values: dict[Variable, Any]
    below: dict[Variable, _Below] = field(default_factory=dict)


class Contexts:
    """Makes the contexts of fixtures and tests, and keeps what fixtures set."""

    def __init__(self) -> None:
        self._layers: dict[Hashable, _Layer] = {}
        self._count = itertools.count()
        self._over: dict[Variable, list[_Layer]] = {}
        """For each variable the layers over it, the one that counts last."""
        self._late: list[tuple[_Layer, bool]] = []
        """Layers to be laid on (or taken off) when pytest's own context is reached."""

    def copy(self) -> Context:
        """Give a context to run something in: what it sets there stays there."""
        self.catch_up()
        return copy_context()

    def catch_up(self) -> None:
        """Show in pytest's own context what a running test could not show there."""
        if self._late and not a_loop_runs():
            late, self._late = self._late, []
            for layer, is_on in late:
                (self._lay if is_on else self._take_off)(layer)

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
            layer = self._layers[key] = _Layer((-width, next(self._count)), values)
            self._late.append((layer, True))
            if a_loop_runs():
                self._show(values)
        self.catch_up()  # also with what others set that it asked for while it ran
        return bool(values)

    def drop(self, key: Hashable) -> None:
        """Take off again what the fixture ``key`` set."""
        layer = self._layers.pop(key, None)
        if layer is not None:
            self._late.append((layer, False))
        self.catch_up()

    def _is_shown(self, variable: Variable, value: Any) -> bool:
        """Whether a layer gives this value: then it was only shown to the fixture.

        By another one that it asked for by name while it ran.
        """
        return any(
            variable in one.values and one.values[variable] is value
            for one in self._layers.values()
        )

    def _show(self, variables: dict[Variable, Any]) -> None:
        """Show values to the running test that asked for them: in its own context."""
        for variable in variables:
            layers = [one for one in self._layers.values() if variable in one.values]
            variable.set(max(layers, key=lambda one: one.order).values[variable])

    def _lay(self, layer: _Layer) -> None:
        for variable, value in layer.values.items():
            over = self._over.setdefault(variable, [])
            over.append(layer)
            over.sort(key=lambda one: one.order)
            above = over.index(layer) + 1
            if above < len(over):  # a narrower one counts, and now covers this one
                layer.below[variable] = over[above].below[variable]
                over[above].below[variable] = _Below(value)
            else:
                old = variable.get(_UNSET)
                token = variable.set(value)
                layer.below[variable] = _Below(old, token if old is _UNSET else None)

    def _take_off(self, layer: _Layer) -> None:
        for variable, below in layer.below.items():
            over = self._over[variable]
            above = over.index(layer) + 1
            if above < len(over):
                over[above].below[variable] = below
            else:
                _restore(variable, below)
            over.remove(layer)
            if not over:
                del self._over[variable]


def _restore(variable: Variable, below: _Below) -> None:
    if below.token is None:
        variable.set(below.value)
        return
    try:
        variable.reset(below.token)
    except (ValueError, RuntimeError):
        # Another context, as pytest was started anew inside a copy: there is no way
        # to unset a variable there, and nothing wider to show.
        return
