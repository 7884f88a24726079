"""Set-up and teardown: on one loop, in one context, in one task, and when they fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.behaviour.conftest import Project

HEAD = """
import asyncio
import contextvars
import pytest
from bound import Bound, note
"""


@pytest.mark.parametrize("scope", ["function", "class", "module", "session"])
def test_teardown_is_in_the_task_context_and_loop_of_set_up(
    project: Project, scope: str
) -> None:
    """Between set-up and teardown nothing changes: task, context, loop."""
    project.passes(
        f"""{HEAD}
variable = contextvars.ContextVar("variable", default=0)

@pytest.fixture(scope="{scope}")
async def made():
    token = variable.set(1)
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    yield Bound()
    assert asyncio.current_task() is task
    assert asyncio.get_running_loop() is loop
    variable.reset(token)
    await asyncio.sleep(0)
    note("down")

class TestIt:
    async def test_async(self, made):
        await made.use()

    def test_sync(self, made):
        pass
""",
        2,
    )
    assert project.notes == ["down"] * (2 if scope == "function" else 1)


@pytest.mark.parametrize("scope", ["function", "session"])
def test_task_group_and_timeout_span_the_yield(project: Project, scope: str) -> None:
    """A `TaskGroup` and an `asyncio.timeout` may be open while the tests run."""
    project.passes(
        f"""{HEAD}
@pytest.fixture(scope="{scope}")
async def queue():
    queue, results = asyncio.Queue(), asyncio.Queue()

    async def serve():
        while (got := await queue.get()) is not None:
            await results.put(got * 2)

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(serve())
        yield queue, results
        await queue.put(None)
    note("closed")

async def test_1(queue):
    await queue[0].put(1)
    assert await queue[1].get() == 2

def test_2(queue):
    pass

async def test_3(queue):
    await queue[0].put(2)
    assert await queue[1].get() == 4
""",
        3,
    )
    assert project.notes == ["closed"] * (3 if scope == "function" else 1)


def test_anyio_scopes_span_the_yield(project: Project) -> None:
    """Task groups and cancel scopes of anyio may be open while the tests run."""
    pytest.importorskip("anyio")
    project.passes(
        f"""{HEAD}
import anyio

@pytest.fixture(scope="module")
async def streams():
    send, receive = anyio.create_memory_object_stream(1)
    async with anyio.create_task_group() as group:
        group.start_soon(anyio.sleep_forever)
        yield send, receive
        group.cancel_scope.cancel()
    send.close()
    receive.close()

@pytest.fixture
async def limited():
    with anyio.CancelScope() as scope:
        yield scope
        scope.cancel()
        await anyio.sleep(60)
    assert scope.cancelled_caught

async def test_1(streams, limited):
    await streams[0].send(1)
    assert await streams[1].receive() == 1

async def test_2(streams):
    with anyio.fail_after(5):
        await anyio.sleep(0)
""",
        2,
    )


@pytest.mark.parametrize("scope", ["function", "session"])
def test_a_fixture_that_dies_ends_the_test_that_uses_it(
    project: Project, scope: str
) -> None:
    """When a fixture's task group fails, its test reports that, not a time-out."""
    result = project.run(
        f"""{HEAD}
@pytest.fixture(scope="{scope}")
async def server():
    async def serve():
        await asyncio.sleep(0.05)
        raise ConnectionError("the server is gone")

    async with asyncio.TaskGroup() as group:
        group.create_task(serve())
        yield

async def test_victim(server):
    await asyncio.sleep(60)

async def test_other():
    await asyncio.sleep(0)
"""
    )
    assert list(result.outcomes.values()) == ["failed", "passed"], result.text
    text = result.reports[0]["text"]
    assert "the server is gone" in text
    assert "fixture `server`" in text
    assert sum(report["outcome"] == "failed" for report in result.reports) == 1


def test_a_fixture_that_dies_unseen_is_reported(project: Project) -> None:
    """A fixture whose task fails while no test waits is reported when it shows."""
    result = project.run(
        f"""{HEAD}
@pytest.fixture(scope="module")
async def server():
    async with asyncio.TaskGroup() as group:
        async def serve():
            await asyncio.sleep(0.01)
            raise ConnectionError("the server is gone")
        yield lambda: group.create_task(serve())

async def test_starts_it(server):
    server()

def test_waits():
    import time
    time.sleep(0.1)

async def test_own():
    await asyncio.sleep(0)
"""
    )
    assert list(result.outcomes.values()) == ["passed", "passed", "error"], result.text
    assert "the server is gone" in result.text
    assert result.exit_code == 1


def test_a_failed_session_fixture_runs_once(project: Project) -> None:
    """Set-up of a failed wide fixture is not tried again; each user reports it."""
    result = project.run(
        f"""{HEAD}
@pytest.fixture(scope="session")
async def db():
    note("tried")
    await asyncio.sleep(0)
    raise ConnectionError("no database")

@pytest.fixture
async def user(db):
    note("never")

async def test_1(db): pass
def test_2(user): pass
async def test_3(user): pass
async def test_4(): pass
"""
    )
    assert result.counts == {"error": 3, "passed": 1}, result.text
    assert all("no database" in report["text"] for report in result.reports[:3])
    assert project.notes == ["tried"]


