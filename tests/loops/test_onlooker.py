"""A thread that looks on."""

from __future__ import annotations

import threading
import time

from loopwise.loops.onlooker import Onlooker


def test_function_is_called_in_a_thread() -> None:
    """A function is called at its time, by a thread, and again when it wants to be."""
    seen: list[int] = []
    twice = threading.Event()

    def call() -> float:
        seen.append(threading.get_ident())
        if len(seen) == 2:
            twice.set()
            return 60
        return 0.01

    one = Onlooker()
    started = time.monotonic()
    one.look("key", 0.05, call)
    assert twice.wait(10)
    assert time.monotonic() - started >= 0.06
    assert len(seen) == 2
    assert threading.get_ident() not in seen
    one.forget("key")


def test_forgotten_function_is_not_called() -> None:
    """What is forgotten before its time is not called, and other functions are."""
    called = threading.Event()
    wrong: list[str] = []

    def call() -> float:
        called.set()
        return 60

    def never() -> float:
        wrong.append("called")
        return 60

    one = Onlooker()
    one.look("late", 60, never)
    one.look("soon", 0.02, never)
    one.look("now", 0.05, call)  # sooner than what the thread waits for
    one.forget("soon")
    one.forget("unknown")
    assert called.wait(10)
    assert not wrong
    one.forget("now")
    one.forget("late")


def test_thread_starts_with_the_first_function() -> None:
    """No thread is there before one is needed, and one is enough."""
    before = threading.active_count()
    one = Onlooker()
    assert threading.active_count() == before
    one.look(1, 60, lambda: 60)
    one.look(2, 60, lambda: 60)
    assert threading.active_count() == before + 1
    one.forget(1)
    one.forget(2)
