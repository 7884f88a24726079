"""What tests and fixtures leave behind is told, and of whom."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace

import pytest
from inline_snapshot import snapshot

from tests.behaviour.conftest import Project
from tests.behaviour.left import run, told


def test_a_pending_task_is_told(project: Project) -> None:
    """A task that a test leaves is told with its making and where it waits."""
    found = told(
        project,
        """
async def test_it():
    for _ in range(3):
        asyncio.create_task(work())
    await asyncio.sleep(0)
""",
    )
    assert found == snapshot(
        [
            (
                "test_it",
                "PendingTaskWarning",
                """\
LW401 test_it left a task pending: work()
  made at test_it.py:17 in test_it
  it waits for sleep at test_it.py:10 in work
  and 2 more like this
  More: loopwise explain LW401\
""",
            )
        ]
    )


def test_a_task_of_a_fixture_is_the_fixtures(project: Project) -> None:
    """A task that a fixture leaves is not blamed on the test that uses it."""
    found = told(
        project,
        """
@pytest.fixture
async def made():
    yield asyncio.create_task(work())

async def test_it(made):
    await asyncio.sleep(0)
""",
    )
    assert found == snapshot(
        [
            (
                "test_it",
                "PendingTaskWarning",
                """\
LW401 fixture `made` left a task pending: work()
  made at test_it.py:17 in made
  it waits for sleep at test_it.py:10 in work
  More: loopwise explain LW401\
""",
            )
        ]
    )


def test_a_lost_exception_is_told(project: Project) -> None:
    """An exception in a task is told with its traceback, and counted at the end."""
    result, found = run(
        project,
        """
async def test_it():
    asyncio.create_task(boom())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
""",
    )
    assert result.counts == {"passed": 1}
    ((test, kind, text),) = found
    assert (test, kind) == ("test_it", "LostExceptionWarning")
    assert text.replace(str(project.directory), "…") == snapshot("""\
LW402 test_it lost an exception in the background: ValueError: boom
  in a task made at test_it.py:16 in test_it

Traceback (most recent call last):
  File "…/test_it.py", line 13, in boom
    raise ValueError("boom")
ValueError: boom

  More: loopwise explain LW402\
""")
    _, _, end = result.text.partition("= loopwise =")
    assert end.partition("\n")[2].partition("\n=")[0] == snapshot("""\
LW402 1 exception was lost in the background

  test_it.py::test_it: ValueError: boom

 More: loopwise explain LW402\
""")


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("KEPT.append(asyncio.create_task(boom()))", "ValueError: boom"),
        ("asyncio.get_running_loop().call_soon(int, 'x')", "ValueError: invalid"),
        (
            "asyncio.get_running_loop().create_future().set_exception(OSError('x'))",
            "OSError: x",
        ),
        (
            "asyncio.create_task(asyncio.sleep(0)).add_done_callback(lambda _: 1 / 0)",
            "ZeroDivisionError",
        ),
    ],
)
def test_every_way_to_lose_an_exception_is_seen(
    project: Project, code: str, what: str
) -> None:
    """A task that is still held, a callback, a future: what they lose is told."""
    found = told(
        project,
        f"""
async def test_it():
    {code}
    await asyncio.sleep(0.01)

async def test_next():
    await asyncio.sleep(0)
""",
    )
    assert [one[:2] for one in found] == [("test_it", "LostExceptionWarning")]
    assert f"test_it lost an exception in the background: {what}" in found[0][2]


def test_an_exception_that_ends_several_tasks_is_told_once(project: Project) -> None:
    """A task that awaits one that fails, fails with the same exception."""
    found = told(
        project,
        """
async def test_it():
    KEPT.append(asyncio.create_task(boom()))

    async def awaits():
        await KEPT[0]

    KEPT.append(asyncio.create_task(awaits()))
    await asyncio.sleep(0.01)
""",
    )
    assert [kind for _, kind, _ in found] == ["LostExceptionWarning"]


def test_a_cancelled_task_that_fails_is_told(project: Project) -> None:
    """A task that fails as its loop closes is told of, beside that it was pending."""
    found = told(
        project,
        """
async def fails():
    try:
        await asyncio.sleep(60)
    finally:
        raise ConnectionError("no good-bye")

async def test_it():
    KEPT.append(asyncio.create_task(fails()))
    await asyncio.sleep(0)
