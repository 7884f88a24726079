"""One seed from its suite to a verdict."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.property import log
from tests.property.case import Case
from tests.property.check import violations
from tests.property.generate import generate
from tests.property.oracle import expect
from tests.property.project import Project
from tests.property.run import CRASHED, LOOPWISE, TWIN, Run, run
from tests.property.write import files_of


@dataclass(frozen=True, slots=True)
class Failure:
    """A truth that did not hold."""

    seed: int
    way: str
    rule: str
    text: str

    def __str__(self) -> str:
        return f"seed {self.seed}, {self.way}: {self.rule}: {self.text}"


@dataclass(frozen=True, slots=True)
class Way:
    """How a suite is run: in which order, and what of it."""

    order: str = ""
    args: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join([self.order or "in order", *self.args])


def ways(seed: int) -> Iterator[Way]:
    """Choose in what ways the suite of a seed is run."""
    yield Way()
    yield Way("reversed" if seed % 2 else str(seed + 1))
    if seed % 4 == 0:
        yield Way(args=("-x",))
    if seed % 4 == 1:
        yield Way(args=("-k", "test_1 or test_3 or test_4"))
    if seed % 4 == 2:
        yield Way(str(seed), ("-x", "-k", "not test_2"))


def try_seed(seed: int) -> list[Failure]:
    """Run the suite of a seed in its ways and give what is wrong."""
    return try_project(generate(seed), ways(seed))


def try_project(project: Project, chosen: Iterable[Way]) -> list[Failure]:
    """Run a suite in some ways and give what is wrong."""
    with tempfile.TemporaryDirectory() as name:
        ours, twins = Path(name).resolve() / "suite", Path(name).resolve() / "twin"
        write(ours, files_of(project))
        write(twins, files_of(project, twin=True))
        return [
            Failure(project.seed, str(way), rule, text)
            for way in chosen
            for rule, text in _try(project, way, ours, twins)
        ]


def write(directory: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _try(
    project: Project, way: Way, ours: Path, twins: Path
) -> Iterator[tuple[str, str]]:
    # First: pytest wants to be the one who imports its plugins.
    found = run(ours, *LOOPWISE, *way.args, order=way.order)
    twin = run(twins, *TWIN, *way.args, order=way.order)
    if twin.exit_code == found.exit_code == CRASHED:
        return
    if twin.exit_code not in {0, 1, 5}:
        yield "valid", f"the twin cannot run: {twin.text[-2000:]}"
        return
    if found.exit_code != twin.exit_code:
        yield "exit code", f"{found.exit_code}, not {twin.exit_code}: {_end(found)}"
        return
    for trouble in found.troubles:
        yield "clean", trouble
    read = log.read(found.events)
    expected = expect(project, read.items)
    case = Case(project, expected, read, log.read(twin.events), found.text)
    yield from violations(case)


def _end(found: Run) -> str:
    return found.text[-2000:]
