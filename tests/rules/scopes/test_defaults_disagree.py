"""LW112: defaults of fixtures and of tests that disagree."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.model.runner import PYTEST_ASYNCIO, Runner
from loopwise.rules.scopes.defaults_disagree import DefaultsDisagree
from tests.rules.configuration.found import THEIRS, found, message, repaired

RULE = DefaultsDisagree
FIXTURES = "asyncio_default_fixture_loop_scope"
TESTS = "asyncio_default_test_loop_scope"
SUITE = """\
import pytest

@pytest.fixture(
    scope="session",
)
@other
async def db():
    yield 1
"""


def configured(*lines: str, suite: str = SUITE) -> dict[str, str]:
    text = "\n".join(["[tool.pytest.ini_options]", *lines, ""])
    return {"pyproject.toml": text, "tests/conftest.py": suite}


def test_both_are_set_to_the_wider(tmp_path: Path) -> None:
    """The message names both keys; the repair sets the one that is narrower."""
    files = configured(f"{FIXTURES} = 'session'", f"{TESTS} = 'function' # x")
    findings = found(tmp_path, RULE, files)
    assert message(findings) == snapshot("""\
LW112 async fixtures run on the session loop, and tests on the function loop

  ▼   pyproject.toml:2  asyncio_default_fixture_loop_scope  key  loop: session
  ╰─> pyproject.toml:3  asyncio_default_test_loop_scope     key  loop: function

  Why: what a fixture opens there, such as a connection, belongs to that loop,
       and a test on another one cannot await it.
  Fix: set asyncio_default_fixture_loop_scope and
       asyncio_default_test_loop_scope to session
 More: loopwise explain LW112\
""")
    assert repaired(findings) == (
        f"[tool.pytest.ini_options]\n{FIXTURES} = 'session'\n{TESTS} = 'session' # x\n"
    )


def test_the_default_of_tests_is_function(tmp_path: Path) -> None:
    """A key that is not set is added by the repair."""
    findings = found(tmp_path, RULE, configured(f'{FIXTURES} = "module"'))
    assert message(findings) == snapshot("""\
LW112 async fixtures run on the module loop, and tests, by default, on the
      function loop

  ▼   pyproject.toml:2  asyncio_default_fixture_loop_scope  key  loop: module

  Why: what a fixture opens there, such as a connection, belongs to that loop,
       and a test on another one cannot await it.
  Fix: set asyncio_default_fixture_loop_scope and
       asyncio_default_test_loop_scope to module
 More: loopwise explain LW112\
""")
    assert repaired(findings).endswith(f'{TESTS} = "module"\n')


def test_before_0_26_tests_have_no_default(tmp_path: Path) -> None:
    """There only marks give tests another loop, so nothing is repaired."""
    runner = Runner(PYTEST_ASYNCIO, (0, 25, 3), "the test")
    findings = found(tmp_path, RULE, configured(f'{FIXTURES} = "session"'), runner)
    assert message(findings) == snapshot("""\
LW112 async fixtures run on the session loop, and tests, by default, on the
      function loop

  ▼   pyproject.toml:2  asyncio_default_fixture_loop_scope  key  loop: session

  Why: what a fixture opens there, such as a connection, belongs to that loop,
       and a test on another one cannot await it.
  Fix: mark the tests with asyncio(loop_scope="session")
 More: loopwise explain LW112\
""")
    assert findings[0].repair is None


@pytest.mark.parametrize(
    ("files", "runner"),
    [
        (configured(), THEIRS),
        (configured(f'{FIXTURES} = "function"'), THEIRS),
        (configured(f'{FIXTURES} = "x"', f'{TESTS} = "session"'), THEIRS),
        (configured(f'{FIXTURES} = "class"', f'{TESTS} = "class"'), THEIRS),
        (configured(f'{FIXTURES} = "session"'), Runner()),
        (
            configured(f'{FIXTURES} = "session"'),
            Runner(PYTEST_ASYNCIO, (0, 23, 8), "the test"),
        ),
        (configured(f'{FIXTURES} = "session"', suite="def test_a(): ..."), THEIRS),
        (
            configured(
                f'{FIXTURES} = "session"',
                suite=f'{SUITE}pytestmark = pytest.mark.asyncio(loop_scope="session")',
            ),
            THEIRS,
        ),
    ],
)
def test_where_nothing_disagrees_all_is_fine(
    tmp_path: Path, files: dict[str, str], runner: Runner
) -> None:
    """Equal scopes, Loopwise, suites without async fixtures, and marks that choose."""
    assert found(tmp_path, RULE, files, runner) == []
