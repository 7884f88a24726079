"""A project as project rules see it: what is read of it is read when asked for."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property

from loopwise.model.place import Place
from loopwise.model.settings import Mode
from loopwise.plan.as_written import AsWritten
from loopwise.static.configuration import Project, Setting
from loopwise.static.source_file import SourceFile
from loopwise.static.suite.reader import read_suite
from loopwise.static.suite.static_suite import StaticSuite


@dataclass
class Checked:
    """A project that is being checked."""

    project: Project

    @cached_property
    def suite(self) -> StaticSuite:
        """The tests and fixtures, as the project's runner takes them."""
        return read_suite(_as_run(self.project))

    def sources(self) -> list[SourceFile]:
        """Give the files that were parsed for the suite, if it was asked for."""
        static = vars(self).get("suite")
        names = static.names if isinstance(static, StaticSuite) else None
        return [] if names is None else names.modules.files()

    @cached_property
    def written(self) -> AsWritten:
        """Where plain pytest-asyncio runs them."""
        static = self.suite
        return AsWritten(static.suite, static.settings, self.project.runner)


def _as_run(project: Project) -> Project:
    """Say the mode where nothing does: pytest-asyncio's default is the strict one."""
    if project.runner.is_loopwise or project.mode is not None:
        return project
    configuration = project.configuration
    strict = Setting("asyncio_mode", Mode.STRICT.value, Place("", 0))
    settings = {**configuration.settings, strict.key: strict}
    return dataclasses.replace(
        project, configuration=dataclasses.replace(configuration, settings=settings)
    )
