"""The whole text of what was left behind."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot

from loopwise.model.leftover import Kind, Leftover
from loopwise.model.place import Place
from loopwise.report.leftover_text import render, render_lost

HERE = Place("tests/test_api.py", 12)


def test_pending_task() -> None:
    """A task is told with its making, where it waits, and how many are like it."""
    left = Leftover(
        Kind.PENDING_TASK,
        "test_create",
        "Queue.run()",
        HERE,
        "test_create",
        (
            "by a library that was called there",
            "it waits for get at app.py:3 in f",
        ),
        others=2,
    )
    assert render(left) == snapshot("""\
LW401 test_create left a task pending: Queue.run()
  made at tests/test_api.py:12 in test_create
  by a library that was called there
  it waits for get at app.py:3 in f
  and 2 more like this
  More: loopwise explain LW401\
""")


def test_lost_exception() -> None:
    """An exception is told with the whole of its traceback."""
    left = Leftover(
        Kind.LOST_EXCEPTION,
        "fixture `worker`",
        "ValueError: boom",
        HERE,
        "worker",
        traceback="Traceback (most recent call last):\n  …\nValueError: boom\n",
    )
    assert render(left) == snapshot("""\
LW402 fixture `worker` lost an exception in the background: ValueError: boom
  in a task made at tests/test_api.py:12 in worker

Traceback (most recent call last):
  …
ValueError: boom

  More: loopwise explain LW402\
""")


def test_coroutine_never_awaited() -> None:
    """What Python says of a coroutine comes first, so that searches find it."""
    left = Leftover(
        Kind.NEVER_AWAITED,
        "test_create",
        "coroutine 'work' was never awaited\n",
        HERE,
        "test_create",
    )
    assert render(left) == snapshot("""\
coroutine 'work' was never awaited
  LW403 test_create left it behind
  dropped at tests/test_api.py:12 in test_create
  More: loopwise explain LW403\
""")


def test_open_generator() -> None:
    """A generator is told with the `yield` at which it is suspended."""
    left = Leftover(Kind.OPEN_GENERATOR, "test_create", "rows()", HERE, "rows")
    assert render(left) == snapshot("""\
LW404 test_create left an async generator unfinished: rows()
  suspended at tests/test_api.py:12 in rows
  More: loopwise explain LW404\
""")


def test_left_open() -> None:
    """A connection has no place, and is told by its peer."""
    left = Leftover(
        Kind.LEFT_OPEN, "test_create", "a connection to 127.0.0.1:5432", others=1
    )
    assert render(left) == snapshot("""\
LW405 test_create left open: a connection to 127.0.0.1:5432
  and 1 more like this
  More: loopwise explain LW405\
""")


def test_blocked_loop() -> None:
    """What blocks a loop is told with the line, and who called it."""
    left = Leftover(
        Kind.BLOCKED_LOOP,
        "test_create",
        "0.25 s or longer",
        HERE,
        "read",
        ("called from app.py:3 in load",),
    )
    assert render(left) == snapshot("""\
LW406 test_create blocked its loop for 0.25 s or longer
  it was at tests/test_api.py:12 in read
  called from app.py:3 in load
  More: loopwise explain LW406\
""")


@pytest.mark.parametrize("count", [1, 2, 7])
def test_the_count_agrees_with_the_list(count: int) -> None:
    """At the end all lost exceptions are counted, and what is not listed is said."""
    first, *rest = render_lost(count, ["test_a: ValueError"] * min(count, 5)).split(
        "\n"
    )
    assert first.split()[1] == str(count)
    assert ("  and 2 more" in rest) is (count == 7)


def test_lost_at_the_end() -> None:
    """The end of a run says how many exceptions were lost, and by whom."""
    assert render_lost(1, ["test_api.py::test_a: ValueError: boom"]) == snapshot("""\
LW402 1 exception was lost in the background

  test_api.py::test_a: ValueError: boom

 More: loopwise explain LW402\
""")
