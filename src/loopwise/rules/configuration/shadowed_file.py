"""LW602: a configuration file that another one hides from pytest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from loopwise.model.finding import Finding
from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.rules.checked import Checked
from loopwise.rules.in_configuration import (
    directory_of,
    finding,
    one_of,
    section_step,
)
from loopwise.rules.rule import WARNING, Example, ProjectRule
from loopwise.static.configuration import ConfigurationFile, Project, Setting

_TEST = """
    async def test_one():
        pass
"""


class ShadowedFile(ProjectRule):
    """Of two configuration files pytest reads one.

    **What it means.** pytest reads one configuration file and mixes it with no other.
    It goes up from what its arguments have in common; the first directory with a file
    for it is the rootdir, and in that directory the first of `pytest.toml`,
    `.pytest.toml`, `pytest.ini`, `.pytest.ini`, `pyproject.toml`, `tox.ini` and
    `setup.cfg` wins. `pytest.ini` wins even if it is empty.

    So settings in another file are lost, `asyncio_mode` among them, and pytest says so
    in its header at most. With files in two directories it depends on how pytest is
    started: `pytest` reads the one here, `pytest tests/` the one in `tests`.

    **What to do.** Keep one file: move the settings that are meant to count to the one
    that wins, and drop the other, or its section.
    """

    code = "LW602"
    level = WARNING
    name = "shadowed-configuration"
    summary = "A configuration file that another one hides from pytest"
    bad: ClassVar[tuple[Example, ...]] = (
        Example(
            {
                "pytest.ini": "[pytest]\naddopts = -ra\n",
                "pyproject.toml": (
                    '[tool.pytest.ini_options]\nasyncio_mode = "auto"\n'
                ),
                "test_example.py": _TEST,
            },
            shows="async def functions are not natively supported",
        ),
        Example(
            {
                "pytest.ini": "[pytest]\ntestpaths = tests\n",
                "tests/pytest.ini": "[pytest]\nasyncio_mode = auto\n",
                "tests/test_example.py": _TEST,
            },
            shows="async def functions are not natively supported",
        ),
    )
    good: ClassVar[tuple[Example, ...]] = (
        Example(
            {
                "pytest.ini": "[pytest]\nasyncio_mode = auto\n",
                "pyproject.toml": '[project]\nname = "example"\nversion = "1"\n',
                "test_example.py": _TEST,
            },
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Compare the file that wins with the others."""
        project = checked.project
        winner = project.configuration.file
        if winner is None:
            return
        first = next((one for one in project.files if one.path == winner), None)
        if first is None or not first.counts:
            return
        for one in project.files:
            if (
                one is not first
                and one.read is not None
                and self._is_beside(one, first)
            ):
                lost = _lost(one, project)
                if lost:
                    yield self._finding(one, first, lost, project)

    def _is_beside(self, one: ConfigurationFile, first: ConfigurationFile) -> bool:
        """Leave out directories around: a project in a project has its own file."""
        here = first.path.parent
        return one.path.parent == here or here in one.path.parents

    def _finding(
        self,
        file: ConfigurationFile,
        first: ConfigurationFile,
        lost: list[Setting],
        project: Project,
    ) -> Finding:
        assert file.read is not None
        what = f"pytest reads {first.shown} and not {file.shown}"
        names = one_of([one.key for one in lost])
        count = "has" if len(lost) == 1 else "have"
        if file.path.parent == first.path.parent:
            why = (
                f"of the files in one directory the first name wins, so {names} "
                f"{count} no effect."
            )
            fix = f"move {names} to {first.shown}, and drop [{file.read.name}] here"
        else:
            there = directory_of(file.path, project)
            why = (
                f"started in {directory_of(first.path, project)} without paths, pytest "
                f"finds that file first, so {names} {count} no effect; with paths in "
                f"{there} only, the other one is not read."
            )
            fix = f"move {names} to {first.shown}, and drop {file.shown}"
        winning = first.read
        path = [section_step(file.read, "not read by pytest")]
        if winning is not None:
            path.append(section_step(winning, "read by pytest"))
        elif first.sections:
            path.append(
                section_step(first.sections[0], "in the file that pytest reads")
            )
        else:
            path.append(_empty(first))
        return finding(self.code, what, why, path, file.path, fixes=[fix])


def _empty(file: ConfigurationFile) -> Step:
    return Step(file.path.name, Place(file.shown, 1), "read by pytest, though empty")


def _lost(file: ConfigurationFile, project: Project) -> list[Setting]:
    """Give the settings that the file that wins has not, or has otherwise."""
    assert file.read is not None
    lost = []
    for one in file.read.settings.values():
        counts = project.configuration.get(one.key)
        if counts is None or _plain(counts) != _plain(one):
            lost.append(one)
    # The ones that this is about come first: messages name only some.
    return sorted(lost, key=lambda one: not one.key.startswith(("asyncio", "loopwise")))


def _plain(setting: Setting) -> tuple[str, ...]:
    return tuple(setting.text.split())
