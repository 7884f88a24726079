"""Options: what the user may say, on the command line and in the configuration."""

from __future__ import annotations

import math

import pytest

from loopwise.model.scope import SCOPE_NAMES, Scope
from loopwise.model.settings import Leftovers, Limit, Minimum, Mode, Named, Settings
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.seconds import VALID_SECONDS, seconds_of

MODES = tuple(mode.value for mode in Mode)
LEFTOVERS = tuple(one.value for one in Leftovers)
SECONDS = "a number of seconds greater than 0"
FIXTURE_SCOPE = "fixture-scope"
"""pytest-asyncio's word for "as the fixture's scope", which is what Loopwise does."""

_SCOPE_HELP = "narrowest loop scope of {what}; detection may still give a wider one"


def add_options(parser: pytest.Parser) -> None:
    """Add Loopwise's options, and those of pytest-asyncio that it takes over."""
    group = parser.getgroup("loopwise", "event loops of async tests (Loopwise)")
    # Three options without a value, not one whose value may be left out: that would
    # take the path in `pytest --loop-plan tests` for its value.
    for name, form in (
        ("--loop-plan", "tree"),
        ("--loop-plan=tree", "tree"),
        ("--loop-plan=json", "json"),
    ):
        group.addoption(
            name,
            dest="loop_plan",
            action="store_const",
            const=form,
            help=f"show which loop each test runs on, and why, as {form}; run nothing",
        )
    group.addoption(
        "--loop-explain",
        metavar="CODE",
        help="show what a message means, by its code, such as LW103; run nothing",
    )
    group.addoption(
        "--loop-mode",
        metavar="MODE",
        help="auto: run every async test and fixture; strict: only marked ones",
    )
    group.addoption(
        "--loop-timeout",
        metavar="SECONDS",
        help="time limit of each test that has none by its mark; 0: none",
    )
    for name, metavar, text in (
        ("--asyncio-mode", "MODE", "the same as --loop-mode"),
        ("--asyncio-debug", None, "run the event loops in asyncio's debug mode"),
    ):
        if internals.has_option(parser, name):
            continue
        if metavar is None:
            group.addoption(name, action="store_true", default=None, help=text)
        else:
            group.addoption(name, metavar=metavar, help=text)
    parser.addini(
        "loopwise_bound_types",
        "types of your own whose objects belong to a loop, one a line: "
        "package.module:Class",
        type="linelist",
        default=[],
    )
    parser.addini(
        "loopwise_first_party",
        "installed packages that are read as the project's own code",
        type="args",
        default=[],
    )
    parser.addini(
        "loopwise_loop_factory",
        "what makes the event loops, as package.module:name: uvloop:new_event_loop",
        default=None,
    )
    parser.addini(
        "loopwise_leftovers",
        "what becomes of tasks and the like that tests leave behind: "
        "warn, error or off",
        default=None,
    )
    parser.addini(
        "loopwise_slow_callback",
        "seconds for which nothing should keep its event loop busy",
        default=None,
    )
    parser.addini(
        "loopwise_timeout",
        "time limit, in seconds, of each test that has none by its mark; 0: none",
        default=None,
    )
    for prefix in ("loopwise", "asyncio"):
        # What other code reads as pytest-asyncio's defaults. They decide nothing here.
        is_theirs = prefix == "asyncio"
        parser.addini(
            f"{prefix}_mode", "auto or strict", default="strict" if is_theirs else None
        )
        parser.addini(
            f"{prefix}_debug",
            "run event loops in debug mode",
            type="bool",
            default=False,
        )
        for what in ("test", "fixture"):
            parser.addini(
                f"{prefix}_default_{what}_loop_scope",
                _SCOPE_HELP.format(what=f"async {what}s"),
                default="function" if is_theirs and what == "test" else None,
            )


