"""LW601: a section for pytest that pytest does not read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from loopwise.model.finding import Finding, Repair, SectionEdit
from loopwise.rules.checked import Checked
from loopwise.rules.in_configuration import finding, one_of, section_step
from loopwise.rules.rule import Example, ProjectRule
from loopwise.static.configuration import ConfigurationFile, Project, Section
from loopwise.static.pytest_sections import NATIVE, OPTIONS

_TEST = """
    async def test_one():
        pass
"""


class SectionNotRead(ProjectRule):
    """A section for pytest has a name by which pytest does not find it.

    **What it means.** Each kind of file has a name of its own for pytest's section:

    | File | Section |
    |---|---|
    | `pytest.ini`, `.pytest.ini`, `tox.ini` | `[pytest]` |
    | `setup.cfg` | `[tool:pytest]` |
    | `pyproject.toml` | `[tool.pytest.ini_options]`; pytest 9: also `[tool.pytest]` |
    | `pytest.toml`, `.pytest.toml` (pytest 9) | `[pytest]` |

    Under any other name pytest passes over the section without a word, and over all
    that is set in it: `asyncio_mode = auto` in `[tool:pytest]` of `pytest.ini` leaves
    the mode strict. Only `[pytest]` in `setup.cfg` is an error.

    **What to do.** Give the section the name that the file wants. What is set in it
    then starts to count, so run the tests afterwards.
    """

    code = "LW601"
    name = "section-not-read"
    summary = (
        "A section that is meant for pytest, in a file where pytest does not read it"
    )
    bad: ClassVar[tuple[Example, ...]] = (
        Example(
            {
                "pytest.ini": "[tool:pytest]\nasyncio_mode = auto\n",
                "test_example.py": _TEST,
            },
            shows="async def functions are not natively supported",
        ),
        Example(
            {
                "setup.cfg": "[pytest]\nasyncio_mode = auto\n",
                "test_example.py": _TEST,
            },
            shows="no longer supported",
        ),
        Example(
            {
                "pyproject.toml": '[pytest]\nasyncio_mode = "auto"\n',
                "test_example.py": _TEST,
            },
            shows="async def functions are not natively supported",
        ),
    )
    good: ClassVar[tuple[Example, ...]] = (
        Example(
            {
                "pytest.ini": "[pytest]\nasyncio_mode = auto\n",
                "test_example.py": _TEST,
            },
        ),
        Example(
            {
                "setup.cfg": "[tool:pytest]\nasyncio_mode = auto\n",
                "test_example.py": _TEST,
            },
        ),
        Example(
            {
                "pyproject.toml": (
                    '[tool.pytest.ini_options]\nasyncio_mode = "auto"\n'
                ),
                "test_example.py": _TEST,
            },
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Look at each file that pytest looks at."""
        project = checked.project
        for file in project.files:
            for section in file.sections:
                if section is not file.read and section.settings:
                    yield self._finding(file, section, project)

    def _finding(
        self, file: ConfigurationFile, section: Section, project: Project
    ) -> Finding:
        name = file.path.name
        wanted = wanted_name(file, project)
        keys = list(section.settings)
        is_error = name == "setup.cfg" and section.name == "pytest" and not file.read
        if is_error:
            what = f"pytest stops at `[pytest]` in {file.shown}"
            why = f"in setup.cfg the section is called [{wanted}]."
        elif section.name == OPTIONS and file.read and file.read.name == NATIVE:
            what = (
                f"pytest stops at {file.shown}: it has `[{NATIVE}]` and `[{OPTIONS}]`"
            )
            why = "one of them can hold the configuration, not both."
        else:
            what = f"pytest does not read `[{section.name}]` in {file.shown}"
            why = f"it reads [{wanted}] there, so {one_of(keys)} "
            why += "have no effect." if len(keys) > 1 else "has no effect."
        repair = None
        if can_be_renamed(file, project):
            text = f"call the section [{wanted}]"
            edit = SectionEdit(str(file.path), section.name, wanted)
            repair = Repair(text, (edit,))
            fixes = []
        elif file.read is not None:
            fixes = [f"move what counts to [{file.read.name}], and drop the section"]
        else:
            fixes = ["move what counts to the file that pytest reads, and drop it here"]
        step = section_step(section, "not read by pytest")
        return finding(
            self.code, what, why, [step], file.path, fixes=fixes, repair=repair
        )


def wanted_name(file: ConfigurationFile, project: Project) -> str:
    """Give the name that a file wants for the section of pytest."""
    if file.path.name == "pyproject.toml":
        return OPTIONS
    is_old = project.pytest is not None and project.pytest < (9,)
    if file.is_toml:
        return OPTIONS if is_old else "pytest"
    return "tool:pytest" if file.path.suffix == ".cfg" else "pytest"


def can_be_renamed(file: ConfigurationFile, project: Project) -> bool:
    """Tell whether only the name is wrong: renamed, it must not hide another file."""
    alone = len([one for one in file.sections if one.settings]) == 1
    winner = project.configuration.file
    others = [one for one in project.files if one.counts and one.path == winner]
    return alone and file.read is None and (file.path == winner or not others)
