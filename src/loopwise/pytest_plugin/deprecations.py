"""Warnings for what pytest-asyncio warns of, too: in its words, and from its module.

A filter that a suite has for them matches as it did.
"""

from __future__ import annotations

import warnings

import pytest

from loopwise.compat import finder
from loopwise.compat.fixtures import POLICY
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.functions import is_async_inside
from loopwise.pytest_plugin.ownership import is_declared

SCOPE = (
    'The "scope" keyword argument to the asyncio marker has been deprecated. '
    'Please use the "loop_scope" argument instead.'
)
POLICY_OVERRIDE = (
    f'Overriding the "{POLICY}" fixture is deprecated and will be removed in a future '
    'version of pytest-asyncio. Use the "pytest_asyncio_loop_factories" hook to '
    "customize event loop creation."
)
NOT_ASYNC = (
    "The test {test} is marked with '@pytest.mark.asyncio' but it is not an async "
    "function. Please remove the asyncio mark. If the test is not marked explicitly, "
    "check for global marks applied via 'pytestmark'."
)
NOT_DECLARED = (
    "asyncio test {test!r} requested async @pytest.fixture {fixture!r} in strict mode. "
    "You might want to use @pytest_asyncio.fixture or switch to auto mode. "
    "This will become an error in future versions of pytest-asyncio."
)
CLOSED = (
    "An exception occurred during teardown of an asyncio.Runner, in the words of "
    "pytest-asyncio: {what}. Leave closing the loop to Loopwise."
)
GENERATOR = (
    "Tests based on asynchronous generators are not supported. {name} will be ignored."
)


def _warn(warning: Warning) -> None:
    file = str(finder.FOLDER / "plugin.py")
    warnings.warn_explicit(warning, type(warning), file, 1, finder.PLUGIN)


def warn_of_scope() -> None:
    """Warn that a mark says ``scope`` for ``loop_scope``."""
    _warn(pytest.PytestDeprecationWarning(SCOPE))


def warn_of_policy() -> None:
    """Warn that a suite has an ``event_loop_policy`` fixture of its own."""
    _warn(pytest.PytestDeprecationWarning(POLICY_OVERRIDE))


def warn_of_mark(item: pytest.Item) -> None:
    """Warn that a sync test is marked as an async one."""
    item.warn(pytest.PytestWarning(NOT_ASYNC.format(test=item)))


def warn_of_fixtures(item: pytest.Item) -> None:
    """Warn of async fixtures that strict mode leaves alone, as a test is called."""
    for name, definitions in internals.definitions(item).items():
        function = definitions[-1].func
        if is_async_inside(function) and not is_declared(function):
            text = NOT_DECLARED.format(test=item.name, fixture=name)
            _warn(pytest.PytestDeprecationWarning(text))


def warn_of_closed(loop: str, error: Exception | None = None) -> None:
    """Warn that a loop was closed by somebody else, or could not be closed well."""
    what = f"{loop} was closed by somebody else"
    if error is not None:
        what = f"{loop} did not close well ({type(error).__name__}: {error})"
    _warn(RuntimeWarning(CLOSED.format(what=what)))


def refuse_generator(item: pytest.Item) -> None:
    """Let a test that is an async generator end as expected to fail, with a warning.

    It has a ``yield``, so nothing could await it.
    """
    text = GENERATOR.format(name=item.name)
    try:
        item.warn(pytest.PytestCollectionWarning(text))
    except pytest.PytestCollectionWarning:
        return  # warnings are errors here: the test fails when it is called
    item.add_marker(pytest.mark.xfail(run=False, reason=text))
