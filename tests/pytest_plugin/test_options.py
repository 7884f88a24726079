"""Options, on the command line and in the configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.model.scope import Scope
from loopwise.model.settings import Leftovers, Limit, Minimum, Mode, Named, Settings
from loopwise.testing import ExampleSuite
from tests.pytest_plugin.configured import settings_for

SUITE = ExampleSuite(
    {
        "pytest.ini": """
            [pytest]
            addopts = --strict-config --strict-markers
            filterwarnings = error
            asyncio_mode = auto
            asyncio_default_fixture_loop_scope = function
        """,
        "test_one.py": """
            import asyncio
            import pytest

            @pytest.fixture
            async def user():
                return asyncio.get_running_loop()

            async def test_plain():
                print("debug:", asyncio.get_running_loop().get_debug())

            async def test_user(user):
                assert asyncio.get_running_loop() is user
        """,
    }
)


def test_nothing_is_chosen_by_default(tmp_path: Path) -> None:
    """Without options all async tests run, no loop has a minimum, debug is off."""
    assert settings_for(tmp_path, "") == Settings(Mode.AUTO, None, None, debug=False)


@pytest.mark.parametrize("prefix", ["loopwise", "asyncio"])
def test_default_loop_scopes_are_minimums(tmp_path: Path, prefix: str) -> None:
    """Both spellings of the default loop scopes are minimums that know their place."""
    test, fixture = (
        f"{prefix}_default_{what}_loop_scope" for what in ("test", "fixture")
    )
    found = settings_for(tmp_path, f"{test} = module\n{fixture} = session")
    assert found.test_minimum == Minimum(Scope.MODULE, f"{test} (pytest.ini)")
    assert found.fixture_minimum == Minimum(Scope.SESSION, f"{fixture} (pytest.ini)")


@pytest.mark.parametrize("value", ["", "fixture-scope"])
def test_value_that_chooses_nothing(tmp_path: Path, value: str) -> None:
    """An empty value, and pytest-asyncio's word for detection, set no minimum."""
    line = f"asyncio_default_fixture_loop_scope = {value}"
    assert settings_for(tmp_path, line) == Settings()


def test_own_name_counts_before_pytest_asyncios(tmp_path: Path) -> None:
    """Where both spellings are used, Loopwise's own counts."""
    found = settings_for(
        tmp_path,
        "asyncio_default_test_loop_scope = session\n"
        "loopwise_default_test_loop_scope = module\n"
        "asyncio_mode = strict\n"
        "loopwise_mode = auto\n"
        "asyncio_debug = true\n"
        "loopwise_debug = false",
    )
    assert found.test_minimum is not None
    assert found.test_minimum.scope is Scope.MODULE
    assert found.mode is Mode.AUTO
    assert found.debug is False


@pytest.mark.parametrize(
    ("line", "args", "mode"),
    [
        ("loopwise_mode = strict", (), Mode.STRICT),
        ("asyncio_mode = strict", (), Mode.STRICT),
        ("asyncio_mode = auto", (), Mode.AUTO),
        ("", ("--loop-mode=strict",), Mode.STRICT),
        ("", ("--asyncio-mode=strict",), Mode.STRICT),
        ("loopwise_mode = auto", ("--asyncio-mode=strict",), Mode.STRICT),
        ("", ("--loop-mode=strict", "--asyncio-mode=auto"), Mode.STRICT),
        ("loopwise_mode = strict", ("-o", "loopwise_mode=auto"), Mode.AUTO),
    ],
)
def test_mode(tmp_path: Path, line: str, args: tuple[str, ...], mode: Mode) -> None:
    """The mode can be chosen in each place; the command line counts first."""
    assert settings_for(tmp_path, line, *args).mode is mode


@pytest.mark.parametrize(
    ("line", "args", "debug"),
    [
        ("loopwise_debug = true", (), True),
        ("asyncio_debug = on", (), True),
        ("asyncio_debug = YES", (), True),
        ("asyncio_debug = 1", (), True),
        ("asyncio_debug = no", (), False),
        ("loopwise_debug = off", (), False),
        ("asyncio_debug = false", ("--asyncio-debug",), True),
    ],
)
def test_debug(tmp_path: Path, line: str, args: tuple[str, ...], debug: bool) -> None:
    """Debug mode is on where it is asked for, and only there."""
    assert settings_for(tmp_path, line, *args).debug is debug


