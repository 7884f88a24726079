"""A fixture for the event loop of each scope: the one that the plan has there.

They are async, so they live on a loop by themselves: the plan places them as it places
every async fixture, together with all that the tests which use them use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.decorators import fixture

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop


def _running_loop() -> AbstractEventLoop:
    import asyncio  # there by now, as a loop runs

    return asyncio.get_running_loop()


@fixture
async def standard_event_loop() -> AbstractEventLoop:
    """The event loop of this test, shared with the async fixtures that it uses."""
    return _running_loop()


@fixture(scope="class")
async def class_event_loop() -> AbstractEventLoop:
    """The event loop of this class, or a wider one that its fixtures need."""
    return _running_loop()


@fixture(scope="module")
async def module_event_loop() -> AbstractEventLoop:
    """The event loop of this module, or a wider one that its fixtures need."""
    return _running_loop()


@fixture(scope="package")
async def package_event_loop() -> AbstractEventLoop:
    """The event loop of the package whose conftest imports this, else the session's."""
    return _running_loop()


@fixture(scope="session")
async def session_event_loop() -> AbstractEventLoop:
    """The event loop of the whole session."""
    return _running_loop()
