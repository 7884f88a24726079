"""Writes the tests of an application, and knows on which loop each belongs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.application import kind_of, module_of, write_application

TESTS_PER_FILE = 100
_WEB_EVERY = 10

_INI = """\
[pytest]
pythonpath = .
loopwise_bound_types =
    app.pool:Engine binds=first-use loop=_loop
    app.pool:Client binds=first-use loop=_loop
"""
_CONFTEST = """\
import pytest


@pytest.fixture(scope="session")
def settings():
    return {"limit": 10}


@pytest.fixture
def rates(settings):
    return {"small": settings["limit"], "medium": 2, "large": 3}


@pytest.fixture
async def started(rates):
    yield dict(rates)
"""
_HEAD = """\
import pytest

"""
_OF_MODULE = """\
from {module} import Item{n}, Rules{n}, Service{n}, check_{n}, price_{n}, service_{n}


@pytest.fixture(scope="module")
def rules_{n}(settings):
    return Rules{n}(settings["limit"])


@pytest.fixture
def item_{n}():
    return Item{n}("a name")
"""
# Four ways in which tests use a module, taken in turn.
_WAYS = (
    """\
async def test_{i}(started, rules_{n}):
    found = await Service{n}(rules_{n}).find("key-{i}")
    assert found and started
""",
    """\
async def test_{i}(started, item_{n}):
    assert await service_{n}.find_all([item_{n}.name, "{i}"])
    assert price_{n}(item_{n}, started)
""",
    """\
def test_{i}(rates, item_{n}):
    assert check_{n}(item_{n}) == []
    assert price_{n}(item_{n}, rates) >= 0
""",
    """\
async def test_{i}(rules_{n}, item_{n}):
    assert rules_{n}.apply(item_{n})
""",
)
_WEB_TEST = """\
async def test_{i}(started):
    assert application.routes and started
"""


def write_reaching(folder: Path, tests: int, modules: int, *, web: bool) -> Counter:
    """Write application and suite; count the async tests by the loop they belong on.

    The last of the four ways names nothing that leads to a loop.
    """
    folder.mkdir()
    write_application(folder, modules, web=web)
    _write(folder / "pytest.ini", _INI)
    _write(folder / "conftest.py", _CONFTEST)
    files = -(-tests // TESTS_PER_FILE)
    loops: Counter = Counter()
    for file in range(files):
        first, after = file * modules // files, (file + 1) * modules // files
        count = min(TESTS_PER_FILE, tests - file * TESTS_PER_FILE)
        parts = _web_file(count) if web and file % _WEB_EVERY == 0 else None
        if parts is not None:
            loops["session"] += count
        else:
            parts = _file(range(first, max(after, first + 1)), count, loops)
        _write(folder / "tests" / f"test_{file:05}.py", _HEAD + "\n\n".join(parts))
    return loops


def _file(numbers: range, count: int, loops: Counter) -> Iterator[str]:
    for n in numbers:
        yield _OF_MODULE.format(n=n, module=module_of(n))
    for i in range(count):
        n = numbers[i % len(numbers)]
        way = (i // len(numbers)) % len(_WAYS)
        yield _WAYS[way].format(i=i, n=n)
        if way == len(_WAYS) - 1:
            loops["function"] += 1
        elif "async" in _WAYS[way]:
            loops["function" if kind_of(n) == "pure" else "session"] += 1


def _web_file(count: int) -> Iterator[str]:
    yield "from app.web import app as application\n"
    for i in range(count):
        yield _WEB_TEST.format(i=i)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
