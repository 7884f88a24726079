"""Loopwise in place of pytest-asyncio, and beside other plugins in general."""

from __future__ import annotations

import dataclasses
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
import pytest
from bound import Bound, note
"""


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


def test_loopwise_takes_the_place_of_pytest_asyncio(project: Project) -> None:
    """With both installed, Loopwise runs the suite, and each fixture once."""
    result = project.passes(SUITE_OF_PYTEST_ASYNCIO, 2)
    assert "loopwise: " in result.text
    assert "asyncio: mode=" not in result.text
    project.passes(SUITE_OF_PYTEST_ASYNCIO, 2, "-p", "pytest_asyncio")
    project.passes(SUITE_OF_PYTEST_ASYNCIO, 2, "--asyncio-mode=strict")


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
    conftest = """
        import asyncio

        def pytest_asyncio_loop_factories(config, item):
            return {"own": asyncio.new_event_loop}
    """
    suite = """
        async def test_ports(unused_tcp_port, unused_udp_port, unused_tcp_port_factory):
            ports = {unused_tcp_port, unused_udp_port}
            assert all(1024 <= port < 65536 for port in ports)
            assert unused_tcp_port_factory() != unused_tcp_port_factory()
    """
    dataclasses.replace(project, autoload=False).passes(
        {"conftest.py": conftest, "test_it.py": suite}, 1
    )
