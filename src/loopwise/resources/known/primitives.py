"""asyncio's own, and anyio's."""

from __future__ import annotations

from loopwise.resources.bound_type import Binds, BoundType
from loopwise.resources.known.wording import OTHER_FUTURE, OTHER_LOOP, PYTHONS

_LEFT_WAITING = (
    "What still waits on it on the first loop is woken only when that loop runs again."
)

_LOCKS = (
    BoundType(
        name="asyncio:Lock",
        binds=Binds.FIRST_WAIT,
        loop=("_loop",),
        harmless=("locked", "release"),
        error=OTHER_LOOP,
        verified=PYTHONS,
        note=_LEFT_WAITING,
    ),
    BoundType(
        name="asyncio:Event",
        binds=Binds.FIRST_WAIT,
        loop=("_loop",),
        harmless=("clear", "is_set", "set"),
        error=OTHER_LOOP,
        verified=PYTHONS,
        note=_LEFT_WAITING,
    ),
    BoundType(
        name="asyncio:Condition",
        binds=Binds.FIRST_WAIT,
        loop=("_loop", "_lock._loop"),
        harmless=("locked", "notify", "notify_all", "release"),
        error=OTHER_LOOP,
        verified=PYTHONS,
        note=_LEFT_WAITING,
    ),
    BoundType(
        name="asyncio:Semaphore",
        binds=Binds.FIRST_WAIT,
        loop=("_loop",),
        made_by=("asyncio:BoundedSemaphore",),
        harmless=("locked", "release"),
        error=OTHER_LOOP,
        verified=PYTHONS,
        note=_LEFT_WAITING,
    ),
    BoundType(
        name="asyncio:Barrier",
        binds=Binds.FIRST_WAIT,
        loop=("_cond._loop", "_cond._lock._loop"),
        harmless=("broken", "n_waiting", "parties"),
        error=OTHER_LOOP,
        verified=PYTHONS,
    ),
    BoundType(
        name="asyncio:Queue",
        binds=Binds.FIRST_WAIT,
        loop=("_loop", "_finished._loop"),
        made_by=("asyncio:LifoQueue", "asyncio:PriorityQueue"),
        harmless=(
            "empty",
            "full",
            "get_nowait",
            "maxsize",
            "put_nowait",
            "qsize",
            "shutdown",
            "task_done",
        ),
        error=OTHER_LOOP,
        verified=PYTHONS,
        note=_LEFT_WAITING,
    ),
)

_TASKS = (
    BoundType(
        name="asyncio:Task",
        also=("_asyncio:Task",),
        binds=Binds.CREATION,
        loop=("get_loop()",),
        harmless=(
            "cancelled",
            "done",
            "exception",
            "get_coro",
            "get_loop",
            "get_name",
            "result",
            "set_name",
        ),
        closed=("done()",),
        close="cancel",
        error=OTHER_FUTURE,
        verified=PYTHONS,
        note="Once it is done, it can be awaited on any loop.",
    ),
    BoundType(
        name="asyncio:Future",
        also=("_asyncio:Future",),
        binds=Binds.CREATION,
        loop=("get_loop()",),
        harmless=("cancelled", "done", "exception", "get_loop", "result"),
        closed=("done()",),
        close="cancel",
        error=OTHER_FUTURE,
        verified=PYTHONS,
        note="Once it is done, it can be awaited on any loop.",
    ),
    BoundType(
        name="asyncio:TaskGroup",
        binds=Binds.FIRST_USE,
        loop=("_loop",),
        closed=("_exiting",),
        error=OTHER_FUTURE,
        verified=PYTHONS,
        note="Its tasks run on the loop on which it was entered, whoever starts them.",
    ),
    BoundType(
        name="asyncio:Process",
        binds=Binds.CREATION,
        loop=("_loop",),
        made_by=("asyncio:create_subprocess_exec", "asyncio:create_subprocess_shell"),
        harmless=("kill", "pid", "returncode", "send_signal", "terminate"),
        closed=("_transport.is_closing()",),
        close="kill wait",
        error=OTHER_FUTURE,
        verified=PYTHONS,
        note="Once it has ended, `wait()` gives its return code on any loop.",
    ),
)

_ANYIO = (
    BoundType(
        name="anyio:Event",
        binds=Binds.FIRST_WAIT,
        loop=("_event._loop", "_internal_event._event._loop"),
        harmless=("is_set", "set"),
        error=OTHER_LOOP,
        verified="tested with anyio 4.16 on Python 3.11 and 3.13",
    ),
    *(
        BoundType(
            name=name,
            binds=Binds.NEVER,
            verified="tested with anyio 4.16 on Python 3.11 and 3.13",
            note="Every wait makes an event of its own.",
        )
        for name in (
            "anyio:CapacityLimiter",
            "anyio:Condition",
            "anyio:Lock",
            "anyio:Semaphore",
            "anyio.streams.memory:MemoryObjectReceiveStream",
            "anyio.streams.memory:MemoryObjectSendStream",
        )
    ),
)

ROWS = (*_LOCKS, *_TASKS, *_ANYIO)
