"""One failure: the exception, who raised it, and on which loop."""

from __future__ import annotations

import dataclasses
from asyncio import AbstractEventLoop
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import pytest

from loopwise.loops.users_code import Stop, traceback_frames
from loopwise.model.place import Place, shorten
from loopwise.model.scope import Scope
from loopwise.model.step import Step
from loopwise.model.suite import Test
from loopwise.plan.steps import member_step, test_step
from loopwise.provenance.at_import import runs_at_import
from loopwise.provenance.births import UNKNOWN, Births
from loopwise.provenance.sightings import loop_that_ran, users_stops
from loopwise.provenance.symptoms import Symptom, said_by
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.definitions import Definition
from loopwise.pytest_plugin.fixtures import AsyncFixture
from loopwise.pytest_plugin.functions import place_of
from loopwise.pytest_plugin.runtime import Runtime
from loopwise.report.diagnostic_text import MOST_LETTERS
from loopwise.resources.catalog import Catalog


@dataclass(slots=True, eq=False)
class Case:
    """One failure of a test, a set-up or a teardown, and what is asked about it."""

    runtime: Runtime
    item: pytest.Item
    when: str
    """``setup``, ``call`` or ``teardown``."""
    error: BaseException
    """As pytest got it."""
    cause: BaseException
    """The exception, of all that lie behind the error, that speaks of loops."""
    symptom: Symptom
    fixture: Definition | None = None
    """The fixture that was set up or torn down when it failed, if one was."""
    here: AbstractEventLoop | None = field(default=None)
    """The loop that the failing code ran on."""

    def __post_init__(self) -> None:
        self.fixture = self._fixture()
        for traceback in (self.error.__traceback__, self.cause.__traceback__):
            self.here = loop_that_ran(traceback) or self.here
        if self.here is None:
            self.here = self._host_loop()

    @property
    def number(self) -> int | None:
        """The test's number in the suite, if it is one of the plan's."""
        return self.runtime.live.number.get(self.item)

    @property
    def test(self) -> Test | None:
        """The test as the model has it."""
        number = self.number
        return None if number is None else self.runtime.plan.suite.tests[number]

    @property
    def at_import(self) -> Place | None:
        """The one line of the project that runs a loop at its import, if it is one."""
        reaching = self.runtime.live.reaching
        if reaching is None:
            return None
        files = reaching.reach.own_files()
        found = runs_at_import(files, self.runtime.live.definitions.rootdir)
        return found[0] if len(found) == 1 else None

    @property
    def births(self) -> Births:
        """What is known of loops."""
        return self.runtime.births

    @property
    def catalog(self) -> Catalog:
        """The types that are known."""
        return self.runtime.live.catalog

    @property
    def who(self) -> str:
        """What a person calls the code that failed: the test, or a fixture."""
        if self.fixture is not None:
            return f"fixture `{self.fixture.member.name}`"
        name = self.item.name.partition("[")[0]
        return name if len(name) <= MOST_LETTERS else "the test"

    @property
    def said(self) -> str:
        """The text of the exception that speaks of loops."""
        return said_by(self.cause)

    def tracebacks(self) -> list[TracebackType | None]:
        """Give the tracebacks, that of the cause first."""
        found = [self.cause.__traceback__]
        if self.error is not self.cause:
            found.append(self.error.__traceback__)
        return found

    def stops(self) -> list[Stop]:
        """Give the stops in the user's own code, from the outside in."""
        for traceback in self.tracebacks():
            if stops := users_stops(traceback):
                return stops
        return []

    def place(self, stop: Stop) -> Place:
        """Write a stop's place as one writes it in the project."""
        rootdir = str(self.item.config.rootpath)
        return Place(shorten(stop.file, rootdir), stop.line)

    def user_step(self, *, runs: bool = True) -> Step:
        """Give the step of what failed, with the loop on which it ran, if it did."""
        loop = self.label(self.here) if runs else ""
        if self.fixture is not None:
            return member_step(self.fixture.member, loop)
        if self.test is not None:
            return test_step(self.test, loop)
        file, line, _ = self.item.location
        return Step(self.item.name, Place(file, (line or 0) + 1), "test", loop)

    def label(self, loop: AbstractEventLoop | None) -> str:
        """Call a loop by one word, for a column: its scope, if it is one of ours."""
        if loop is None:
            return ""
        words = self.births.of(loop).name.split()
        if loop.is_closed() and loop is not self.here:
            return "closed"
        if words[:2] == ["the", "own"]:
            return str(Scope.FUNCTION)
        if words[2:3] == ["loop"]:
            return words[1]
        return "" if words[:2] == ["the", "loop"] else "another"  # of sync tests

    def describe(self, loop: AbstractEventLoop) -> str:
        """Call a loop what a person would, and say what has become of it."""
        text = self.births.describe(loop)
        if text == UNKNOWN and (place := self.at_import):
            text += f" ({place} runs one at its import)"
        if text == f"the own loop of {self.item.name}":
            text = "its own loop"
        if loop is not self.here and loop.is_closed():
            text += ", which is closed now"
        return text

    def _fixture(self) -> Definition | None:
        """Find the fixture whose code was running: by its frame."""
        definitions = self.runtime.live.definitions
        codes = definitions.by_code()
        found: Definition | None = None
        # pytest puts what fails in several teardowns into a group, which has none of
        # their frames: those are the cause's.
        for traceback in (self.error.__traceback__, self.cause.__traceback__):
            for frame, _ in traceback_frames(traceback):
                found = codes.get(frame.f_code, found)
                runs = frame.f_locals.get("self")
                if type(runs) is AsyncFixture:  # by its type: it may be a proxy
                    found = definitions.known(runs.resident.definition) or found
                    self.here = runs.resident.host.loop
        return found and _as_written(self.runtime, found)

    def _host_loop(self) -> AbstractEventLoop | None:
        """Give the loop that the plan has for the test."""
        run = self.runtime.run
        if run is None or run.item is not self.item or run.host is None:
            return None
        return run.host.loop if run.is_async else None


def _as_written(runtime: Runtime, known: Definition) -> Definition:
    """Give ``setup_method`` and its like under the user's own name."""
    for definition, one in runtime.live.definitions.all():
        if one is known and internals.is_xunit(definition):
            for function in internals.xunit_functions(definition):
                name = getattr(function, "__name__", known.member.name)
                place = place_of(function, runtime.live.definitions.rootdir)
                member = dataclasses.replace(known.member, name=name, place=place)
                return dataclasses.replace(known, member=member)
    return known


def value_of(definition: pytest.FixtureDef[Any]) -> Any:
    """Give the value that a fixture has now; ``None`` where it is not set up."""
    cached = definition.cached_result
    return None if cached is None or cached[2] is not None else cached[0]
