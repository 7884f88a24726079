"""Findings about configuration, and the settings that rules about it look at."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.finding import Finding, Repair
from loopwise.model.place import Place, shorten
from loopwise.model.step import Step
from loopwise.static.configuration import Project, Section, Setting

FIXTURE_DEFAULT = "asyncio_default_fixture_loop_scope"
TEST_DEFAULT = "asyncio_default_test_loop_scope"
MODES = ("asyncio_mode", "loopwise_mode")
DEFAULTS = (
    FIXTURE_DEFAULT,
    TEST_DEFAULT,
    "loopwise_default_fixture_loop_scope",
    "loopwise_default_test_loop_scope",
)
FLAGS = ("asyncio_debug", "loopwise_debug")
OTHERS = (
    "loopwise_bound_types",
    "loopwise_first_party",
    "loopwise_loop_factory",
    "loopwise_leftovers",
    "loopwise_slow_callback",
    "loopwise_timeout",
)
KEYS = (*MODES, *DEFAULTS, *FLAGS, *OTHERS)
"""All keys of Loopwise, and of every release of pytest-asyncio."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A setting that counts, and where it can be edited."""

    setting: Setting
    file: Path
    section: str
    is_override: bool
    """Whether it stands in ``addopts``, behind ``-o``: then nothing edits it."""

    @property
    def role(self) -> str:
        """What it is, for the path of a message."""
        if self.setting.key.startswith("--"):
            return "in addopts"
        return "-o in addopts" if self.is_override else f"key in [{self.section}]"


def chosen(project: Project) -> Iterator[Chosen]:
    """Give the settings of the file that pytest reads, in the file's order."""
    configuration = project.configuration
    if configuration.file is None:
        return
    overrides = project.addopts.overrides
    for one in configuration.settings.values():
        # What the command line gives is nobody's file.
        if one.place.line:
            is_override = overrides.get(one.key) is one
            section = configuration.section
            yield Chosen(one, configuration.file, section, is_override)


def finding(
    code: str,
    what: str,
    why: str,
    path: Sequence[Step],
    file: Path,
    *,
    fixes: Sequence[str] = (),
    repair: Repair | None = None,
) -> Finding:
    """Make a finding at the first step's place; a repair's text comes first."""
    texts = [*([repair.text] if repair else []), *fixes]
    diagnostic = Diagnostic(
        code,
        what,
        tuple(path),
        why,
        tuple(Fix(one) for one in list(dict.fromkeys(texts))[:2]),
    )
    place = path[0].place
    return Finding(
        diagnostic,
        Place(place.file, place.line, 1 if place.line else 0),
        None,
        repair,
        str(file),
    )


def section_step(section: Section, role: str) -> Step:
    """Give the step for a section."""
    return Step(f"[{section.name}]", section.place, role)


def setting_step(one: Chosen) -> Step:
    """Give the step for a setting."""
    return Step(one.setting.key, one.setting.place, one.role)


def directory_of(file: Path, project: Project) -> str:
    """Name the directory that a file is in, as it is seen from the rootdir."""
    shown = shorten(str(file.parent), str(project.rootdir))
    return "the rootdir" if shown == "." else f"{shown.rstrip(os.sep)}/"


def one_of(names: Sequence[str], most: int = 3) -> str:
    """Write names for a text, with the first few in full."""
    shown = [f"`{one}`" for one in names[:most]]
    more = len(names) - most
    if more > 0:
        shown.append(f"{more} more")
    *first, last = shown
    return f"{', '.join(first)} and {last}" if first else last