def test_a_failing_teardown_is_reported_and_the_rest_torn_down(
    project: Project,
) -> None:
    """Each failing teardown is reported; all other fixtures are torn down, too."""
    result = project.run(
        f"""{HEAD}
@pytest.fixture(scope="session")
async def first():
    made = Bound()
    yield made
    await made.use()
    note("first")

@pytest.fixture
async def second(first):
    yield
    await first.use()
    raise ValueError("second broke")

@pytest.fixture
def third(second):
    yield
    raise ValueError("third broke")

@pytest.fixture
async def fourth(third):
    yield
    note("fourth")

async def test_1(fourth): pass
async def test_2(first): await first.use()
"""
    )
    assert result.counts == {"error": 1, "passed": 1}, result.text
    assert "second broke" in result.text
    assert "third broke" in result.text
    assert project.notes == ["fourth", "first"]


@pytest.mark.parametrize("error", ["asyncio.CancelledError()", "GeneratorExit()"])
@pytest.mark.parametrize("phase", ["set-up", "teardown"])
def test_a_base_exception_in_a_fixture(
    project: Project, error: str, phase: str
) -> None:
    """A cancelled fixture is an error of its test; the others go on."""
    before, after = (f"raise {error}", "") if phase == "set-up" else ("", error)
    result = project.run(
        f"""{HEAD}
@pytest.fixture(scope="session")
async def db():
    made = Bound()
    yield made
    await made.use()
    note("db")

@pytest.fixture
async def broken(db):
    {before}
    yield
    {f"raise {after}" if after else ""}

@pytest.fixture
async def other():
    yield
    note("other")

async def test_1(other, broken): pass
async def test_2(db): await db.use()
"""
    )
    assert list(result.outcomes.values()) == ["error", "passed"], result.text
    assert "`broken`" in result.text
    assert phase in result.text
    assert project.notes == ["other", "db"]


@pytest.mark.parametrize(
    "body", ["yield 1; yield 2", "if 0: yield", "await x(); yield"]
)
def test_yield_once(project: Project, body: str) -> None:
    """No `yield`, or more than one, is an error with the fixture's name and place."""
    result = project.run(
        f"""{HEAD}
async def x():
    await asyncio.sleep(0)

@pytest.fixture
async def made():
    {body}

async def test_it(made):
    pass
"""
    )
    if body.startswith("await"):
        assert result.counts == {"passed": 1}, result.text
        return
    assert result.counts == {"error": 1}, result.text
    assert "fixture `made`" in result.text
    assert "yield" in result.text
    assert "test_it.py:" in result.text


def test_loops_close_after_what_lived_on_them_and_only_once(project: Project) -> None:
    """Loops close in the order of their scopes, each after its last fixture."""
    project.passes(
        {
            "conftest.py": """
                import asyncio
                from bound import note

                class Policy(asyncio.DefaultEventLoopPolicy):
                    def new_event_loop(self):
                        loop = super().new_event_loop()
                        close = loop.close
                        def closed():
                            if not loop.is_closed():
                                note("closed", getattr(loop, "name", "own"))
                            close()
                        loop.close = closed
                        return loop

                asyncio.set_event_loop_policy(Policy())
            """,
            "test_it.py": f"""{HEAD}
def live(scope):
    @pytest.fixture(scope=scope, name=scope)
    async def fixture():
        asyncio.get_running_loop().name = scope
        yield
        await asyncio.sleep(0)
        note("down", scope)
    return fixture

session, module, function = live("session"), live("module"), live("function")
of_class = live("class")

async def test_session(session): pass

class TestIt:
    async def test_class(self, request):
        request.getfixturevalue("class")

async def test_module(module): pass
async def test_function(function): pass
async def test_own(): pass
""",
        },
        5,
    )
    notes = project.notes
    assert notes.count("closed session") == notes.count("closed module") == 1
    for scope in ("session", "module", "function", "class"):
        assert notes.index(f"down {scope}") < notes.index(f"closed {scope}"), notes
    assert notes.index("closed module") < notes.index("closed session")
    assert notes.count("closed own") == 1


def test_finalizers_run_in_reverse_order(project: Project) -> None:
    """`addfinalizer`, async and sync fixtures are undone in one reversed order."""
    project.passes(
        f"""{HEAD}
@pytest.fixture(scope="module")
async def one(request):
    request.addfinalizer(lambda: note("one: finalizer"))
    yield Bound()
    note("one")

@pytest.fixture
def two(one, request):
    request.addfinalizer(lambda: note("two: finalizer"))
    yield
    note("two")

@pytest.fixture
async def three(two, one):
    await one.use()
    yield
    await one.use()
    note("three")

async def test_it(three): note("test")
async def test_next(one): note("next")
""",
        2,
    )
    assert project.notes == [
        "test",
        "three",
        "two",
        "two: finalizer",
        "next",
        "one",
        "one: finalizer",
    ]
