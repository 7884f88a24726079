"""The suite on paper as the planner's own data, without any file or pytest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benchmarks.blueprint import SESSION_WIDE, Drawn, DrawnFile, Variety, draw
from loopwise.model.place import Place
from loopwise.model.scope import Branch, Scope, ScopeInstance
from loopwise.model.suite import FixtureDefinition, Suite, Test, Uses


def synthetic(tests: int, variety: Variety) -> Suite:
    """Make the Suite that the live reader would make of the same files."""
    maker = _Maker()
    maker.define("conftest.py", SESSION_WIDE)
    found = [test for file in draw(tests, variety) for test in maker.tests(file)]
    return Suite(found, maker.members)


class _Maker:
    def __init__(self) -> None:
        self.session = ScopeInstance(Scope.SESSION, "")
        self.members: list[FixtureDefinition] = []
        self.number: dict[str, int] = {}
        self.below: list[tuple[int, ...]] = []

    def define(self, file: str, fixtures: Iterable[Drawn]) -> None:
        """Number the fixtures of a file; they replace equal names of the last one."""
        for line, one in enumerate(fixtures, start=1):
            self.below.append(tuple(self.number[name] for name in one.uses))
            self.number[one.name] = len(self.members)
            scope = Scope.from_name(one.scope)
            place = Place(file, line)
            self.members.append(FixtureDefinition(one.name, scope, place, one.is_async))

    def tests(self, file: DrawnFile) -> Iterator[Test]:
        """Make the tests of a file; those with the same fixtures share their uses."""
        name = f"test_{file.number:05}.py"
        self.define(name, file.fixtures)
        branch = Branch(self.session, module=ScopeInstance(Scope.MODULE, name, 1))
        known: dict[tuple[str, ...], Uses] = {}
        for i, asked in enumerate(file.asked):
            if asked not in known:
                known[asked] = self._uses(asked)
            test_id, place = f"{name}::test_{i}", Place(name, 100 + i)
            yield Test(test_id, place, True, branch, known[asked])

    def _uses(self, asked: tuple[str, ...]) -> Uses:
        direct = tuple(self.number[name] for name in asked)
        of: dict[int, tuple[int, ...]] = {}
        waiting = list(direct)
        while waiting:
            index = waiting.pop()
            if index not in of:
                of[index] = self.below[index]
                waiting.extend(self.below[index])
        return Uses(direct, of)
