"""LW601: sections for pytest that pytest does not read."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.rules.configuration.section_not_read import SectionNotRead
from tests.rules.configuration.found import found, message, repaired

RULE = SectionNotRead
AUTO = "asyncio_mode = auto\n"


def test_the_message_names_section_and_file(tmp_path: Path) -> None:
    """What is not read, what would be, and what is lost by it."""
    files = {"pytest.ini": f"# why\n[tool:pytest]\n{AUTO}addopts = -x\n"}
    findings = found(tmp_path, RULE, files)
    assert message(findings) == snapshot("""\
LW601 pytest does not read `[tool:pytest]` in pytest.ini

  ▼   pytest.ini:2  [tool:pytest]  not read by pytest

  Why: it reads [pytest] there, so `asyncio_mode` and `addopts` have no effect.
  Fix: call the section [pytest]
 More: loopwise explain LW601\
""")
    assert repaired(findings) == f"# why\n[pytest]\n{AUTO}addopts = -x\n"


def test_in_setup_cfg_pytest_stops(tmp_path: Path) -> None:
    """There the wrong name is an error, and the message says so."""
    findings = found(tmp_path, RULE, {"setup.cfg": f"[pytest]\n{AUTO}"})
    assert message(findings) == snapshot("""\
LW601 pytest stops at `[pytest]` in setup.cfg

  ▼   setup.cfg:1  [pytest]  not read by pytest

  Why: in setup.cfg the section is called [tool:pytest].
  Fix: call the section [tool:pytest]
 More: loopwise explain LW601\
""")
    assert repaired(findings) == f"[tool:pytest]\n{AUTO}"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"tox.ini": f"[tool:pytest]\n{AUTO}"}, f"[pytest]\n{AUTO}"),
        ({"pytest.ini": f"[PyTest]\n{AUTO}"}, f"[pytest]\n{AUTO}"),
        (
            {"pyproject.toml": "[pytest.ini_options]\na = 1\n"},
            "[tool.pytest.ini_options]\na = 1\n",
        ),
        (
            {
                "pyproject.toml": "[tool.pytest]\na = 1\n",
                "requirements.txt": "pytest<9",
            },
            "[tool.pytest.ini_options]\na = 1\n",
        ),
        (
            {"pytest.toml": "[tool.pytest.ini_options]\na = 1\n"},
            "[pytest]\na = 1\n",
        ),
    ],
)
def test_each_file_has_its_name(
    tmp_path: Path, files: dict[str, str], expected: str
) -> None:
    """The repair gives the section the name that this file wants."""
    assert repaired(found(tmp_path, RULE, files)) == expected


@pytest.mark.parametrize(
    "files",
    [
        {"pytest.ini": f"[pytest]\n{AUTO}"},
        {"pytest.ini": f"[pytest]\n{AUTO}[tool:other]\na = 1\n"},
        {"pytest.ini": "[tool:pytest]\n"},
        {"pyproject.toml": "[tool.pytest]\na = '1'\n"},
        {"pyproject.toml": "[tool.pytest.ini_options]\na = '1'\n"},
        {"tox.ini": "[testenv:pytest]\ndeps = pytest\n"},
        {"setup.cfg": "[tool:pytest]\na = 1\n[aliases]\ntest = pytest\n"},
    ],
)
def test_what_is_read_or_not_meant_is_fine(
    tmp_path: Path, files: dict[str, str]
) -> None:
    """Names that are right, sections of others, and empty ones are no findings."""
    assert found(tmp_path, RULE, files) == []


def test_a_section_beside_the_right_one_is_not_renamed(tmp_path: Path) -> None:
    """Where the right section is there, too, nothing can be repaired."""
    text = f"[pytest]\na = 1\n[tool:pytest]\n{AUTO}"
    (one,) = found(tmp_path, RULE, {"pytest.ini": text})
    assert one.repair is None


def test_a_repair_does_not_hide_another_file(tmp_path: Path) -> None:
    """Renamed, a section of ``tox.ini`` would take the place of ``setup.cfg``."""
    files = {
        "tox.ini": f"[tool:pytest]\n{AUTO}",
        "setup.cfg": "[tool:pytest]\na = 1\n",
    }
    (one,) = found(tmp_path, RULE, files)
    assert one.repair is None
    assert one.place.file == "tox.ini"


def test_both_tables_of_pytest_9_are_an_error(tmp_path: Path) -> None:
    """pytest stops at a file that has the native table and the other one."""
    text = "[tool.pytest]\na = '1'\n[tool.pytest.ini_options]\nb = '1'\n"
    assert message(found(tmp_path, RULE, {"pyproject.toml": text})) == snapshot("""\
LW601 pytest stops at pyproject.toml: it has `[tool.pytest]` and
      `[tool.pytest.ini_options]`

  ▼   pyproject.toml:3  [tool.pytest.ini_options]  not read by pytest

  Why: one of them can hold the configuration, not both.
  Fix: move what counts to [tool.pytest], and drop the section
 More: loopwise explain LW601\
""")