""",
    )
    kinds = [kind for _, kind, _ in found]
    assert kinds == ["PendingTaskWarning", "LostExceptionWarning"]
    assert all(" made at test_it.py:" in text for _, _, text in found)


def test_a_coroutine_that_was_never_awaited_is_told_once(project: Project) -> None:
    """Python's warning says more: whose it is, and where it was dropped."""
    found = told(
        project,
        """
async def test_it():
    work()
""",
        *("-W", "default::RuntimeWarning"),
    )
    assert found == snapshot(
        [
            (
                "test_it",
                "NeverAwaitedWarning",
                """\
coroutine 'work' was never awaited
  LW403 test_it left it behind
  dropped at test_it.py:16 in test_it
  More: loopwise explain LW403\
""",
            )
        ]
    )


def test_a_test_that_records_warnings_gets_pythons_own(project: Project) -> None:
    """Inside `pytest.warns` the text of such a warning is what Python makes it."""
    found = told(
        project,
        """
async def test_it():
    with pytest.warns(RuntimeWarning) as record:
        work()
    assert str(record[0].message) == "coroutine 'work' was never awaited"
    assert record[0].category is RuntimeWarning
""",
    )
    assert found == []


def test_an_open_generator_is_told(project: Project) -> None:
    """An async generator that is held unfinished is told, with its `yield`."""
    found = told(
        project,
        """
async def rows():
    yield 1
    yield 2

async def test_it():
    KEPT.append(rows())
    await anext(KEPT[-1])
""",
    )
    assert found == snapshot(
        [
            (
                "test_it",
                "OpenGeneratorWarning",
                """\
LW404 test_it left an async generator unfinished: rows()
  suspended at test_it.py:16 in rows
  More: loopwise explain LW404\
""",
            )
        ]
    )


def test_an_open_connection_is_told(project: Project) -> None:
    """A connection that is open when a test's own loop closes is told."""
    found = told(
        project,
        """
import socket

async def test_it():
    here, there = socket.socketpair()
    KEPT.extend([there, *await asyncio.open_connection(sock=here)])
""",
    )
    assert found == snapshot(
        [
            (
                "test_it",
                "LeftOpenWarning",
                """\
LW405 test_it left open: a connection
  More: loopwise explain LW405\
""",
            )
        ]
    )


def test_a_job_in_a_thread_is_told(project: Project) -> None:
    """A job that the default executor still runs is told, with its line."""
    found = told(
        project,
        """
def job():
    time.sleep(0.5)

async def test_it():
    asyncio.get_running_loop().run_in_executor(None, job)
    await asyncio.sleep(0.1)
""",
    )
    assert found == snapshot(
        [
            (
                "test_it",
                "LeftOpenWarning",
                """\
LW405 test_it left open: a job that runs in the default executor
  it is at test_it.py:16 in job
  More: loopwise explain LW405\
""",
            )
        ]
    )


def test_a_blocked_loop_is_told_on_demand(project: Project) -> None:
    """With a threshold, what keeps a loop busy for longer is told; without, not."""
    suite = """
def inner():
    time.sleep(0.4)

async def test_blocks():
    inner()

async def test_waits():
    await asyncio.sleep(0.4)
"""
    assert told(project, suite) == []
    ((test, kind, text),) = told(project, suite, "-o", "loopwise_slow_callback=0.15")
    assert (test, kind) == ("test_blocks", "BlockedLoopWarning")
    first, _, rest = text.partition("\n")
    assert first.startswith("LW406 test_blocks blocked its loop for 0.")
    assert rest == snapshot("""\
  it was at test_it.py:16 in inner
  called from test_it.py:19 in test_blocks
  More: loopwise explain LW406\
""")


def test_on_a_shared_loop_a_tests_own_tasks_are_told(project: Project) -> None:
    """What a test or a narrower fixture leaves on a wider loop is told as it ends."""
    found = told(
        project,
        """
@pytest.fixture(scope="session")
async def wide():
    yield asyncio.create_task(work())

@pytest.fixture
async def narrow(wide):
    yield asyncio.create_task(work())

async def test_own(wide):
    asyncio.create_task(work())
    await asyncio.sleep(0)

async def test_fixtures(narrow):
    await asyncio.sleep(0)

async def test_nothing(wide):
    await asyncio.sleep(0)
""",
    )
    assert [(test, text.partition("\n")[0]) for test, _, text in found] == snapshot(
        [
            ("test_own", "LW401 test_own left a task pending: work()"),
            ("test_fixtures", "LW401 fixture `narrow` left a task pending: work()"),
            ("test_nothing", "LW401 fixture `wide` left a task pending: work()"),
        ]
    )


def test_a_failed_test_gets_no_second_failure(project: Project) -> None:
    """Where a test failed, what it left stands below its failure, whatever is said."""
    suite = """
async def test_it():
    KEPT.append(asyncio.create_task(work()))
    await asyncio.sleep(0)
    assert False
"""
    result, found = run(project, suite, "-o", "loopwise_leftovers=error")
    assert result.counts == {"failed": 1}
    assert found == []
    assert "LW401 test_it left a task pending: work()" in result.text


