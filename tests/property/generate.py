"""Random suites: small, valid for pytest, and full of what real suites do at once."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.property.grow import grow
from tests.property.project import (
    ASYNC_EXTRAS,
    SCOPES,
    SYNC_EXTRAS,
    Ask,
    Fixture,
    How,
    Kind,
    Mark,
    Marks,
    Project,
    Test,
    chain,
    width,
)

FAULTS = ("fail", "skip", "skip mark", "xfail")
MOST_PARAMETRIZED = 2
"""How many fixture names have parameters: each doubles the tests that use it."""


def generate(seed: int) -> Project:
    """Make the suite of a seed: always the same."""
    return grow(_Generator(seed).project())


class _Generator:
    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.directories: list[str] = []
        self.modules: list[str] = []
        self.classes: list[str] = []
        self.fixtures: list[Fixture] = []
        self.floor: dict[str, str] = {}
        """For each fixture name the narrowest scope that it has anywhere."""
        self.parametrized: set[str] = set()
        """Names that have parameters themselves, or use one that has."""
        self.asked: set[str] = set()
        self.indirect: set[str] = set()

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def project(self) -> Project:
        self._lay_out()
        for index in range(self.random.randint(2, 7)):
            self._fixture_name(index)
        ini = self._ini()
        marks = {
            owner: self._marks(owner, 0.08)
            for owner in (*self.modules, *self.classes)
            if self.chance(0.4)
        }
        # Classes that lie in each other have rules of their own: fill them first.
        homes = [*self.modules, *self.classes, *self.classes]
        nested = [one for one in self.classes if one.endswith("::TestN")]
        owners = [*self.modules, *nested, *(one[:-7] for one in nested)]
        owners += self.random.choices(homes, k=self.random.randint(1, 5))
        tests = [self._test(number, owner) for number, owner in enumerate(owners)]
        return Project(
            self.seed,
            tuple(self.directories),
            tuple(self.modules),
            tuple(self.classes),
            tuple(self.fixtures),
            tuple(tests),
            marks,
            ini,
        )

    # ------------------------------------------------------------------- places

    def _lay_out(self) -> None:
        self.directories = [""]
        if self.chance(0.6):
            self.directories.append("pkg")
            if self.chance(0.5):
                self.directories.append("pkg/sub")
        if self.chance(0.15):
            self.directories.append("plain")
        for index in range(self.random.randint(1, 3)):
            directory = self.random.choice(self.directories)
            name = f"test_m{index}.py"
            self.modules.append(f"{directory}/{name}" if directory else name)
        for module in self.modules:
            for index in range(self.random.choice((0, 0, 1, 1, 2))):
                self.classes.append(f"{module}::TestC{index}")
                if self.chance(0.35):
                    self.classes.append(f"{module}::TestC{index}::TestN")

    def _owners(self, count: int) -> list[str]:
        owners: set[str] = set()
        for _ in range(count):
            kinds: Sequence[Sequence[str]] = (
                self.directories,
                self.modules,
                self.classes or self.modules,
            )
            owners.add(self.random.choice(self.random.choices(kinds, (5, 3, 2))[0]))
        return sorted(owners, key=lambda owner: (len(chain(owner)), owner))

    # ----------------------------------------------------------------- fixtures

    def _fixture_name(self, index: int) -> None:
        """Define one name: once, or with overrides in other places."""
        name = f"f{index}"
        floor = self.random.choices(SCOPES, (6, 4, 4, 2, 4))[0]
        self.floor[name] = floor
        has_params = len(self.parametrized) < MOST_PARAMETRIZED and self.chance(0.15)
        count = self.random.choices((1, 2, 3), (6, 3, 1))[0]
        for owner in self._owners(count):
            scope = floor
            # One scope where there are parameters: pytest takes the scope of the
            # definition that has them for all of the name.
            if not has_params and self.chance(0.3):
                scope = self.random.choice(SCOPES[width(floor) :])
            self.fixtures.append(self._fixture(name, owner, scope, has_params))

    def _fixture(self, name: str, owner: str, scope: str, has_params: bool) -> Fixture:
        kind = self.random.choices(list(Kind), (4, 4, 5, 8))[0]
        visible = self._visible(owner, scope, without=name)
        uses = self._some(visible, (4, 4, 2))
        params: tuple[int, ...] = ()
        outer = [one for one in self.fixtures if one.name == name]
        outer = [one for one in outer if one.owner in chain(owner)]
        if outer and width(outer[-1].scope) >= width(scope) and self.chance(0.6):
            uses = (*uses, name)
        elif has_params and self.chance(0.7):
            params = (0, 1)
        asks = self._asks(visible, uses) if self.chance(0.25) else ()
        self.parametrized |= {name} if params else set()
        if self.parametrized & {*uses, *(ask.name for ask in asks)}:
            self.parametrized.add(name)
        loop_scope = None
        if self.chance(0.12 if kind.is_async else 0.03):
            loop_scope = self.random.choice(SCOPES)
        return Fixture(
            number=len(self.fixtures),
            name=name,
            owner=owner,
            kind=kind,
            scope=scope,
            uses=uses,
            asks=asks,
            params=params,
            autouse=self.chance(0.12),
            loop_scope=loop_scope,
            fault=self._fixture_fault(kind),
            extra=self._extra(kind.is_async, "finalizer"),
            span=self._span(kind),
        )

    def _fixture_fault(self, kind: Kind) -> str | None:
        fault = self.random.choices(
            (None, "set-up", "teardown", "skip"), (85, 6, 7, 2)
        )[0]
        return None if fault == "teardown" and not kind.yields else fault

    def _extra(self, is_async: bool, *others: str) -> str | None:
        extras = (ASYNC_EXTRAS if is_async else SYNC_EXTRAS) + others
        return self.random.choice(extras) if self.chance(0.2) else None

    def _span(self, kind: Kind) -> str | None:
        if kind is not Kind.ASYNC_GENERATOR or self.chance(0.7):
            return None
        return self.random.choice(("group", "timeout"))

    def _visible(self, owner: str, scope: str, without: str = "") -> list[str]:
        """Names that something in ``owner`` may use without a ScopeMismatch."""
        places = chain(owner)
        names = dict.fromkeys(
            one.name
            for one in self.fixtures
            if one.owner in places and width(self.floor[one.name]) >= width(scope)
        )
        return [name for name in names if name != without]

    def _some(self, names: list[str], weights: tuple[int, ...]) -> tuple[str, ...]:
        count = self.random.choices(range(len(weights)), weights)[0]
        return tuple(self.random.sample(names, min(count, len(names))))

    def _asks(self, visible: list[str], uses: tuple[str, ...]) -> tuple[Ask, ...]:
        """Ask for one name at run time.

        pytest allows none that has parameters, unless it has its value already.
        """
        names = [name for name in visible if name not in self.parametrized]
        names += [name for name in uses if name in visible and self.chance(0.2)]
        if not names:
            return ()
        how: How = "literal" if self.chance(0.55) else "computed"
        ask = Ask(self.random.choice(names), how)
        self.asked.add(ask.name)
        return (ask,)

    # -------------------------------------------------------------------- tests

    def _test(self, number: int, owner: str) -> Test:
        is_async = self.chance(0.7)
        visible = self._visible(owner, "function")
        uses = self._some(visible, (1, 4, 4, 2))
        asks = self._asks(visible, uses) if self.chance(0.2) else ()
        if asks and self.chance(0.3):
            asks = (Ask(asks[0].name, "parameter"),)
        return Test(
            number=number,
            owner=owner,
            is_async=is_async,
            uses=uses,
            asks=asks,
            marks=self._marks(owner, 0.12),
            repeat=2 if self.chance(0.1) else 0,
            indirect=self._indirect(uses) if self.chance(0.15) else None,
            values=self.random.choice(((0, 1), (2, 3), (4,))),
            fault=self.random.choice(FAULTS) if self.chance(0.15) else None,
            extra=self._extra(is_async),
        )

    def _indirect(self, uses: tuple[str, ...]) -> str | None:
        """Choose a fixture to parametrize: one without overrides, never asked for."""
        for name in uses:
            defined = [one for one in self.fixtures if one.name == name]
            if name in self.indirect or (
                len(defined) == 1
                and name not in self.parametrized | self.asked
                and not any(name in one.uses for one in self.fixtures)
            ):
                self.indirect.add(name)
                self.parametrized.add(name)
                return name
        return None

    def _marks(self, owner: str, share: float) -> Marks:
        asyncio = None
        if self.chance(share):
            asyncio = Mark(self.random.choice((None, *SCOPES)))
        names: tuple[str, ...] = ()
        if self.chance(share):
            names = self._some(self._visible(owner, "function"), (0, 1))
        return Marks(asyncio, names)

    def _ini(self) -> dict[str, str]:
        ini: dict[str, str] = {}
        at_root = self._visible("", "function")
        if at_root and self.chance(0.05):
            ini["usefixtures"] = self.random.choice(at_root)
        for what in ("test", "fixture"):
            if self.chance(0.05):
                name = f"asyncio_default_{what}_loop_scope"
                ini[name] = self.random.choice(SCOPES)
        return ini
