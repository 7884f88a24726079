"""What asyncio and libraries say when something is wrong with loops: as data."""

from __future__ import annotations

import enum
import linecache
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from loopwise.loops.users_code import is_users, traceback_frames


class Kind(enum.Enum):
    """What an error is about."""

    OTHER_LOOP = "an object of another loop was used"
    CLOSED = "a closed loop was used"
    MAYBE_OTHER_LOOP = "what is said here has other causes, too"
    RUNNING = "a loop was to be run while one is running"
    NOT_RUNNING = "async code was called where no loop runs"
    NO_CURRENT = "a current loop was asked for where there is none"
    OTHER_TASK = "something was left in another task than it was entered in"
    GREENLET = "SQLAlchemy had to await where it cannot"
    TIMEOUT = "something took too long"


@dataclass(frozen=True, slots=True)
class Symptom:
    """How an error shows: by words of its text, or by its type."""

    kind: Kind
    text: str = ""
    """Words that its text has, in lower case."""
    type: str = ""
    """The name of the exception's class, or of a base, where that is what tells."""
    of: str = ""
    """The package whose exception it must be, where others may say the same."""

    def fits(self, error: BaseException, said: str) -> bool:
        """Whether an error, whose text in lower case is ``said``, is such a one."""
        if self.type and all(one.__name__ != self.type for one in type(error).__mro__):
            return False
        if self.of and not f"{type(error).__module__}.".startswith(f"{self.of}."):
            return False
        return self.text in said


# Read in the sources of Python 3.11 to 3.14 and of uvloop 0.22, which say the same
# but for capitals, and of the libraries named.
SYMPTOMS = (
    Symptom(Kind.OTHER_LOOP, "attached to a different loop"),  # tasks
    Symptom(Kind.OTHER_LOOP, "is bound to a different event loop"),  # primitives
    Symptom(Kind.OTHER_LOOP, "belongs to a different loop"),  # ensure_future, gather
    Symptom(Kind.OTHER_LOOP, "event loop other than the current one"),  # debug mode
    Symptom(Kind.OTHER_LOOP, "timeout context manager should be used inside a task"),
    Symptom(Kind.OTHER_LOOP, "in different event loop"),  # pymongo
    Symptom(Kind.OTHER_LOOP, "create objects with the same loop"),  # aiokafka
    Symptom(Kind.CLOSED, "event loop is closed"),
    Symptom(Kind.CLOSED, "the handler is closed"),  # uvloop's transports
    Symptom(Kind.MAYBE_OTHER_LOOP, "another operation is in progress", of="asyncpg"),
    Symptom(Kind.RUNNING, "event loop is already running"),
    Symptom(Kind.RUNNING, "while another loop is running"),
    Symptom(Kind.RUNNING, "cannot be called from a running event loop"),
    Symptom(Kind.NOT_RUNNING, "no running event loop"),
    Symptom(Kind.NO_CURRENT, "there is no current event loop"),
    Symptom(Kind.OTHER_TASK, "in a different task than it was entered in"),  # anyio
    Symptom(Kind.OTHER_TASK, "isn't the current task's current cancel scope"),
    Symptom(Kind.GREENLET, type="MissingGreenlet", of="sqlalchemy"),
    Symptom(Kind.TIMEOUT, type="TimeoutError"),
    Symptom(Kind.TIMEOUT, type="TimeoutException"),  # httpx
    Symptom(Kind.TIMEOUT, "timed out"),
    Symptom(Kind.TIMEOUT, "did not finish within"),
    Symptom(Kind.TIMEOUT, "timeout >"),  # pytest-timeout
)


def chain(error: BaseException) -> Iterator[BaseException]:
    """Give an exception, what it is raised from, and what groups hold.

    What was raised first is the nearest to the cause, so it comes first.
    """
    waiting: list[BaseException | None] = [error]
    seen: dict[int, BaseException] = {}
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen[id(one)] = one
        # What `from None` hides is not shown either: the user says that it is no cause.
        waiting += [None if one.__suppress_context__ else one.__context__]
        waiting += [one.__cause__]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
    return reversed(seen.values())


def symptom_of(
    error: BaseException, is_bound: Callable[[Any], bool] = lambda _: False
) -> tuple[Symptom, BaseException] | None:
    """Give the first sign of a loop error, and the exception that shows it.

    ``None`` where nothing speaks of loops. A sign that is sure goes before one that
    is not, wherever in the chain it is. ``is_bound`` tells objects that belong to a
    loop: their own code may say what asyncio says.
    """
    found: list[tuple[int, Symptom, BaseException]] = []
    for one in chain(error):
        said = said_by(one).lower()
        for rank, symptom in enumerate(SYMPTOMS):
            if symptom.fits(one, said) and _is_genuine(symptom, one, is_bound):
                found.append((rank, symptom, one))
                break
    if not found:
        return None
    _, symptom, one = min(found, key=lambda each: each[0])
    return symptom, one


def speaks_of_loops(text: str) -> bool:
    """Whether a text has the words of a sure sign: of another, or a closed, loop."""
    said = text.lower()
    return any(
        one.text in said
        for one in SYMPTOMS
        if one.kind in {Kind.OTHER_LOOP, Kind.CLOSED}
    )


def said_by(error: BaseException) -> str:
    """Give the text of an exception, whatever its class does when it is asked."""
    if isinstance(error, BaseExceptionGroup):
        return ""  # its own text is the user's; what it holds speaks for itself
    try:
        return str(error)
    except Exception:  # noqa: BLE001  # a __str__ of the user's, or of a library
        return ""


def _is_genuine(
    symptom: Symptom, error: BaseException, is_bound: Callable[[Any], bool]
) -> bool:
    """Whether an error comes from where such errors do, and not from the user's code.

    Anybody may raise an error with these words. What a task says is thrown into the
    code that awaits, and functions written in C have no frame of their own: these
    are known by their class.
    """
    frames = list(traceback_frames(error.__traceback__))
    if symptom.kind not in _RAISED_INSIDE or not frames:
        return True
    frame, line = frames[-1]
    if not is_users(frame.f_code.co_filename) or is_bound(frame.f_locals.get("self")):
        return True
    if symptom.text not in _WITHOUT_FRAME or type(error) is not RuntimeError:
        return False
    written = linecache.getline(frame.f_code.co_filename, line).strip()
    return "raise " not in written


_RAISED_INSIDE = {
    Kind.OTHER_LOOP,
    Kind.CLOSED,
    Kind.RUNNING,
    Kind.NOT_RUNNING,
    Kind.NO_CURRENT,
    Kind.OTHER_TASK,
}
_WITHOUT_FRAME = {
    "attached to a different loop",
    "no running event loop",
    "there is no current event loop",
}