TWO = """
async def test_pending():
    KEPT.append(asyncio.create_task(work()))
    await asyncio.sleep(0)

async def test_lost():
    KEPT.append(asyncio.create_task(boom()))
    await asyncio.sleep(0.01)

async def test_dropped():
    work()
"""


INIS = {
    "all.ini": "error::loopwise.leftovers.LeftBehindWarning",
    "one.ini": "error::loopwise.leftovers.PendingTaskWarning",
    "not.ini": "ignore::loopwise.leftovers.LostExceptionWarning",
}


@pytest.mark.parametrize(
    ("args", "outcomes", "warned"),
    [
        ((), "passed passed", 2),
        (("-o", "loopwise_leftovers=warn"), "passed passed", 2),
        (("-o", "loopwise_leftovers=off"), "passed passed", 0),
        (("-o", "loopwise_leftovers=error"), "error error", 0),
        (("-c", "all.ini"), "error error", 0),
        (("-c", "one.ini"), "error passed", 1),
        (("-W", "error:LW402"), "passed error", 1),
        (("-c", "not.ini"), "passed passed", 1),
        (("-W", "ignore"), "passed passed", 0),
        (("-W", "error::UserWarning"), "passed passed", 2),
        (("-p", "no:warnings"), "passed passed", 0),
    ],
)
def test_filters_and_settings_are_followed(
    project: Project, args: tuple[str, ...], outcomes: str, warned: int
) -> None:
    """Only what means leftovers makes them errors: no `error` for all warnings."""
    for name, line in INIS.items():
        text = f"[pytest]\nfilterwarnings =\n    error\n    {line}\n"
        (project.directory / name).write_text(text, "utf-8")
    # An option is stronger than a file, and would hide what the file says.
    plain = replace(project, warnings=()) if "-c" in args else project
    result, found = run(plain, TWO, *args, "-k", "not dropped")
    assert " ".join(result.outcomes.values()) == outcomes, result.text
    assert len(found) == warned


@pytest.mark.parametrize(
    ("args", "outcome"),
    [
        (("-W", "default"), "passed"),
        (("-W", "error::UserWarning", "-W", "default::RuntimeWarning"), "passed"),
        ((), "failed"),  # as without Loopwise: it is Python's warning
        (("-W", "default", "-o", "loopwise_leftovers=error"), "error"),
    ],
)
def test_a_dropped_coroutine_follows_the_filters_for_pythons_warning(
    project: Project, args: tuple[str, ...], outcome: str
) -> None:
    """What a filter says of Python's own warning, it says of the one in its place."""
    result, _ = run(project, TWO, *args, "-k", "dropped")
    assert list(result.outcomes.values()) == [outcome], result.text


def test_the_nearest_mark_decides(project: Project) -> None:
    """A mark of the test wins over those of its class and module, and the option."""
    result, found = run(
        project,
        """
pytestmark = pytest.mark.asyncio(leftovers="error")

async def leave():
    KEPT.append(asyncio.create_task(work()))
    await asyncio.sleep(0)

async def test_module():
    await leave()

@pytest.mark.asyncio(leftovers="off")
class TestX:
    async def test_class(self):
        await leave()

    @pytest.mark.asyncio(leftovers="warn")
    async def test_own(self):
        await leave()
""",
    )
    assert list(result.outcomes.values()) == ["error", "passed", "passed"]
    assert [test for test, _, _ in found] == ["TestX::test_own"]


def test_workers_of_xdist_tell_too(crowd: Project) -> None:
    """Warnings and the count of lost exceptions come from pytest-xdist's workers."""
    result, found = run(crowd, TWO, "-n1", "-k", "not dropped", "-p", "no:randomly")
    assert result.counts == {"passed": 2}, result.text
    assert sorted({kind for _, kind, _ in found}) == [
        "LostExceptionWarning",
        "PendingTaskWarning",
    ]
    assert "LW402 1 exception was lost in the background" in result.text


@pytest.mark.parametrize("factory", ["uvloop", "asyncio:SelectorEventLoop"])
def test_loops_of_other_kinds_are_listened_to(project: Project, factory: str) -> None:
    """On loops that the suite chooses the same is told, with who made a task."""
    found = told(project, TWO, "-o", f"loopwise_loop_factory={factory}", "-knot drop")
    assert [text.splitlines()[:2] for _, _, text in found] == snapshot(
        [
            [
                "LW401 test_pending left a task pending: work()",
                "  made at test_it.py:16 in test_pending",
            ],
            [
                "LW402 test_lost lost an exception in the background: ValueError: boom",
                "  in a task made at test_it.py:20 in test_lost",
            ],
        ]
    )


