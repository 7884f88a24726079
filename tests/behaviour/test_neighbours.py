"""Other plugins' tests are left alone, and other plugins beside do no harm."""

from __future__ import annotations

import dataclasses
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.behaviour.conftest import Project


@pytest.fixture
def project(project: Project) -> Project:
    """Let all installed plugins take part: they are what this is about."""
    return dataclasses.replace(project, autoload=True)


HEAD = """
import asyncio
import unittest
import pytest
from bound import Bound, note
"""


def needs(name: str) -> pytest.MarkDecorator:
    """Skip a test where the neighbour is not installed."""
    missing = find_spec(name) is None
    return pytest.mark.skipif(missing, reason=f"{name} is missing")


@needs("anyio")
@needs("trio")
def test_anyio_runs_its_own_tests(project: Project) -> None:
    """Tests with anyio's mark run on each of its backends, with its fixtures."""
    project.passes(
        f"""{HEAD}
import anyio

def library():
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return "trio"
    return "asyncio"

@pytest.fixture
async def value(anyio_backend_name):
    await anyio.sleep(0)
    yield anyio_backend_name
    await anyio.sleep(0)

@pytest.mark.anyio
async def test_both(value):
    await anyio.sleep(0)
    assert library() == value

@pytest.mark.parametrize("anyio_backend", ["trio"])
async def test_trio(anyio_backend):
    assert library() == "trio"

async def test_ours():
    await anyio.sleep(0)
    assert library() == "asyncio"
""",
        4,
    )


@needs("anyio")
def test_anyio_in_its_own_module(project: Project) -> None:
    """A module of anyio's, with module fixtures, beside a module of ours."""
    project.passes(
        {
            "test_theirs.py": """
                import anyio
                import pytest

                pytestmark = pytest.mark.anyio

                @pytest.fixture(scope="module")
                def anyio_backend():
                    return "asyncio"

                @pytest.fixture(scope="module")
                async def stream(anyio_backend):
                    send, receive = anyio.create_memory_object_stream(1)
                    async with send, receive:
                        yield send, receive

                async def test_1(stream):
                    await stream[0].send(1)

                async def test_2(stream):
                    assert await stream[1].receive() == 1
            """,
            "test_ours.py": f"""{HEAD}
@pytest.fixture(scope="session")
async def db():
    return Bound()

async def test_1(db):
    await db.use()

async def test_2(db):
    await db.use()
""",
        },
        4,
    )


@needs("pytest_trio")
def test_pytest_trio_runs_its_own_tests(project: Project) -> None:
    """Tests with trio's mark run under trio, with trio's fixtures."""
    project.passes(
        f"""{HEAD}
import trio

@pytest.fixture
async def channel():
    send, receive = trio.open_memory_channel(1)
    async with send, receive:
        yield send, receive

@pytest.mark.trio
async def test_trio(channel, nursery, autojump_clock):
    nursery.start_soon(channel[0].send, 1)
    assert await channel[1].receive() == 1
    await trio.sleep(1000)

async def test_ours():
    await asyncio.sleep(0)
""",
        2,
        *("-W", "ignore::trio.TrioDeprecationWarning"),
    )


def test_isolated_test_cases_beside_ours(project: Project) -> None:
    """`IsolatedAsyncioTestCase` keeps its loop; a wider loop of ours survives it."""
    project.passes(
        f"""{HEAD}
@pytest.fixture(scope="session")
async def db():
    return Bound()

async def test_before(db):
    await db.use()

class TestIt(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.bound = Bound()
        self.addAsyncCleanup(self.bound.use)

    async def test_1(self):
        await self.bound.use()

    async def test_2(self):
        self.task = asyncio.create_task(asyncio.sleep(60))

async def test_after(db):
    await db.use()

def test_sync(db):
    assert asyncio.get_event_loop() is db.loop
""",
        5,
    )


