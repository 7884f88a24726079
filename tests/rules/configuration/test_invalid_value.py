"""LW604: values that keys do not take."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.model.runner import Runner
from loopwise.rules.configuration.invalid_value import InvalidValue
from loopwise.testing import ExampleSuite
from tests.rules.configuration.found import THEIRS, found, message, repaired

RULE = InvalidValue
LOOPWISE = Runner()
FIXTURES = "asyncio_default_fixture_loop_scope"


def test_quotes_are_part_of_a_value_in_ini_files(tmp_path: Path) -> None:
    """The message says so, and the repair takes them off."""
    findings = found(
        tmp_path, RULE, {"pytest.ini": '[pytest]\nasyncio_mode = "auto"\n'}
    )
    assert message(findings) == snapshot("""\
LW604 `"auto"` is not a valid asyncio_mode

  ▼   pytest.ini:2  asyncio_mode  key in [pytest]

  Why: quotes are part of the value in an ini file.
  Fix: set asyncio_mode to auto
 More: loopwise explain LW604\
""")
    assert repaired(findings) == "[pytest]\nasyncio_mode = auto\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("asyncio_mode = Auto", "asyncio_mode = auto"),
        (f"{FIXTURES} = functions", f"{FIXTURES} = function"),
        (f"{FIXTURES}='session'", f"{FIXTURES}=session"),
        ("asyncio_mode =", None),
        ("asyncio_mode = async", None),
        ("asyncio_mode = auto  # comment", None),
        ("asyncio_default_test_loop_scope = fixture-scope", None),
        ("asyncio_debug = 2", None),
    ],
)
def test_bad_values_are_found(tmp_path: Path, line: str, expected: str | None) -> None:
    """What is nearly right is repaired; comments are not lost for it."""
    findings = found(tmp_path, RULE, {"pytest.ini": f"[pytest]\n{line}\n"})
    assert len(findings) == 1
    if expected is None:
        assert findings[0].repair is None
    else:
        assert repaired(findings) == f"[pytest]\n{expected}\n"


@pytest.mark.parametrize(
    "line",
    [
        "asyncio_mode = strict",
        "asyncio_mode = legacy",
        f"{FIXTURES} = fixture-scope",
        "asyncio_debug = True",
        "loopwise_mode = what nobody reads",
    ],
)
def test_good_values_are_fine(tmp_path: Path, line: str) -> None:
    """Values that are taken, or that another rule tells of."""
    assert found(tmp_path, RULE, {"pytest.ini": f"[pytest]\n{line}\n"}) == []


@pytest.mark.parametrize(
    ("line", "is_good"),
    [
        ("loopwise_timeout = 0", True),
        ("loopwise_timeout = -1", False),
        ("loopwise_timeout = inf", False),
        ("loopwise_slow_callback = 0.1", True),
        ("loopwise_slow_callback = 0", False),
        ("loopwise_leftovers = error", True),
        ("loopwise_leftovers = raise", False),
        ("loopwise_mode =", True),
        ("loopwise_loop_factory = uvloop", True),
    ],
)
def test_values_of_loopwise_are_as_live(
    tmp_path: Path, line: str, is_good: bool
) -> None:
    """The values of Loopwise's own keys are those that a run takes."""
    findings = found(tmp_path, RULE, {"pytest.ini": f"[pytest]\n{line}\n"}, LOOPWISE)
    assert (findings == []) is is_good


@pytest.mark.parametrize(
    ("table", "line", "is_good"),
    [
        ("tool.pytest.ini_options", "asyncio_debug = true", True),
        ("tool.pytest.ini_options", 'asyncio_mode = ["auto"]', False),
        ("tool.pytest", "asyncio_debug = true", True),
        ("tool.pytest", 'asyncio_debug = "true"', False),
        ("tool.pytest", "asyncio_mode = true", False),
    ],
)
def test_tables_of_toml_have_types(
    tmp_path: Path, table: str, line: str, is_good: bool
) -> None:
    """The native table of pytest 9 converts nothing, the other one all but lists."""
    files = {"pyproject.toml": f"[{table}]\n{line}\n"}
    assert (found(tmp_path, RULE, files) == []) is is_good


def test_options_in_addopts_are_looked_at(tmp_path: Path) -> None:
    """So is ``--asyncio-mode``, and what ``-o`` sets."""
    files = {"pytest.ini": "[pytest]\naddopts = --asyncio-mode=automatic\n"}
    assert message(found(tmp_path, RULE, files, THEIRS)) == snapshot("""\
LW604 `automatic` is not a valid --asyncio-mode

  ▼   pytest.ini:2  --asyncio-mode  in addopts

  Why: it is "auto" or "strict".
  Fix: set --asyncio-mode to "auto" or "strict"
 More: loopwise explain LW604\
""")


@pytest.mark.parametrize("runner", [LOOPWISE, THEIRS], ids=lambda one: one.name)
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.ini", "asyncio_mode ="),
        ("pytest.ini", "asyncio_mode = Strict"),
        ("pytest.ini", "asyncio_mode = auto # x"),
        ("pytest.ini", f"{FIXTURES} ="),
        ("pytest.ini", f"{FIXTURES} = session"),
        ("pytest.ini", "asyncio_default_test_loop_scope = test"),
        ("pytest.ini", "asyncio_debug = maybe"),
        ("pytest.ini", "asyncio_debug = ON"),
        ("pytest.ini", "addopts = --asyncio-mode=x"),
        ("pyproject.toml", 'asyncio_mode = ["auto"]'),
        ("pyproject.toml", "asyncio_debug = 1"),
    ],
)
def test_a_run_stops_at_what_is_found(
    tmp_path: Path, name: str, text: str, runner: Runner
) -> None:
    """A value is found bad if, and only if, the run ends with a usage error."""
    head = "[pytest]" if name == "pytest.ini" else "[tool.pytest.ini_options]"
    files = {name: f"{head}\n{text}\n", "test_a.py": "async def test_a(): ..."}
    plugins = () if runner is LOOPWISE else ("-p", "no:loopwise", "-p", "asyncio")
    result = ExampleSuite(files, plugins).run(tmp_path)
    is_refused = result.exit_code not in {0, 1}
    assert bool(found(tmp_path, RULE, files, runner)) is is_refused, result.text
