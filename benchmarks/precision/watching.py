"""Sees whether any function runs with one of some objects as its first argument."""

from __future__ import annotations

import sys
import weakref
from asyncio import AbstractEventLoop, Future
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

ANSWER = "LOOPWISE_PRECISION_ANSWER"
"""The variable that names the file in which the observer leaves what it saw."""

FREED = "LOOPWISE_PRECISION_FREED"
"""Set where the suite's own choices of loop scopes are taken away."""

_TOOL = 4
_MOST = 400
_ATOMS = (type(None), bool, int, float, complex, str, bytes, bytearray, range, slice)
_SKIPPED = (*_ATOMS, ModuleType, type, AbstractEventLoop, Future, CodeType)
# They are called by pytest and by whoever prints: nothing of the object is used.
_IDLE = frozenset(
    {"__repr__", "__str__", "__hash__", "__eq__", "__ne__", "__del__", "__init__"}
)
_OPAQUE = frozenset(
    {"logging", "typing", "types", "threading", "contextvars", "_pytest"}
)


class Watch:
    """The objects that are watched, each with the labels it stands for.

    Only the code of their classes' own functions is monitored, so nothing else of the
    suite becomes slower.
    """

    def __init__(self) -> None:
        self.touched: set[str] = set()
        self._labels: dict[int, tuple[Callable[[], Any], set[str]]] = {}
        self._functions: dict[CodeType, set[str]] = {}
        self._codes: set[CodeType] = set()
        self._read: dict[tuple[type, frozenset[str], frozenset[str]], int] = {}
        monitoring: Any = vars(sys)["monitoring"]
        self._monitoring = monitoring
        monitoring.use_tool_id(_TOOL, "loopwise-precision")
        monitoring.register_callback(_TOOL, monitoring.events.PY_START, self._on_start)

    def add(
        self,
        label: str,
        thing: Any,
        depth: int,
        idle: frozenset[str] = frozenset(),
        only: frozenset[str] = frozenset(),
    ) -> bool:
        """Watch an object and what it is bound up with; whether that can be seen.

        Functions named in `idle` do not count; if `only` names any, no others do.
        """
        seen = False
        for one in _bound_up(thing, depth):
            if isinstance(one, FunctionType):
                self._functions.setdefault(one.__code__, set()).add(label)
                self._monitor(one.__code__)
                seen = True
                continue
            number = self._monitor_class(type(one), idle, only)
            if not number:
                continue
            seen = True
            reference, labels = self._labels.get(id(one), (None, set()))
            if reference is None or reference() is not one:
                reference, labels = _reference(one), set()
            labels.add(label)
            self._labels[id(one)] = reference, labels
        return seen

    def _monitor_class(
        self, kind: type, idle: frozenset[str], only: frozenset[str]
    ) -> int:
        """Monitor the functions of a class; give how many there are."""
        key = (kind, idle, only)
        if key not in self._read:
            codes = [
                code
                for base in kind.__mro__
                for name, value in list(vars(base).items())
                if name not in _IDLE and name not in idle
                if not only or name in only
                for code in _codes(value)
            ]
            self._read[key] = len(codes)
            for code in codes:
                self._monitor(code)
        return self._read[key]

    def _monitor(self, code: CodeType) -> None:
        if code not in self._codes:
            self._codes.add(code)
            events = self._monitoring.events.PY_START
            self._monitoring.set_local_events(_TOOL, code, events)

    def _on_start(self, code: CodeType, _offset: int) -> None:
        labels = self._functions.get(code)
        if labels:
            self.touched |= labels
        if not code.co_varnames:
            return
        frame = sys._getframe(1)  # noqa: SLF001 - the frame that starts
        first = frame.f_locals.get(code.co_varnames[0])
        found = self._labels.get(id(first))
        if found is not None and found[0]() is first:
            self.touched |= found[1]


def functions_that_name(kind: type, names: frozenset[str]) -> frozenset[str]:
    """Give the names of a class's functions in whose code one of some names stands."""
    return frozenset(
        name
        for base in kind.__mro__
        for name, value in list(vars(base).items())
        if any(not names.isdisjoint(code.co_names) for code in _codes(value))
    )


def _codes(value: Any) -> Iterator[CodeType]:
    """Give the code of a method or property, and of what it is wrapped around."""
    if isinstance(value, property):
        for one in (value.fget, value.fset):
            yield from _codes(one)
        return
    value = getattr(value, "func", value)  # a cached property
    for _ in range(10):
        if not isinstance(value, FunctionType):
            return
        yield value.__code__
        value = getattr(value, "__wrapped__", None)


def _bound_up(thing: Any, depth: int) -> Iterator[Any]:
    """Give an object, and what it holds, so many attributes deep."""
    waiting: list[tuple[Any, int]] = [(thing, depth)]
    seen: set[int] = set()
    while waiting and len(seen) < _MOST:
        one, left = waiting.pop(0)
        if id(one) in seen or isinstance(one, _SKIPPED):
            continue
        seen.add(id(one))
        if str(type(one).__module__).partition(".")[0] in _OPAQUE:
            continue
        if isinstance(one, MethodType):
            waiting += [(one.__self__, left), (one.__func__, left)]
            continue
        yield one
        if left:
            waiting += [(other, left - 1) for other in _held(one)]


def _held(one: Any) -> list[Any]:
    if isinstance(one, (list, tuple, set, frozenset)):
        return list(one)[:_MOST]
    if isinstance(one, dict):
        return list(one.values())[:_MOST]
    if isinstance(one, FunctionType):
        return [c.cell_contents for c in one.__closure__ or () if _is_full(c)]
    try:
        held = object.__getattribute__(one, "__dict__")
    except AttributeError:
        held = {}
    found = list(held.values()) if isinstance(held, dict) else []
    for base in type(one).__mro__:
        slots = vars(base).get("__slots__", ())
        for name in [slots] if isinstance(slots, str) else slots:
            try:
                found.append(object.__getattribute__(one, name))
            except AttributeError:
                continue
    return found


def _is_full(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _reference(thing: Any) -> Callable[[], Any]:
    try:
        return weakref.ref(thing)
    except TypeError:
        return lambda: thing