def test_strict_mode_is_honoured(project: Project) -> None:
    """In strict mode only marked tests and declared fixtures are run by Loopwise."""
    result = project.run(
        {
            "pytest.ini": "[pytest]\nasyncio_mode = strict\n",
            "test_it.py": f"""{HEAD}
from loopwise import fixture

@fixture(scope="session")
async def declared():
    return Bound()

@pytest.fixture
async def plain():
    return 1

@pytest.mark.asyncio
async def test_marked(declared):
    await declared.use()

async def test_unmarked():
    note("ran")

def test_sync(declared):
    assert declared.name == "bound"

@pytest.mark.asyncio
class TestIt:
    async def test_class(self, declared):
        await declared.use()
""",
        },
    )
    outcomes = dict(result.outcomes)
    assert outcomes.pop("test_it.py::test_unmarked", None) != "passed", result.text
    assert set(outcomes.values()) == {"passed"}, result.text
    assert len(outcomes) == 3
    assert project.notes == []
    assert "marked" in result.text


SUITE_OF_PYTEST_ASYNCIO = """
import asyncio
import pytest
import pytest_asyncio

@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def queue():
    yield asyncio.Queue()

@pytest_asyncio.fixture
async def one():
    return 1

@pytest.mark.asyncio(loop_scope="session")
async def test_session(queue):
    queue.put_nowait(1)
    assert await queue.get() == 1

@pytest.mark.asyncio
async def test_own(one):
    assert one == 1
"""


@needs("pytest_asyncio")
def test_loopwise_takes_the_place_of_pytest_asyncio(project: Project) -> None:
    """With both installed, Loopwise runs the suite, and each fixture once."""
    result = project.passes(SUITE_OF_PYTEST_ASYNCIO, 2)
    assert "loopwise: " in result.text
    assert "asyncio: mode=" not in result.text
    project.passes(SUITE_OF_PYTEST_ASYNCIO, 2, "-p", "pytest_asyncio")
    project.passes(SUITE_OF_PYTEST_ASYNCIO, 2, "--asyncio-mode=strict")


@needs("pytest_asyncio")
def test_without_loopwise_pytest_asyncio_is_back(project: Project) -> None:
    """`-p no:loopwise` gives pytest-asyncio its place back, as if alone."""
    result = project.passes(
        {
            "test_it.py": SUITE_OF_PYTEST_ASYNCIO,
            "pytest.ini": "[pytest]\nasyncio_default_fixture_loop_scope = function\n",
        },
        2,
        *("-p", "no:loopwise"),
    )
    assert "asyncio: mode=" in result.text
    assert "loopwise: " not in result.text


@pytest.mark.parametrize("how", ["ini", "command line"])
def test_suites_whose_warnings_are_errors_start(project: Project, how: str) -> None:
    """Loopwise raises no warning of its own, whatever turns warnings into errors."""
    files = {
        "test_it.py": f"""{HEAD}
@pytest.fixture(scope="session")
async def db():
    yield Bound()

async def test_it(db):
    await db.use()

def test_sync(db):
    pass
"""
    }
    if how == "ini":
        files["pytest.ini"] = "[pytest]\nfilterwarnings = error\n"
        project.passes(files, 2)
    else:
        project.passes(files, 2, "-W", "error", "--strict-markers", "--strict-config")


@needs("xdist")
def test_xdist(project: Project) -> None:
    """Each worker of pytest-xdist has its own loops; all tests pass."""
    project.passes(
        {
            "conftest.py": f"""{HEAD}
@pytest.fixture(scope="session")
async def db():
    made = Bound()
    yield made
    await made.use()
""",
            **{
                f"test_{name}.py": f"""{HEAD}
@pytest.mark.parametrize("number", range(10))
async def test_async(db, number):
    await db.use()

def test_sync(db):
    pass

async def test_own():
    await asyncio.sleep(0)
"""
                for name in "ab"
            },
        },
        24,
        *("-n", "2"),
    )


