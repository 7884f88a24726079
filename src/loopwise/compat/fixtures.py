"""The fixtures of pytest-asyncio, and the ones that its older releases had.

Those that give a loop are async underneath, so the plan places them as it places every
async fixture, and whoever asks for one shares its loop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from loopwise.decorators import ScopeName, fixture

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from loopwise.compat.runner import LentRunner

EVENT_LOOP = "event_loop"
POLICY = "event_loop_policy"
FACTORY = "_asyncio_loop_factory"


@fixture
async def event_loop() -> AbstractEventLoop:
    """The event loop that the test runs on, as pytest-asyncio gave it until 1.0."""
    import asyncio  # noqa: PLC0415 - there by now, as a loop runs

    return asyncio.get_running_loop()


@pytest.fixture(scope="session")
def event_loop_policy() -> object:
    """The event loop policy that is set. Override it to make loops by another one."""
    import asyncio  # noqa: PLC0415 - brought in only by those who ask for this
    import warnings  # noqa: PLC0415 - the same

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # from Python 3.14 on
        return asyncio.get_event_loop_policy()  # type: ignore[deprecated]  # the same


@pytest.fixture(scope="session", name=FACTORY)
def asyncio_loop_factory(request: pytest.FixtureRequest) -> object:
    """The loop factory that a test is run with, where there are several."""
    return getattr(request, "param", None)


def _runner_for(scope: ScopeName) -> Callable[..., Any]:
    @fixture(scope=scope, name=f"_{scope}_scoped_runner")
    async def scoped_runner() -> LentRunner:
        """A runner on the event loop of a scope, for sync code."""
        import asyncio  # noqa: PLC0415 - there by now, as a loop runs

        from loopwise.compat.runner import LentRunner  # noqa: PLC0415 - the same

        return LentRunner(asyncio.get_running_loop())

    return scoped_runner


function_scoped_runner = _runner_for("function")
class_scoped_runner = _runner_for("class")
module_scoped_runner = _runner_for("module")
package_scoped_runner = _runner_for("package")
session_scoped_runner = _runner_for("session")
