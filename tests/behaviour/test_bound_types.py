"""Types that the user declares as bound to a loop: in configuration, or in a hook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.behaviour.pools import DECLARED, ENGINE, LIBRARY, SHARED, see

if TYPE_CHECKING:
    from pathlib import Path

    from tests.behaviour.conftest import Project

BARE = "[pytest]\npythonpath = . installed/site-packages\n"
PAIR = """
import app

async def test_one():
    await app.engine.use()

async def test_two():
    await app.engine.use()
"""
HOOK = """
from loopwise.bound_types import Binds, BoundType

def pytest_loopwise_bound_types(config):
    return [BoundType(name="pools:Pool", binds=Binds.{binds}, loop=("loop",))]
"""


def test_unknown_type_is_not_followed(project: Project) -> None:
    """A type that no catalog knows leaves its tests apart, so the second one fails."""
    result = project.run(
        {**SHARED, "pytest.ini": BARE, "app.py": ENGINE, "test_it.py": PAIR}
    )
    assert result.counts == {"passed": 1, "failed": 1}, result.text


@pytest.mark.parametrize("file", ["pytest.ini", "pyproject.toml", "tox.ini"])
def test_declared_in_configuration(project: Project, file: str) -> None:
    """One line in any of pytest's files is enough for a type of one's own."""
    ini = f"{BARE}loopwise_bound_types = {DECLARED}\n"
    if file == "pyproject.toml":
        ini = (
            "[tool.pytest.ini_options]\npythonpath = ['.', 'installed/site-packages']\n"
            f"loopwise_bound_types = ['{DECLARED}']\n"
        )
    library = {"installed/site-packages/pools.py": LIBRARY}
    project.passes({**library, file: ini, "app.py": ENGINE, "test_it.py": PAIR}, 2)


def test_declared_in_a_hook(tmp_path: Path) -> None:
    """A hook of a conftest may declare types, with all that a row can say."""
    hook = HOOK.format(binds="FIRST_USE")
    files = {"pytest.ini": BARE, "conftest.py": hook, "app.py": ENGINE}
    seen = see(tmp_path, {**files, "test_it.py": PAIR})
    assert set(seen.of("test_it").values()) == {"session"}, seen.text


def test_type_that_never_binds(tmp_path: Path) -> None:
    """A type declared to bind never keeps its tests on loops of their own."""
    app = "from asyncio import Event\nengine = Event()\n"
    test = PAIR.replace("await app.engine.use()", "await app.engine.wait()")
    test += "\ndef setup_module():\n    app.engine.set()\n"
    ini = f"{BARE}loopwise_bound_types = asyncio:Event binds=never\n"
    seen = see(tmp_path, {"pytest.ini": ini, "app.py": app, "test_it.py": test})
    assert set(seen.of("test_it").values()) == {"function"}, seen.text


def test_type_of_the_project_itself(tmp_path: Path) -> None:
    """A class of the project may be declared: it is then not looked into."""
    ini = f"{BARE}loopwise_bound_types = app:Own loop=_pool.loop\n"
    app = (
        "import pools\nclass Own:\n    def __init__(self):\n        self._pool = None\n"
        "    async def use(self):\n        self._pool = self._pool or pools.Pool()\n"
        "        await self._pool.use()\nengine = Own()\n"
    )
    seen = see(tmp_path, {"pytest.ini": ini, "app.py": app, "test_it.py": PAIR})
    assert set(seen.of("test_it").values()) == {"session"}, seen.text


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("pools.Pool", "'pools.Pool' does not name a type; write package.module:Class"),
        ("pools:Pool binds=sometimes", "binds=sometimes of pools:Pool means nothing"),
        ("pools:Pool colour=red", "'colour=red' of pools:Pool means nothing"),
        ("pools:Pool made_by=create", "'create' does not name a type"),
    ],
)
def test_bad_declaration(project: Project, line: str, part: str) -> None:
    """A declaration that means nothing stops the run, and is named with its place."""
    ini = f"{BARE}loopwise_bound_types = {line}\n"
    result = project.run({"pytest.ini": ini, "test_it.py": "async def test_a(): pass"})
    assert result.exit_code == 4, result.text
    assert part in result.text
    assert "loopwise_bound_types (pytest.ini)" in result.text


def test_bad_hook(project: Project) -> None:
    """A hook that gives anything else than rows stops the run."""
    hook = "def pytest_loopwise_bound_types(config):\n    return ['pools:Pool']\n"
    result = project.run({"conftest.py": hook, "test_it.py": "async def test_a(): ..."})
    assert result.exit_code == 4, result.text
    assert "pytest_loopwise_bound_types gave 'pools:Pool'" in result.text
