"""LW603: keys that nobody has."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.rules.configuration.unknown_key import UnknownKey
from tests.rules.configuration.found import found, message, repaired

RULE = UnknownKey


def test_a_misspelt_key_gets_its_name(tmp_path: Path) -> None:
    """The message says what was meant, and the repair writes it."""
    text = "[pytest]\nasyncio_default_fixtures_loop_scope: session  \n"
    findings = found(tmp_path, RULE, {"pytest.ini": text})
    assert message(findings) == snapshot("""\
LW603 `asyncio_default_fixtures_loop_scope` is not a key that pytest-asyncio or
      Loopwise has

  ▼   pytest.ini:2  asyncio_default_fixtures_loop_scope  key in [pytest]

  Why: the key is called asyncio_default_fixture_loop_scope; as it stands,
       pytest-asyncio does not see it.
  Fix: call it asyncio_default_fixture_loop_scope
 More: loopwise explain LW603\
""")
    assert repaired(findings) == (
        "[pytest]\nasyncio_default_fixture_loop_scope: session  \n"
    )


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("asycio_mode", "asyncio_mode"),
        ("asyncio-mode", "asyncio_mode"),
        ("Asyncio_Mode", "asyncio_mode"),
        ("loopwise_timeouts", "loopwise_timeout"),
        ("asyncio_default_loop_scope", "asyncio_default_test_loop_scope"),
    ],
)
def test_what_was_meant_is_guessed(tmp_path: Path, key: str, meant: str) -> None:
    """Letters, signs and words that are nearly right."""
    (one,) = found(tmp_path, RULE, {"pytest.ini": f"[pytest]\n{key} = x\n"})
    assert one.repair is not None
    assert one.repair.text == f"call it {meant}"


@pytest.mark.parametrize(
    "key", ["anyio_mode", "asyncio_task_timeout", "timeout", "markers", "log_cli"]
)
def test_keys_of_others_are_theirs(tmp_path: Path, key: str) -> None:
    """Keys of pytest and of other plugins are not asked about."""
    assert found(tmp_path, RULE, {"pytest.ini": f"[pytest]\n{key} = 1\n"}) == []


def test_a_key_that_a_conftest_adds_is_known(tmp_path: Path) -> None:
    """A conftest that names the key may well add it."""
    files = {
        "pytest.ini": "[pytest]\nasyncio_database = x\n",
        "tests/conftest.py": "def f(parser): parser.addini('asyncio_database', '')\n",
    }
    assert found(tmp_path, RULE, files) == []


def test_a_made_up_key_has_no_repair(tmp_path: Path) -> None:
    """A key that is near to none can only be dropped."""
    files = {"pytest.ini": "[pytest]\nasyncio_thread_pool = 4\n"}
    assert message(found(tmp_path, RULE, files)) == snapshot("""\
LW603 `asyncio_thread_pool` is not a key that pytest-asyncio or Loopwise has

  ▼   pytest.ini:2  asyncio_thread_pool  key in [pytest]

  Why: pytest warns of it, and nothing is set.
  Fix: drop asyncio_thread_pool
 More: loopwise explain LW603\
""")


def test_overrides_in_addopts_are_looked_at(tmp_path: Path) -> None:
    """Behind ``-o`` a key may be misspelt, too; nothing repairs it there."""
    files = {"pytest.ini": "[pytest]\naddopts = -ra -o asyncio_mod=auto\n"}
    findings = found(tmp_path, RULE, files)
    assert message(findings) == snapshot("""\
LW603 `asyncio_mod` is not a key that pytest-asyncio or Loopwise has

  ▼   pytest.ini:2  asyncio_mod  -o in addopts

  Why: the key is called asyncio_mode; as it stands, pytest-asyncio does not see
       it.
  Fix: call it asyncio_mode
 More: loopwise explain LW603\
""")
    assert findings[0].repair is None


def test_a_key_beside_the_right_one_is_dropped(tmp_path: Path) -> None:
    """Where the right key is set, too, renaming would give two of it."""
    files = {"pytest.ini": "[pytest]\nasyncio_mod = auto\nasyncio_mode = strict\n"}
    (one,) = found(tmp_path, RULE, files)
    assert one.repair is None