MODES = "Valid modes: auto, strict."
SCOPES = "Valid scopes are: function, class, module, package, session."


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("loopwise_default_test_loop_scope", "modul", SCOPES),
        ("asyncio_default_test_loop_scope", "Module", SCOPES),
        ("loopwise_default_fixture_loop_scope", "tests", SCOPES),
        ("asyncio_default_fixture_loop_scope", "Session", SCOPES),
        ("loopwise_mode", "fast", MODES),
        ("asyncio_mode", "legacy", MODES),
    ],
)
def test_bad_value_is_named_with_its_place(
    tmp_path: Path, name: str, value: str, text: str
) -> None:
    """A value that means nothing is refused with its name, its file and a cure."""
    with pytest.raises(pytest.UsageError) as caught:
        settings_for(tmp_path, f"{name} = {value}")
    assert str(caught.value) == f"{value!r} is not a valid {name}. {text}\n(pytest.ini)"


def test_leftovers_and_the_threshold_are_read(tmp_path: Path) -> None:
    """What becomes of leftovers, and when a loop counts as blocked, is the user's."""
    found = settings_for(
        tmp_path, "loopwise_leftovers = error\nloopwise_slow_callback = 0.25"
    )
    assert found.leftovers is Leftovers.ERROR
    assert found.slow_callback == 0.25


@pytest.mark.parametrize("value", ["quick", "0", "-1", "inf", "nan"])
def test_bad_threshold_is_named_with_its_place(tmp_path: Path, value: str) -> None:
    """A threshold is a number of seconds, greater than none."""
    with pytest.raises(pytest.UsageError) as caught:
        settings_for(tmp_path, f"loopwise_slow_callback = {value}")
    assert str(caught.value) == (
        f"{value!r} is not a valid loopwise_slow_callback. "
        "Valid values: a number of seconds greater than 0.\n(pytest.ini)"
    )


def test_bad_word_for_leftovers_is_named_with_its_place(tmp_path: Path) -> None:
    """A word that means nothing for leftovers is refused with those that do."""
    with pytest.raises(pytest.UsageError) as caught:
        settings_for(tmp_path, "loopwise_leftovers = fail")
    assert str(caught.value) == (
        "'fail' is not a valid loopwise_leftovers. "
        "Valid values: warn, error, off.\n(pytest.ini)"
    )


@pytest.mark.parametrize("name", ["loopwise_debug", "asyncio_debug"])
def test_bad_truth_value_is_named_with_its_place(tmp_path: Path, name: str) -> None:
    """A value that is no truth value is refused with its name and its file."""
    with pytest.raises(pytest.UsageError) as caught:
        settings_for(tmp_path, f"{name} = maybe")
    assert str(caught.value) == f"{name} (pytest.ini): invalid truth value 'maybe'"


@pytest.mark.parametrize(
    ("line", "args", "limit"),
    [
        ("", (), None),
        ("loopwise_timeout =", (), None),
        ("loopwise_timeout = 2.5", (), Limit(2.5, "loopwise_timeout (pytest.ini)")),
        ("loopwise_timeout = 0", (), Limit(0, "loopwise_timeout (pytest.ini)")),
        ("", ("--loop-timeout=3",), Limit(3, "--loop-timeout")),
        ("loopwise_timeout = 2", ("--loop-timeout=0",), Limit(0, "--loop-timeout")),
        ("", ("-o", "loopwise_timeout=2"), Limit(2, "loopwise_timeout (-o)")),
    ],
)
def test_limit(
    tmp_path: Path, line: str, args: tuple[str, ...], limit: Limit | None
) -> None:
    """The time limit can be set in each place; the command line counts first."""
    assert settings_for(tmp_path, line, *args).limit == limit