def test_doctests_and_other_items(project: Project) -> None:
    """Items that are no functions, such as doctests, run as they do without us."""
    project.passes(
        {
            "conftest.py": """
                import pytest

                class Text(pytest.File):
                    def collect(self):
                        yield Line.from_parent(self, name="line")

                class Line(pytest.Item):
                    def runtest(self):
                        assert self.path.read_text() == "right"

                def pytest_collect_file(parent, file_path):
                    if file_path.suffix == ".text":
                        return Text.from_parent(parent, path=file_path)
            """,
            "test_it.py": f"""{HEAD}
def double(number):
    '''Double it.

    >>> double(2)
    4
    '''
    return number * 2

async def test_it():
    await asyncio.sleep(0)
""",
            "one.text": "right",
        },
        3,
        "--doctest-modules",
    )


def test_our_autouse_fixtures_beside_isolated_test_cases(project: Project) -> None:
    """A session fixture of ours is set up on its loop, whoever needs it first."""
    project.passes(
        f"""{HEAD}
@pytest.fixture(scope="session", autouse=True)
async def db():
    made = Bound()
    yield made
    await made.use()

class TestIsolated(unittest.IsolatedAsyncioTestCase):
    async def test_theirs(self):
        await asyncio.sleep(0)

class TestSync(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def inject(self, db):
        self.db = db

    def test_sync(self):
        assert asyncio.get_event_loop() is self.db.loop

async def test_ours(db):
    await db.use()
""",
        3,
    )


@needs("uvloop")
def test_uvloop(project: Project) -> None:
    """Under uvloop's policy the suite runs on its loops, tasks and all."""
    project.passes(
        f"""{HEAD}
import uvloop

asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())

@pytest.fixture(scope="session")
async def db():
    made = Bound()
    async with asyncio.TaskGroup():
        yield made
        await made.use()

@pytest.fixture
async def own(db):
    await db.use()
    yield
    await db.use()

async def test_async(db, own):
    assert isinstance(db.loop, uvloop.Loop)
    await db.use()

def test_sync(own):
    pass

async def test_leftover():
    test_leftover.task = asyncio.create_task(asyncio.sleep(60))
    await asyncio.to_thread(int)

def test_ended():
    assert test_leftover.task.cancelled()
""",
        4,
        *("-W", "ignore::DeprecationWarning"),
    )


@needs("pytest_rerunfailures")
def test_reruns_start_afresh(project: Project) -> None:
    """A test that is run again gets a new loop and new fixtures of its own."""
    result = project.run(
        f"""{HEAD}
@pytest.fixture(scope="session")
async def db():
    note("db")
    return Bound()

@pytest.fixture
async def own():
    note("own")
    yield Bound()
    note("-own")

async def test_own(own):
    await own.use()
    test_own.tries = getattr(test_own, "tries", 0) + 1
    assert test_own.tries == 2

async def test_shared(db, own):
    await db.use()
    await own.use()
    test_shared.tries = getattr(test_shared, "tries", 0) + 1
    assert test_shared.tries == 2
""",
        *("--reruns", "2"),
    )
    assert result.exit_code == 0, result.text
    assert "2 passed, 2 rerun" in result.text
    assert project.notes == ["own", "-own"] * 2 + ["db"] + ["own", "-own"] * 2


@needs("pytest_timeout")
def test_timeouts_end_one_test(project: Project) -> None:
    """pytest-timeout's signal fails the waiting test; its fixtures are torn down."""
    result = project.run(
        f"""{HEAD}
@pytest.fixture(scope="session")
async def db():
    made = Bound()
    yield made
    await made.use()
    note("db")

@pytest.fixture
async def own(db):
    yield
    await db.use()
    note("own")

@pytest.mark.timeout(0.5)
async def test_hangs(own):
    await asyncio.Event().wait()

async def test_next(db):
    await db.use()
""",
        *("-o", "timeout_method=signal"),
    )
    assert list(result.outcomes.values()) == ["failed", "passed"], result.text
    assert "Timeout" in result.text
    assert project.notes == ["own", "db"]


