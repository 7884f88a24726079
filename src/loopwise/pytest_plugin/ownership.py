"""Which tests and fixtures are Loopwise's to run, and which are left alone."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from loopwise.model.settings import Mode, Settings
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.functions import innermost, is_async_inside

OTHERS = ("anyio", "trio", "twisted")
"""Marks by which other plugins know the tests that they run."""


KNOWN = ("_pytest.", "anyio.", "loopwise.", "pytest_asyncio.", "pytest_trio.")
"""Packages whose ``pytest_pyfunc_call`` takes no test of ours."""


def other_runners(config: pytest.Config) -> list[str]:
    """Name the plugins, or conftests, that call test functions themselves.

    Such as ``aiohttp.pytest_plugin``: they run async tests that carry no mark.
    """
    found: list[str] = []
    for one in config.hook.pytest_pyfunc_call.get_hookimpls():
        plugin = one.plugin
        name = getattr(plugin, "__name__", type(plugin).__module__)
        if not (one.wrapper or one.hookwrapper or f"{name}.".startswith(KNOWN)):
            found.append(name)
    return found


def effective(settings: Settings, config: pytest.Config) -> Settings:
    """Give the settings that count where other plugins run async tests, too.

    Those keep the tests that are not marked, unless the user chose a mode.
    """
    if settings.is_mode_chosen or not other_runners(config):
        return settings
    return dataclasses.replace(settings, mode=Mode.STRICT)


def is_foreign(item: pytest.Item) -> bool:
    """Whether another plugin, or ``unittest``, runs this test on a loop of its own."""
    if "anyio_backend" in getattr(item, "fixturenames", ()):
        return True
    if internals.is_unittest(item):
        # By name: to touch the class in `unittest` is to import asyncio.
        bases = getattr(item, "cls", object).__mro__
        return any(base.__name__ == "IsolatedAsyncioTestCase" for base in bases)
    if not is_async_inside(inner_test(item)):
        return False
    return any(mark.name in OTHERS for mark in item.iter_markers())


def runs_fixture(item: pytest.Item, scope: str) -> bool:
    """Whether the plugin that runs a foreign test runs its async fixtures, too.

    anyio's runs them all, pytest-trio's those of the test's own; ``unittest`` knows
    no fixtures.
    """
    if "anyio_backend" in getattr(item, "fixturenames", ()):
        return True
    if internals.is_unittest(item):
        return False
    return scope == "function" or item.get_closest_marker("anyio") is not None


def inner_test(item: pytest.Item) -> Any:
    """Give the function of a test: under Hypothesis that which the user wrote."""
    return inner_function(getattr(item, "obj", None))


def inner_function(function: object) -> Any:
    """Give the function inside a test of Hypothesis; any other is given as it is."""
    hypothesis = getattr(function, "hypothesis", None)
    return getattr(hypothesis, "inner_test", function)


def is_function(item: pytest.Item) -> bool:
    """Whether pytest calls this test as a function: not a doctest."""
    return isinstance(item, pytest.Function) and not internals.is_unittest(item)


def is_async_test(item: pytest.Item, mode: Mode) -> bool:
    """Whether Loopwise runs the code of this test on a loop."""
    if not is_function(item):
        return False
    if mode is Mode.STRICT and item.get_closest_marker("asyncio") is None:
        return False
    return is_async_inside(inner_test(item))


def is_declared(function: object) -> bool:
    """Whether a fixture function was decorated by Loopwise's or pytest-asyncio's."""
    return bool(getattr(innermost(function), "_force_asyncio_fixture", False)) or bool(
        getattr(function, "_force_asyncio_fixture", False)
    )


def is_loop_fixture(definition: pytest.FixtureDef[Any], mode: Mode) -> bool:
    """Whether Loopwise runs the code of this fixture on a loop."""
    if is_declared(definition.func):
        return True
    if mode is Mode.STRICT:
        return False
    if internals.is_xunit(definition):
        functions = internals.xunit_functions(definition)
        return any(is_async_inside(function) for function in functions)
    return is_async_inside(definition.func)
