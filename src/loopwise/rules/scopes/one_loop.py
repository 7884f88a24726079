"""The repair that always works with pytest-asyncio: one loop for tests and fixtures."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from loopwise.model.finding import KeyEdit, Repair
from loopwise.model.scope import Scope
from loopwise.model.settings import Minimum, Settings
from loopwise.static.configuration import Project

TEST_KEY = "asyncio_default_test_loop_scope"
FIXTURE_KEY = "asyncio_default_fixture_loop_scope"
_FIRST_WITH_BOTH = (0, 26)
"""pytest-asyncio has had a default for tests since 0.26, for fixtures since 0.24."""
INSTALL = "run the tests with Loopwise, which finds the loops: pip install loopwise"


def with_one_loop(settings: Settings, scope: Scope) -> Settings:
    """Give settings that put every test and async fixture on loops of one scope."""
    return dataclasses.replace(
        settings,
        test_minimum=Minimum(scope, TEST_KEY),
        fixture_minimum=Minimum(scope, FIXTURE_KEY),
    )


def is_possible(project: Project) -> bool:
    """Whether the project's pytest-asyncio knows both settings."""
    return not project.runner.is_before(*_FIRST_WITH_BOTH)


def one_loop(project: Project, scope: Scope, *, is_safe: bool) -> Repair | None:
    """Give the repair that sets both defaults to one scope, if it can be made."""
    if not is_possible(project) or not has_file(project):
        return None
    file, section = _where(project)
    edits = []
    for key in (FIXTURE_KEY, TEST_KEY):
        if key in project.addopts.overrides:
            return None  # `-o` in addopts wins
        setting = project.configuration.get(key)
        if setting is None or setting.text != str(scope):
            edits.append(KeyEdit(str(file), section, key, str(scope)))
    if not edits:
        return None
    return Repair(text(scope), tuple(edits), is_safe)


def has_file(project: Project) -> bool:
    """Whether there is a file that the settings can be written to."""
    return _where(project)[0].is_file()


def text(scope: Scope) -> str:
    """Say what the repair does, as one would write it."""
    return (
        f"give tests and fixtures the {scope}'s loop: {TEST_KEY} = {scope} and "
        f"{FIXTURE_KEY} = {scope}"
    )


def _where(project: Project) -> tuple[Path, str]:
    """Give the file and section that pytest reads, or would if it were there."""
    configuration = project.configuration
    if configuration.file is not None and configuration.section:
        return configuration.file, configuration.section
    if configuration.file is not None:
        name = configuration.file.name
        if name in {"pytest.ini", ".pytest.ini"}:
            return configuration.file, "pytest"
        if name.endswith("pytest.toml"):
            return configuration.file, "pytest"
    pyproject = project.rootdir / "pyproject.toml"
    if pyproject.is_file():
        return pyproject, "tool.pytest.ini_options"
    return project.rootdir / "pytest.ini", "pytest"
