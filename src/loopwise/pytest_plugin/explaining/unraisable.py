"""LW301: errors in a ``__del__``, of which Python only says that it ignored them."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

from loopwise.loops.users_code import traceback_frames
from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.step import Step
from loopwise.plan.steps import member_step
from loopwise.provenance.bound import row_of, type_name
from loopwise.provenance.sightings import sightings
from loopwise.provenance.symptoms import said_by, speaks_of_loops
from loopwise.pytest_plugin.functions import is_in
from loopwise.pytest_plugin.runtime import Runtime
from loopwise.report.diagnostic_text import render
from loopwise.resources.bound_type import BoundType
from loopwise.resources.catalog import Catalog
from loopwise.resources.look import bases_of, members_of


class Unraisable:
    """Adds what is known of a loop to exceptions that nobody can catch.

    pytest warns of them, with the exception's notes. It hooks in before us, and is
    called by us, so that all it does goes on as it was.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._before: Any = None

    def install(self) -> None:
        """Begin to add to them."""
        self._before = sys.unraisablehook
        sys.unraisablehook = self._hook

    def uninstall(self) -> None:
        """Leave them alone again, unless somebody has hooked in after us.

        Where pytest has a hook for the whole session, as since 8.4, it looks for more
        of them at its end, and then puts back what was there before both.
        """
        is_pytests = self._before is not sys.__unraisablehook__
        if not is_pytests and sys.unraisablehook == self._hook:
            sys.unraisablehook = self._before

    def _hook(self, unraisable: Any) -> None:
        error = unraisable.exc_value
        try:
            if error is not None and speaks_of_loops(said_by(error)):
                found = explain_unraisable(self._runtime, error)
                if found is not None:
                    error.add_note("\n" + render(found))
        except Exception:  # it must not fail: what it is about is told below
            pass
        (self._before or sys.__unraisablehook__)(unraisable)


def explain_unraisable(runtime: Runtime, error: BaseException) -> Diagnostic | None:
    """Tell which loop an object belonged to that was collected too late."""
    catalog = runtime.live.catalog
    thing, loop = _collected(error.__traceback__, catalog)
    if loop is None or not loop.is_closed():
        return None
    kind, row = type_name(thing, catalog), row_of(thing, catalog)
    where, path = runtime.births.describe(loop), _maker(runtime, loop)
    of = f" of {path[0].role.partition(',')[0]} `{path[0].name}`" if path else ""
    return Diagnostic(
        code="LW301",
        what=f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}{of} was left open until "
        "its loop was closed",
        path=path,
        why=f"it belonged to {where}. Python collects it now, and its `__del__` needs "
        "the loop.",
        fixes=(Fix(_how_to_close(thing, row)),),
    )


def _collected(traceback: TracebackType | None, catalog: Catalog) -> tuple[Any, Any]:
    """Give the object whose ``__del__`` ran, and its loop."""
    seen = sightings(traceback, None, catalog)
    for frame, _ in traceback_frames(traceback):
        if frame.f_code.co_name == "__del__":
            collected = frame.f_locals.get("self")
            for one in seen:
                if one.thing is collected:
                    return one.thing, one.loop
    if seen:
        return seen[-1].thing, seen[-1].loop
    return None, None


def _maker(runtime: Runtime, loop: Any) -> tuple[Step, ...]:
    """Give the fixture, or else the line, that made a loop which is none of ours."""
    stop, place = runtime.births.of(loop).stop, runtime.births.place(loop)
    if stop is None or place is None:
        return ()
    for definition, known in runtime.live.definitions.all():
        if is_in(stop, definition.func):
            step = member_step(known.member, "closed")
            return (Step(step.name, place, step.role, step.loop),)
    return (Step(stop.function, place, "function", "closed"),)


def _how_to_close(thing: Any, row: BoundType | None) -> str:
    """Say how an object is closed, by what its class has."""
    has = {name for base in bases_of(type(thing)) for name in members_of(base)}
    known = row.close.split()[:1] if row is not None and row.close else []
    ways = [f"`.{name}()`" for name in (*known, *_CLOSES) if name in has][:1]
    if "__aenter__" in has:
        ways.append("`async with`")
    text = "close it where it was made"
    return f"{text}: {', or '.join(ways)}" if ways else text


_CLOSES = ("aclose", "close", "disconnect", "dispose", "stop")