def read_settings(config: pytest.Config) -> Settings:
    """Read and check what the user chose.

    Raises:
        pytest.UsageError: a value means nothing; the text names the option and where
            it stands.
    """
    mode = _mode(config)
    return Settings(
        mode=mode or Mode.AUTO,
        test_minimum=_minimum(config, "test"),
        fixture_minimum=_minimum(config, "fixture"),
        debug=_debug(config),
        is_mode_chosen=mode is not None,
        loop_factory=_loop_factory(config),
        leftovers=_leftovers(config),
        slow_callback=_slow_callback(config),
        limit=_limit(config),
    )


def _mode(config: pytest.Config) -> Mode | None:
    for option, source in (
        (config.getoption("loop_mode"), "--loop-mode"),
        (config.getoption("asyncio_mode"), "--asyncio-mode"),
        (_ini(config, "loopwise_mode"), set_in(config, "loopwise_mode")),
        (_ini(config, "asyncio_mode"), set_in(config, "asyncio_mode")),
    ):
        if option is not None:
            if option not in MODES:
                raise _bad(option, source, "Valid modes", MODES)
            return Mode(option)
    return None


def _minimum(config: pytest.Config, what: str) -> Minimum | None:
    for prefix in ("loopwise", "asyncio"):
        name = f"{prefix}_default_{what}_loop_scope"
        value = _ini(config, name)
        if value is None or (value == FIXTURE_SCOPE and what == "fixture"):
            continue
        if value not in SCOPE_NAMES:
            raise _bad(value, set_in(config, name), "Valid scopes are", SCOPE_NAMES)
        return Minimum(Scope.from_name(value), set_in(config, name))
    return None


def _bad(
    value: object, source: str, title: str, choices: tuple[str, ...]
) -> pytest.UsageError:
    """Say that an option has a bad value, in the words of pytest-asyncio."""
    name, _, where = source.partition(" ")
    text = f"{value!r} is not a valid {name}. {title}: {', '.join(choices)}."
    return pytest.UsageError(f"{text}\n{where}" if where else text)


def _loop_factory(config: pytest.Config) -> Named | None:
    name = "loopwise_loop_factory"
    value = _ini(config, name)
    # Quotes are part of the value in an ini file, and easily copied from a TOML one.
    return Named(str(value).strip(" \"'"), set_in(config, name)) if value else None


def _leftovers(config: pytest.Config) -> Leftovers:
    name = "loopwise_leftovers"
    value = _ini(config, name)
    if value is None:
        return Leftovers.WARN
    if value not in LEFTOVERS:
        raise _bad(value, set_in(config, name), "Valid values", LEFTOVERS)
    return Leftovers(value)


def _slow_callback(config: pytest.Config) -> float | None:
    name = "loopwise_slow_callback"
    value = _ini(config, name)
    if value is None:
        return None
    try:
        seconds = float(str(value))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < math.inf:
        raise _bad(value, set_in(config, name), "Valid values", (SECONDS,))
    return seconds


def _limit(config: pytest.Config) -> Limit | None:
    for value, source in (
        (config.getoption("loop_timeout"), "--loop-timeout"),
        (_ini(config, "loopwise_timeout"), set_in(config, "loopwise_timeout")),
    ):
        if value is not None:
            try:
                return Limit(seconds_of(float(str(value))), source)
            except ValueError:
                raise _bad(value, source, "Valid are", (VALID_SECONDS,)) from None
    return None


def _debug(config: pytest.Config) -> bool:
    if config.getoption("asyncio_debug"):
        return True
    for name in ("loopwise_debug", "asyncio_debug"):
        try:
            value = _ini(config, name)
        except (ValueError, pytest.UsageError) as error:  # by pytest's version
            raise pytest.UsageError(f"{set_in(config, name)}: {error}") from None
        if value is not None:
            return bool(value)
    return False


def _ini(config: pytest.Config, name: str) -> object:
    value = config.getini(name) if internals.is_set(config, name) else None
    return None if value in (None, "") else value


def set_in(config: pytest.Config, name: str) -> str:
    """Name a key together with where the user set it: ``asyncio_mode (pytest.ini)``."""
    given = [text.partition("=")[0] for text in config.getoption("override_ini") or ()]
    if name in given:
        return f"{name} (-o)"
    return f"{name} ({config.inipath.name})" if config.inipath else name
