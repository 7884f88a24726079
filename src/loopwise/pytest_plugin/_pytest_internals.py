"""The only place that touches what pytest does not promise to keep.

Each function says which versions it was checked with and why the public interface
does not do. Checked means: read in that version's source, and run by the test matrix.
"""

from __future__ import annotations

import importlib.metadata
import inspect
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pluggy
import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook
from _pytest.faulthandler import fault_handler_stderr_fd_key
from _pytest.fixtures import get_scope_package, resolve_fixture_function
from _pytest.python import get_direct_param_fixture_func
from _pytest.unittest import TestCaseFunction

XUNIT = "_xunit_setup_"


def initial_names(item: pytest.Item) -> tuple[str, ...] | None:
    """Names of the fixtures that an item asks for itself, autouse ones included.

    ``None`` for items that know no fixtures. pytest 8.2 to 9.2; the public
    ``fixturenames`` is the whole closure, without who asks for what.
    """
    info = getattr(item, "_fixtureinfo", None)
    return None if info is None else tuple(info.initialnames)


def definitions(item: pytest.Item) -> Mapping[str, Sequence[pytest.FixtureDef[Any]]]:
    """For each fixture name in an item's closure its definitions, nearest last.

    pytest 8.2 to 9.2; there is no public way to see which override applies.
    """
    found: Mapping[str, Sequence[pytest.FixtureDef[Any]]]
    found = item._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined]  # Function
    return found


def visible_definitions(
    item: pytest.Item, name: str
) -> Sequence[pytest.FixtureDef[Any]]:
    """Definitions of ``name`` that ``item`` could ask for while it runs, nearest last.

    pytest 8.2 to 9.2; ``getfixturevalue`` is public but sets the fixture up.
    """
    found = item.session._fixturemanager.getfixturedefs(name, item)
    return found or ()


def is_direct_parameter(definition: pytest.FixtureDef[Any]) -> bool:
    """Whether this only stands for a value given by ``parametrize``.

    pytest 8.2 to 9.2 make a definition of their own for each; the function is the
    one mark that all versions share.
    """
    return definition.func is get_direct_param_fixture_func


def parameters(item: pytest.Item) -> Iterator[tuple[str, object, str]]:
    """Name, value and scope of each parameter of an item.

    pytest 8.2 to 9.2; the scope decides how long the fixture that gets the parameter
    is kept, and is not public.
    """
    callspec = getattr(item, "callspec", None)
    if callspec is not None:
        for name, value in callspec.params.items():
            yield name, value, callspec._arg2scope[name].value


def package_of(
    item: pytest.Item, definition: pytest.FixtureDef[Any]
) -> pytest.Collector | None:
    """The package that a package-scoped fixture is kept for, if there is one.

    pytest 8.2 to 9.2; ``request.node`` tells it, but only during set-up.
    """
    node = get_scope_package(item, definition)
    return node if isinstance(node, pytest.Package) else None