@pytest.mark.parametrize("kind", ["async def", "def"])
def test_pytest_inside_a_test(project: Project, kind: str) -> None:
    """A test of a plugin may run pytest in its own process, from async code, too."""
    project.passes(
        f"""{HEAD}
SUITE = '''
import asyncio
import pytest

@pytest.fixture(scope="session")
async def queue():
    yield asyncio.Queue()

async def test_shared(queue):
    queue.put_nowait(1)
    assert await queue.get() == 1

async def test_own():
    await asyncio.sleep(0)
'''

@pytest.fixture(scope="session")
async def db():
    return Bound()

{kind} test_inside(db, pytester):
    pytester.makepyfile(SUITE)
    pytester.runpytest_inprocess().assert_outcomes(passed=2)

async def test_after(db):
    await db.use()
""",
        2,
        *("-p", "pytester"),
    )


@pytest.mark.parametrize("option", ["--setup-show", "--setup-plan", "--setup-only"])
def test_pytests_options_that_show_set_up(project: Project, option: str) -> None:
    """The views of set-up work, and `--setup-plan` runs no fixture."""
    result = project.run(
        f"""{HEAD}
@pytest.fixture(scope="session")
async def db():
    note("up")
    yield Bound()
    note("down")

async def test_it(db):
    note("test")
""",
        option,
    )
    assert result.exit_code in {0, 5}, result.text
    assert "SETUP    S db" in result.text
    assert "warning" not in result.text
    expected = {"--setup-show": ["up", "test", "down"], "--setup-plan": []}
    assert project.notes == expected.get(option, ["up", "down"])


@needs("xdist")
def test_workers_of_xdist_tell_their_diagnostics(project: Project) -> None:
    """What does not fit together is told once, whichever processes found it."""
    result = project.run(
        f"""{HEAD}
@pytest.fixture(scope="session")
async def db():
    return Bound()

@pytest.mark.asyncio(loop_scope="function")
async def test_parted(db):
    pass

async def test_other(db):
    pass
""",
        "-n2",
    )
    assert result.counts == {"passed": 2}, result.text
    assert result.text.count("LW101 fixture `db`") == 1, result.text


def test_doctests_of_the_same_file(project: Project) -> None:
    """A module that is also collected for its doctests keeps its fixtures' loop."""
    project.passes(
        f"""{HEAD}
@pytest.fixture(scope="module")
async def value():
    return Bound()

def documented():
    \"\"\"
    >>> 1 + 1
    2
    \"\"\"

async def test_first(value):
    await value.use()

async def test_second(value):
    await value.use()
""",
        3,
        "--doctest-modules",
    )


def test_other_runners_keep_their_unmarked_tests(project: Project) -> None:
    """Where a conftest runs async tests itself, only marked ones are Loopwise's."""
    conftest = """
        import asyncio
        import inspect

        def pytest_pyfunc_call(pyfuncitem):
            if inspect.iscoroutinefunction(pyfuncitem.obj):
                asyncio.run(pyfuncitem.obj(runner="theirs"))
                return True
    """
    suite = """
        import pytest

        @pytest.fixture
        def runner():
            return "pytest"

        async def test_theirs(runner):
            assert runner == "theirs"

        @pytest.mark.asyncio
        async def test_ours(runner):
            assert runner == "pytest"
    """
    project.passes({"conftest.py": conftest, "test_it.py": suite}, 2)
    all_ours = project.run(
        {"conftest.py": conftest, "test_it.py": suite}, "--loop-mode=auto"
    )
    assert all_ours.counts == {"passed": 1, "failed": 1}, all_ours.text


def test_ports_and_hook_of_pytest_asyncio_are_known(project: Project) -> None:
    """Without pytest-asyncio its port fixtures are there, and its hook stops no run."""
    conftest = "def pytest_asyncio_loop_factories(config, item): return None\n"
    suite = """
        async def test_ports(unused_tcp_port, unused_udp_port, unused_tcp_port_factory):
            ports = {unused_tcp_port, unused_udp_port}
            assert all(1024 <= port < 65536 for port in ports)
            assert unused_tcp_port_factory() != unused_tcp_port_factory()
    """
    dataclasses.replace(project, autoload=False).passes(
        {"conftest.py": conftest, "test_it.py": suite}, 1
    )