@pytest.mark.skipif(sys.version_info < (3, 12), reason="new in Python 3.12")
def test_eager_tasks_are_told_too(project: Project) -> None:
    """A task that runs as it is made is told as any other, if it waits."""
    found = told(
        project,
        """
async def test_it():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    KEPT.append(asyncio.create_task(work()))
    KEPT.append(asyncio.create_task(asyncio.sleep(0)))
    await asyncio.sleep(0.01)
""",
    )
    assert [text.splitlines()[1] for _, _, text in found] == [
        "  made at test_it.py:17 in test_it",
    ]


SILENT: Mapping[str, str] = {
    "cancelled": """
    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
""",
    "looked_at": """
    KEPT.append(asyncio.create_task(boom()))
    await asyncio.wait(KEPT[-1:])
    KEPT[-1].exception()
""",
    "gathered": """
    await asyncio.gather(boom(), boom(), return_exceptions=True)
""",
    "task_group": """
    with pytest.raises(ExceptionGroup):
        async with asyncio.TaskGroup() as group:
            group.create_task(boom())
            group.create_task(work())
""",
    "about_to_end": """
    event = asyncio.Event()
    KEPT.append(asyncio.create_task(event.wait()))
    await asyncio.sleep(0)
    event.set()
""",
    "waits_for_what_is_about_to_end": """
    task = asyncio.create_task(work())
    KEPT.append(asyncio.gather(task, return_exceptions=True))
    await asyncio.sleep(0)
    task.cancel()
""",
    "handler_of_its_own": """
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)
    loop.call_soon(int, "x")
    await asyncio.sleep(0.01)
""",
    "timeouts": """
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(work(), 0.01)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.01):
            await work()
""",
    "counts_tasks": """
    assert len(asyncio.all_tasks()) == 1
""",
    "to_thread": """
    await asyncio.to_thread(int)
""",
    "server": """
    async def serve(reader, writer):
        await reader.read()
        writer.close()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.close()
    await writer.wait_closed()
    server.close()
    await asyncio.sleep(0.05)
""",
    "generator": """
    async def rows():
        yield 1
        yield 2
    async for _ in rows():
        break
    async for _ in rows():
        pass
""",
    "skips": """
    KEPT.append(asyncio.create_task(boom()))
    await asyncio.sleep(0)
    KEPT[-1].exception()
    KEPT.append(asyncio.create_task(work()))
    KEPT[-1].cancel()
""",
}


def test_what_is_no_leftover_is_not_told(project: Project) -> None:
    """What was cancelled, looked at, handled or is about to end gives no warning."""
    tests = [f"async def test_{name}():{code}" for name, code in SILENT.items()]
    other = """
def test_sync_run():
    async def leaves():
        asyncio.create_task(work())
        await asyncio.sleep(0)
    asyncio.run(leaves())
"""
    assert told(project, "\n".join([*tests, other])) == []


def test_what_lives_on_with_a_wider_fixture_is_not_told(project: Project) -> None:
    """Tasks that a wider fixture or its objects start while a test runs are theirs."""
    found = told(
        project,
        """
class Service:
    task = None

    def call(self):
        if self.task is None:
            self.task = asyncio.create_task(work())

@pytest.fixture(scope="session")
async def service():
    service = Service()
    yield service
    service.task.cancel()

@pytest.fixture(scope="session")
async def spawner():
    async def spawn():
        while True:
            task = asyncio.create_task(work())
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.sleep(0)
    task = asyncio.create_task(spawn())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    for one in asyncio.all_tasks() - {asyncio.current_task()}:
        one.cancel()

async def test_lazy(service):
    service.call()
    await asyncio.sleep(0)

async def test_spawner(spawner, service):
    await asyncio.sleep(0.01)
""",
    )
    assert found == []


def test_an_exception_that_shows_late_is_its_own_tests(project: Project) -> None:
    """A failed task that is collected while another test runs is told of its maker."""
    found = told(
        project,
        """
@pytest.fixture(scope="session")
async def wide():
    yield

async def helper():
    KEPT.append(asyncio.create_task(boom()))

async def test_first(wide):
    await helper()
    await asyncio.sleep(0.01)

async def test_second(wide):
    KEPT.clear()
    await asyncio.sleep(0)
""",
    )
    assert [text.partition("\n")[0] for _, _, text in found] == snapshot(
        ["LW402 test_first lost an exception in the background: ValueError: boom"]
    )