def bound_function(
    definition: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Callable[..., Any]:
    """The fixture function, bound to the test's own instance where it is a method.

    pytest 8.2 to 9.2; pytest does it in the hook that Loopwise takes part in.
    """
    function: Callable[..., Any] = resolve_fixture_function(definition, request)
    return function


@contextmanager
def replaced(
    definition: pytest.FixtureDef[Any], function: Callable[..., Any]
) -> Iterator[None]:
    """Have pytest call a function in the place of the fixture's own.

    pytest 8.2 to 9.2; ``func`` is public, but final for users.
    """
    original = definition.func
    definition.func = function  # type: ignore[misc]  # final for users
    try:
        yield
    finally:
        definition.func = original  # type: ignore[misc]  # as above


def active_definitions(item: pytest.Item) -> Mapping[str, pytest.FixtureDef[Any]]:
    """The fixtures that an item has set up or taken from the cache so far.

    pytest 8.2 to 9.2; the public ``request.fixturenames`` lacks the definitions.
    """
    request = getattr(item, "_request", None)
    found: Mapping[str, pytest.FixtureDef[Any]]
    found = getattr(request, "_fixture_defs", None) or {}
    return found


def item_of(request: Any) -> pytest.Item:
    """The item for which a fixture is requested.

    pytest 8.2 to 9.2; the public ``request.node`` is the fixture's scope node.
    """
    item: pytest.Item = request._pyfuncitem
    return item


def is_unittest(item: pytest.Item) -> bool:
    """Whether ``unittest`` runs this test. pytest 8.2 to 9.2; the class is private."""
    return isinstance(item, TestCaseFunction)


def is_xunit(definition: pytest.FixtureDef[Any]) -> bool:
    """Whether this stands for ``setup_method`` and its like. pytest 8.2 to 9.2."""
    return definition.argname.startswith(XUNIT)


def xunit_functions(definition: pytest.FixtureDef[Any]) -> list[Callable[..., Any]]:
    """The user's set-up and teardown functions behind an xunit-style fixture.

    pytest 8.2 to 9.2 keep them in the closure of a function of its own; there is no
    public way to them.
    """
    cells = getattr(definition.func, "__closure__", None) or ()
    return [cell.cell_contents for cell in cells if callable(cell.cell_contents)]


def xunit_with(
    definition: pytest.FixtureDef[Any], drive: Callable[[object], object]
) -> Callable[..., Any]:
    """Copy an xunit-style fixture so that what the user's functions return is driven.

    pytest 8.2 to 9.2 call them through one helper, which drops what they return. The
    copy has another helper in its place, so everything else stays as pytest has it.
    """
    original = definition.func
    if not isinstance(original, types.FunctionType):  # pragma: no cover  # never seen
        return original

    def call(function: Any, argument: object) -> None:
        count = function.__code__.co_argcount - inspect.ismethod(function)
        drive(function(argument) if count else function())

    names = {**original.__globals__, "_call_with_optional_argument": call}
    return types.FunctionType(
        original.__code__, names, original.__name__, None, original.__closure__
    )


def has_option(parser: pytest.Parser, name: str) -> bool:
    """Whether some plugin has added the command-line option ``name`` already.

    pytest 8.2 to 9.2; adding it twice raises, and another plugin may come first.
    """
    groups = [parser._anonymous, *parser._groups]
    return any(name in option.names() for group in groups for option in group.options)


def load_as_it_is(package: str) -> None:
    """Let Python load a package's modules from here on, with their compiled code.

    pytest rewrites the asserts of every module of a plugin's distribution. Where no
    bytecode may be written, it does so in every run, which takes longer than all else
    that Loopwise does at the start. pytest 8.2 to 9.2; the public switch, a word in
    each module's docstring, still has it parse and compile them.
    """
    for finder in sys.meta_path:
        if isinstance(finder, AssertionRewritingHook):
            finder._must_rewrite.discard(package)


def forget_registration(manager: pytest.PytestPluginManager, plugin: object) -> None:
    """Let nobody be told any more that a plugin was registered, which no longer is.

    pytest 8.2 to 9.2 with pluggy 1.5 to 1.7: what is told to those who come later is
    kept in a list that is not public. pytest would read the plugin's fixtures by it.
    """
    hook: Any = manager.hook.pytest_plugin_registered
    kept = [one for one in hook._call_history if one[0].get("plugin") is not plugin]
    hook._call_history[:] = kept


def claim_distribution(manager: pytest.PytestPluginManager, name: str) -> None:
    """Note a distribution as one whose plugin is loaded, for ``required_plugins``.

    pytest 8.2 to 9.2 with pluggy 1.5 to 1.7; there is no public way to add to the
    list that pytest compares with.
    """
    known = [dist.project_name for _, dist in manager.list_plugin_distinfo()]
    if name not in known:
        facade: Any = vars(pluggy._manager)["DistFacade"]
        dist = facade(importlib.metadata.distribution(name))
        manager._plugin_distinfo.append((object(), dist))


def all_definitions(
    session: pytest.Session, name: str
) -> Sequence[pytest.FixtureDef[Any]]:
    """All definitions of a fixture name that were collected, whoever can see them.

    pytest 8.2 and 8.4 keep one list for a name, 9.2 has one for each node that it is
    defined in, by the node or by its id. There is no public way to list fixtures.
    """
    manager: Any = session._fixturemanager
    if hasattr(manager, "_arg2fixturedefs"):
        return list(manager._arg2fixturedefs.get(name, ()))
    tables = (manager._arg2node2fixturedefs, manager._arg2nodeid2fixturedefs)
    lists = [found for table in tables for found in table.get(name, {}).values()]
    return [definition for found in lists for definition in found]


def ask(item: pytest.Item, name: str) -> Any:
    """Set a fixture up for an item, as if the item had asked for it.

    pytest 8.2 to 9.2; the public ``request`` is only given to fixtures and tests.
    """
    return item._request.getfixturevalue(name)  # type: ignore[attr-defined]  # Function


def knows_fixtures(item: pytest.Item) -> bool:
    """Whether ``ask`` works for an item. pytest 8.2 to 9.2; see there."""
    return hasattr(item, "_request")


def closure_of(definition: pytest.FixtureDef[Any], item: pytest.Item) -> frozenset[str]:
    """Names of all fixtures that a definition asks for, directly or not.

    pytest 8.2 to 9.2; an item's closure does not tell who asks for what.
    """
    found: set[str] = set()
    waiting = list(definition.argnames)
    while waiting:
        name = waiting.pop()
        visible = () if name in found else visible_definitions(item, name)
        found.add(name)
        waiting += visible[-1].argnames if visible else ()
    return frozenset(found)


def let_ask(metafunc: pytest.Metafunc, name: str) -> None:
    """Let a test have the parameters of a fixture that is not among its own.

    Those of the fixture, and of what it asks for. pytest 8.2 to 9.2; the names are
    public but meant to be read, and what else there is to change (``usefixtures``)
    comes too late here.
    """
    waiting, seen = [name], set(metafunc.fixturenames)
    while waiting:
        name = waiting.pop(0)
        visible = visible_definitions(metafunc.definition, name)
        if name in seen or not visible:
            continue
        seen.add(name)
        one = visible[-1]
        waiting += one.argnames
        if one.params is not None:
            metafunc.fixturenames.append(name)
            metafunc.parametrize(
                name, one.params, indirect=True, scope=one.scope, ids=one.ids
            )


def is_set(config: pytest.Config, name: str) -> bool:
    """Whether the user has set an ini option, rather than left its default.

    pytest 8.2 and 8.4 have ``inicfg``, which 9 deprecates; there is no other way to
    tell a default from the same value written down.
    """
    given = vars(config).get("_inicfg")
    if given is None:
        given = vars(config)["inicfg"]
    overrides = config.getoption("override_ini") or ()
    return name in given or any(one.partition("=")[0] == name for one in overrides)


def stderr_of(config: pytest.Config) -> int:
    """The descriptor of the run's standard error, whatever is being captured.

    pytest 8.2 to 9.2 keep one for ``faulthandler``; what is public is captured.
    """
    return config.stash.get(fault_handler_stderr_fd_key, 2)
