"""Which code is the user's own."""

from __future__ import annotations

import asyncio
import sys
import threading

import pytest

from loopwise.loops import host, users_code
from loopwise.loops.users_code import (
    frames,
    is_users,
    of_main_thread,
    short,
    shown,
    stop_of,
    traceback_frames,
    users_stop,
)


def test_names_without_where_they_are_nested() -> None:
    """A function inside another is called what its author calls it."""
    assert short("test_a.<locals>.Client.get") == "Client.get"
    assert short("get") == "get"


@pytest.mark.parametrize(
    "file", [asyncio.__file__, host.__file__, pytest.__file__, "<frozen importlib>"]
)
def test_code_of_others(file: str) -> None:
    """Python's own code, Loopwise's and what is installed are not the user's."""
    assert not is_users(file)


def test_the_users_code_is_found_from_a_frame() -> None:
    """The nearest frame that is the user's is given, with file, line and name."""
    frame = sys._getframe()
    stop, here = users_stop(frame), stop_of(frame)
    assert stop == here
    assert stop.is_users
    assert stop.function == "test_the_users_code_is_found_from_a_frame"
    assert next(iter(frames(frame))) is frame
    assert users_stop(None) is None


def test_lines_of_a_traceback_are_those_that_raised() -> None:
    """Each frame of a traceback comes with its line, the outermost first."""
    with pytest.raises(ValueError, match="no number") as info:
        int("no number")
    (frame, line), *_ = traceback_frames(info.tb)
    assert frame is sys._getframe()
    assert line < frame.f_lineno


def test_main_thread_is_seen_from_another() -> None:
    """Another thread can see what the main thread is doing."""
    seen: list[bool] = []
    main = sys._getframe().f_code

    def look() -> None:
        seen.append(any(one.f_code is main for one in frames(of_main_thread())))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [True]


def test_paths_are_written_as_in_the_current_directory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A path is relative to where the program runs, if it lies there."""
    monkeypatch.chdir(users_code.__file__.rpartition("loopwise")[0])
    assert shown(users_code.__file__) == "loopwise/loops/users_code.py"
    assert shown("/elsewhere/x.py") == "/elsewhere/x.py"
    assert shown("<string>") == "<string>"
