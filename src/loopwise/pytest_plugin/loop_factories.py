"""Loop factories: which loops a test is run with, and once with each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from loopwise.compat.fixtures import EVENT_LOOP, FACTORY, POLICY
from loopwise.model.scope import Scope
from loopwise.model.settings import Mode, Settings
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.deprecations import warn_of_scope
from loopwise.pytest_plugin.functions import is_async_inside
from loopwise.pytest_plugin.marks import NAME, AsyncioMark, BadMark, mark_of
from loopwise.pytest_plugin.ownership import inner_function
from loopwise.pytest_plugin.takeover import HOOK

BAD_HOOK = (
    f"{HOOK} must return a non-empty mapping of factory names to callables.\n"
    "For {test} it returned {found!r}."
)
NO_HOOK = (
    "{test}: mark.asyncio 'loop_factories' requires at least one "
    f"{HOOK} hook implementation."
)


def parametrize(metafunc: pytest.Metafunc, settings: Settings) -> None:
    """Let an async test run once with each of its loop factories."""
    definition = metafunc.definition
    _join_policy(metafunc)
    has_loops = _is_overridden(definition, EVENT_LOOP)
    if not _is_ours(metafunc, settings, asked=has_loops):
        return
    if has_loops:
        internals.let_ask(metafunc, EVENT_LOOP)
    if settings.is_mode_chosen and settings.mode is Mode.AUTO:
        if definition.get_closest_marker(NAME) is None:
            definition.add_marker(NAME)  # the hook may look for it
    try:
        mark = mark_of(definition)
    except BadMark:
        return  # told when the test is set up
    if mark.says_scope:
        warn_of_scope()
    if mark.factory is None or mark.factories is not None:
        _once_with_each(metafunc, mark, settings)


def _once_with_each(
    metafunc: pytest.Metafunc, mark: AsyncioMark, settings: Settings
) -> None:
    """Let a test run once with each factory of the hook, or each that it names."""
    test = metafunc.definition
    known = _factories(test)
    if known is None:
        if mark.factories is not None:
            pytest.fail(NO_HOOK.format(test=test.nodeid), pytrace=False)
        return
    names: Sequence[str] = mark.factories or tuple(known)
    scope = mark.loop_scope
    if scope is None and settings.test_minimum is not None:
        scope = settings.test_minimum.scope
    scope = Scope.FUNCTION if scope is None else scope
    _parametrize(metafunc, names, known, str(scope))


def _join_policy(metafunc: pytest.Metafunc) -> None:
    """Let a test have the parameters of a policy: every test had, sync ones, too."""
    definition = metafunc.definition
    if POLICY not in metafunc.fixturenames and any(
        POLICY in str(mark.args[:1]) for mark in definition.iter_markers("parametrize")
    ):
        metafunc.fixturenames.append(POLICY)
    elif _is_overridden(definition, POLICY):
        internals.let_ask(metafunc, POLICY)


def _is_ours(metafunc: pytest.Metafunc, settings: Settings, *, asked: bool) -> bool:
    """Whether this is an async test with a mark, or that anybody makes loops for."""
    definition = metafunc.definition
    if definition.get_closest_marker(NAME) is None:
        if not (asked or getattr(definition.ihook, HOOK).get_hookimpls()):
            return False
        if settings.mode is Mode.STRICT:
            return False
    return is_async_inside(inner_function(metafunc.function))


def _is_overridden(definition: pytest.Item, name: str) -> bool:
    return len(internals.all_definitions(definition.session, name)) > 1


def _parametrize(
    metafunc: pytest.Metafunc,
    names: Sequence[str],
    known: Mapping[str, Callable[[], Any]],
    scope: str,
) -> None:
    ids: Sequence[Any] = names
    if len(names) == 1 and hasattr(pytest, "HIDDEN_PARAM"):  # from pytest 8.4 on
        ids = (pytest.HIDDEN_PARAM,)
    metafunc.fixturenames.append(FACTORY)
    metafunc.parametrize(
        FACTORY,
        [known[name] if name in known else _missing(name, known) for name in names],
        ids=ids,
        indirect=True,
        scope=scope,  # type: ignore[arg-type]  # a name of a scope, as `str` gives it
    )


def _missing(name: str, known: Mapping[str, object]) -> object:
    reason = (
        f"Loop factory {name!r} is not available. "
        f"Available factories: {', '.join(known)}."
    )
    return pytest.param(None, marks=pytest.mark.skip(reason=reason))


def _factories(definition: pytest.Item) -> dict[str, Callable[[], Any]] | None:
    """Ask the hook for the loop factories of a test; ``None`` where nobody has it."""
    hook = getattr(definition.ihook, HOOK)
    if not hook.get_hookimpls():
        return None
    found = hook(config=definition.config, item=definition)
    if (
        not isinstance(found, Mapping)
        or not found
        or not all(
            isinstance(name, str) and name and callable(factory)
            for name, factory in found.items()
        )
    ):
        pytest.fail(BAD_HOOK.format(test=definition.nodeid, found=found), pytrace=False)
    return dict(found)
