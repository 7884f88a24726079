"""LW605: options that the declared plugin does not have, or wants."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.rules.configuration.plugin_and_options import PluginAndOptions
from tests.rules.configuration.found import found, message, repaired

RULE = PluginAndOptions
FIXTURES = "asyncio_default_fixture_loop_scope"
TESTS = "asyncio_default_test_loop_scope"


def declared(version: str, *lines: str) -> dict[str, str]:
    return {
        "requirements.txt": f"pytest\npytest-asyncio{version}\n",
        "pytest.ini": "\n".join(["[pytest]", *lines, ""]),
    }


def test_a_key_that_came_later_is_told(tmp_path: Path) -> None:
    """The message names the release that has it, and the one that is declared."""
    files = declared("==0.23.8", f"{TESTS} = session")
    assert message(found(tmp_path, RULE, files, None)) == snapshot("""\
LW605 `asyncio_default_test_loop_scope` came with pytest-asyncio 0.26, and the
      project has an older one

  ▼   pytest.ini:2  asyncio_default_test_loop_scope  key in [pytest]

  Why: pytest-asyncio==0.23.8 (requirements.txt) is declared; what that does not
       know has no effect, or is an error.
  Fix: declare pytest-asyncio>=0.26
   or: drop asyncio_default_test_loop_scope
 More: loopwise explain LW605\
""")


def test_the_newest_wants_a_key(tmp_path: Path) -> None:
    """From 1.5 on a value can be set that changes nothing: the repair does it."""
    findings = found(tmp_path, RULE, declared("==1.5.0", "asyncio_mode = auto"), None)
    assert message(findings) == snapshot("""\
LW605 pytest-asyncio warns at each run that `asyncio_default_fixture_loop_scope`
      is unset

  ▼   pytest.ini:1  [pytest]  read by pytest

  Why: pytest-asyncio==1.5.0 (requirements.txt) is declared, and wants to be
       told; unset, a fixture runs on the loop of its own scope.
  Fix: set asyncio_default_fixture_loop_scope to fixture-scope
 More: loopwise explain LW605\
""")
    assert repaired(findings) == (
        f"[pytest]\nasyncio_mode = auto\n{FIXTURES} = fixture-scope\n"
    )


def test_before_that_nothing_is_repaired(tmp_path: Path) -> None:
    """In older releases each value may break fixtures that are kept for longer."""
    files = declared("==0.25.3", "asyncio_mode = auto")
    findings = found(tmp_path, RULE, files, None)
    assert message(findings) == snapshot("""\
LW605 pytest-asyncio warns at each run that `asyncio_default_fixture_loop_scope`
      is unset

  ▼   pytest.ini:1  [pytest]  read by pytest

  Why: pytest-asyncio==0.25.3 (requirements.txt) is declared, and wants to be
       told; unset, a fixture runs on the loop of its own scope.
  Fix: set it to function, if no async fixture is kept for longer
 More: loopwise explain LW605\
""")
    assert findings[0].repair is None


@pytest.mark.parametrize(
    ("version", "lines"),
    [
        ("<0.24", [f"{FIXTURES} = session"]),
        ("==1.3.0", [f"{FIXTURES} = fixture-scope"]),
        ("==1.1.0", ["asyncio_debug = true", f"{FIXTURES} = function"]),
        ("==0.16.0", ["asyncio_mode = auto"]),
        ("==0.21.0", ["asyncio_mode = legacy"]),
        ("", ["asyncio_mode = legacy"]),
    ],
)
def test_releases_and_options_do_not_fit(
    tmp_path: Path, version: str, lines: list[str]
) -> None:
    """Keys and values that the release does not have yet, or no longer."""
    assert len(found(tmp_path, RULE, declared(version, *lines), None)) == 1


@pytest.mark.parametrize(
    ("version", "lines"),
    [
        ("", ["asyncio_mode = auto"]),
        (">=0.21", ["asyncio_mode = auto", f"{TESTS} = session"]),
        ("==0.18.3", ["asyncio_mode = legacy"]),
        ("==0.23.8", ["asyncio_mode = auto"]),
        ("==1.5.0", [f"{FIXTURES} = fixture-scope", "asyncio_debug = true"]),
    ],
)
def test_releases_and_options_fit(
    tmp_path: Path, version: str, lines: list[str]
) -> None:
    """What the release has, and where the release is open, all."""
    assert found(tmp_path, RULE, declared(version, *lines), None) == []


def test_a_key_without_a_plugin_is_told(tmp_path: Path) -> None:
    """Where the files declare pytest and no plugin for it, the key does nothing."""
    files = {
        "requirements.txt": "pytest\npytest-cov\n",
        "pytest.ini": "[pytest]\nasyncio_mode = auto\n",
    }
    assert message(found(tmp_path, RULE, files, None)) == snapshot("""\
LW605 `asyncio_mode` is set, but no plugin for it is declared

  ▼   pytest.ini:2  asyncio_mode  key in [pytest]

  Why: the files that declare what the tests need name neither Loopwise nor
       pytest-asyncio; without one of them the key has no effect, and async
       tests fail.
  Fix: declare loopwise
   or: declare pytest-asyncio
 More: loopwise explain LW605\
""")


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"requirements.txt": "requests\n"},
        {"requirements.txt": "pytest\npytest-homeassistant-custom-component\n"},
        {"requirements.txt": "pytest\n", "noxfile.py": "s.install('pytest-asyncio')"},
        {
            "requirements.txt": "pytest\n",
            ".github/workflows/ci.yml": "pip install pytest_asyncio",
        },
    ],
)
def test_where_a_plugin_may_come_from_elsewhere_nothing_is_told(
    tmp_path: Path, files: dict[str, str]
) -> None:
    """Nothing declared, plugins that may bring it, scripts that install it."""
    files = {"pytest.ini": "[pytest]\nasyncio_mode = auto\n", **files}
    assert found(tmp_path, RULE, files, None) == []
