"""LW602: configuration files that others hide."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.rules.checked import Checked
from loopwise.rules.configuration.shadowed_file import ShadowedFile
from loopwise.static.project import read_project
from tests.rules.configuration.found import found, message

RULE = ShadowedFile
OPTIONS = "[tool.pytest.ini_options]\n"


def test_in_one_directory_the_first_name_wins(tmp_path: Path) -> None:
    """The message names both sections, and which settings are lost."""
    files = {
        "pytest.ini": "[pytest]\naddopts = -ra\nxfail_strict = true\n",
        "pyproject.toml": (
            f'{OPTIONS}xfail_strict = "true"\nminversion = "8"\nasyncio_mode = "auto"\n'
        ),
    }
    assert message(found(tmp_path, RULE, files)) == snapshot("""\
LW602 pytest reads pytest.ini and not pyproject.toml

  ▼   pyproject.toml:1  [tool.pytest.ini_options]  not read by pytest
  ╰─> pytest.ini:1      [pytest]                   read by pytest

  Why: of the files in one directory the first name wins, so `asyncio_mode` and
       `minversion` have no effect.
  Fix: move `asyncio_mode` and `minversion` to pytest.ini, and drop
       [tool.pytest.ini_options] here
 More: loopwise explain LW602\
""")


def test_an_empty_pytest_ini_wins_too(tmp_path: Path) -> None:
    """An empty ``pytest.ini`` hides what stands in other files."""
    files = {"pytest.ini": "", "tox.ini": "[pytest]\nasyncio_mode = auto\n"}
    assert message(found(tmp_path, RULE, files)) == snapshot("""\
LW602 pytest reads pytest.ini and not tox.ini

  ▼   tox.ini:1     [pytest]    not read by pytest
  ╰─> pytest.ini:1  pytest.ini  read by pytest, though empty

  Why: of the files in one directory the first name wins, so `asyncio_mode` has
       no effect.
  Fix: move `asyncio_mode` to pytest.ini, and drop [pytest] here
 More: loopwise explain LW602\
""")


def test_where_the_tests_are_it_depends_on_the_start(tmp_path: Path) -> None:
    """A file beside the tests is read only if pytest gets paths in there."""
    files = {
        "pyproject.toml": f'{OPTIONS}testpaths = ["tests"]\n',
        "tests/pytest.ini": "[pytest]\nasyncio_mode = auto\n",
    }
    assert message(found(tmp_path, RULE, files)) == snapshot("""\
LW602 pytest reads pyproject.toml and not tests/pytest.ini

  ▼   tests/pytest.ini:1  [pytest]                   not read by pytest
  ╰─> pyproject.toml:1    [tool.pytest.ini_options]  read by pytest

  Why: started in the rootdir without paths, pytest finds that file first, so
       `asyncio_mode` has no effect; with paths in tests/ only, the other one is
       not read.
  Fix: move `asyncio_mode` to pyproject.toml, and drop tests/pytest.ini
 More: loopwise explain LW602\
""")


@pytest.mark.parametrize(
    "files",
    [
        {"pytest.ini": "[pytest]\na = 1\n", "tox.ini": "[tox]\nenvlist = py\n"},
        {"pytest.ini": "[pytest]\na = 1\n", "tox.ini": "[pytest]\na = 1\n"},
        {"pytest.ini": "[pytest]\na = 1\n", "docs/pytest.ini": "[pytest]\nb = 1\n"},
        {"pyproject.toml": f"{OPTIONS}a = 1\n", "tests/setup.cfg": "[metadata]\n"},
        {"tests/pytest.ini": "[pytest]\na = 1\n"},
    ],
)
def test_where_nothing_is_lost_all_is_fine(
    tmp_path: Path, files: dict[str, str]
) -> None:
    """Files without a section, with the same settings, or of other suites."""
    assert found(tmp_path, RULE, files) == []


def test_a_project_in_a_project_has_its_own_file(tmp_path: Path) -> None:
    """The file of a directory around is for what else is there."""
    (tmp_path / "pytest.ini").write_text("[pytest]\na = 1\n", "utf-8")
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "pytest.ini").write_text("[pytest]\nb = 1\n", "utf-8")
    project = read_project(inner)
    assert len(project.files) == 2
    assert list(RULE().check(Checked(project))) == []