SECONDS = "Valid are: a number of seconds, or 0 for no limit."


@pytest.mark.parametrize("value", ["soon", "-1", "nan", "inf", "1s", "true"])
def test_bad_limit_is_named_with_its_place(tmp_path: Path, value: str) -> None:
    """A limit that is no number of seconds is refused with its name and its place."""
    name = "loopwise_timeout"
    with pytest.raises(pytest.UsageError) as caught:
        settings_for(tmp_path, f"{name} = {value}")
    text = f"{value!r} is not a valid {name}. {SECONDS}\n(pytest.ini)"
    assert str(caught.value) == text
    with pytest.raises(pytest.UsageError) as caught:
        settings_for(tmp_path, "", f"--loop-timeout={value}")
    assert str(caught.value) == f"{value!r} is not a valid --loop-timeout. {SECONDS}"


@pytest.mark.parametrize("option", ["--loop-mode", "--asyncio-mode"])
def test_bad_option_is_named(tmp_path: Path, option: str) -> None:
    """A mode on the command line that is none is refused by the option's name."""
    with pytest.raises(pytest.UsageError) as caught:
        settings_for(tmp_path, "", f"{option}=fast")
    assert str(caught.value) == f"'fast' is not a valid {option}. {MODES}"


def test_override_on_the_command_line_is_named_so(tmp_path: Path) -> None:
    """A bad value given by ``-o`` is not blamed on a file."""
    with pytest.raises(pytest.UsageError, match="loopwise_mode") as caught:
        settings_for(tmp_path, "", "-o", "loopwise_mode=fast")
    text = f"'fast' is not a valid loopwise_mode. {MODES}\n(-o)"
    assert str(caught.value) == text


def test_bad_value_ends_the_run(tmp_path: Path) -> None:
    """The run ends with pytest's own exit code and the text alone."""
    result = SUITE.run(tmp_path, "--loop-mode=fast")
    assert result.exit_code == pytest.ExitCode.USAGE_ERROR
    assert f"ERROR: 'fast' is not a valid --loop-mode. {MODES}" in result.text
    assert "Traceback" not in result.text


def test_unknown_form_of_the_plan_ends_the_run(tmp_path: Path) -> None:
    """A plan in a form that there is not is refused."""
    result = SUITE.run(tmp_path, "--loop-plan=yaml")
    assert result.exit_code == pytest.ExitCode.USAGE_ERROR


def test_strict_mode_leaves_unmarked_tests_alone(tmp_path: Path) -> None:
    """In strict mode an unmarked async test is not planned as one."""
    plan = SUITE.plan(tmp_path, "--loop-mode=strict")
    assert [one["async"] for one in plan["tests"]] == [False, False]
    assert [one["loop"] for one in plan["tests"]] == [None, None]


def test_strict_suite_starts(tmp_path: Path) -> None:
    """No warning is raised where every warning is an error; debug mode is real."""
    result = SUITE.run(tmp_path, "-s", "--asyncio-debug")
    assert result.counts == {"passed": 2}, result.text
    assert "debug: True" in result.text


def test_options_are_in_the_help(tmp_path: Path) -> None:
    """``pytest --help`` tells of every option and every ini key."""
    text = SUITE.run(tmp_path, "--help").text
    for name in (
        "--loop-plan",
        "--loop-mode",
        "--loop-timeout",
        "--asyncio-mode",
        "--asyncio-debug",
        "loopwise_mode",
        "loopwise_timeout",
        "loopwise_debug",
        "loopwise_default_test_loop_scope",
        "loopwise_default_fixture_loop_scope",
    ):
        assert name in text


@pytest.mark.parametrize("value", ["a.b:make", '"a.b:make"', "'a.b:make'"])
def test_loop_factory_is_read_without_quotes(tmp_path: Path, value: str) -> None:
    """Quotes, which an ini file does not know, are left out; the place is kept."""
    settings = settings_for(tmp_path, f"loopwise_loop_factory = {value}")
    assert settings.loop_factory == Named(
        "a.b:make", "loopwise_loop_factory (pytest.ini)"
    )
