"""Gives a random suite an application with loop-bound objects, and users of them."""

from __future__ import annotations

import dataclasses
import random

from tests.property.application import (
    BOUND,
    FREE,
    LAZY,
    MODULES,
    NOT_YET,
    STORED,
    STYLES,
    Access,
    Application,
    Reach,
    Thing,
    is_late,
)
from tests.property.project import Fixture, Kind, Project, Test

SHARE = 0.6
"""How many suites have an application."""
ODD_PLACES = (
    *("dict", "closure", "class attribute", "default", "class method"),
    *("cached property", "lazy instance"),
)
"""Where an object is kept so that it takes more than a name to find it."""
AGAIN = (*("global", "lazy", "cached", "closure", "factory"),)
"""What may get a second name."""


def grow(project: Project) -> Project:
    """Give the suite of a seed its application: always the same."""
    return _Grower(project).project()


class _Grower:
    def __init__(self, project: Project) -> None:
        self.before = project
        # Of its own, so that the rest of a suite does not depend on it.
        self.random = random.Random(f"application {project.seed}")
        self.declared = self.random.choice(("ini", "hook"))
        self.things: list[Thing] = []
        marks = [*project.marks.values(), *(one.marks for one in project.tests)]
        self.is_marked = any(
            one.asyncio is not None and one.asyncio.loop_scope for one in marks
        )

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def project(self) -> Project:
        if not self.chance(SHARE):
            return self.before
        for _ in range(self.random.randint(1, 3)):
            self._root(self.random.choice(BOUND))
        for _ in range(self.random.randint(0, 2)):
            self._root(self.random.choice(FREE))
        for _ in range(self.random.randint(1, 5)):
            self._way()
        share = self.random.choice((0.1, 0.2, 0.4))
        fixtures = [self._with_fixture(one, share) for one in self.before.fixtures]
        tests = [self._with_test(one, share) for one in self.before.tests]
        return dataclasses.replace(
            self.before,
            fixtures=tuple(fixtures),
            tests=tuple(tests),
            application=Application(tuple(self.things), self.declared),
        )

    # ------------------------------------------------------------------- things

    @property
    def application(self) -> Application:
        return Application(tuple(self.things), self.declared)

    def _root(self, what: str) -> None:
        if what == "plain" and self.declared == "ini":
            what = "namesake"
        kept = self.random.choice((*STORED, *LAZY, *LAZY, "factory", "factory"))
        if what == "mention":
            kept = "factory"
        module = self.random.choice(MODULES)
        if is_late(module):
            if what == "early" and kept in STORED and "early when late" in NOT_YET:
                what = "bound"
            if kept in ODD_PLACES and "late places" in NOT_YET:
                kept = "global"
        self.things.append(Thing(len(self.things), module, what, kept))

    def _way(self) -> None:
        found = [one for one in self.things if one.kept != "coroutine"]
        target, module = self.random.choice(found), self.random.choice(MODULES)
        access = self._access(target, module)
        kept = self.random.choice(STYLES)
        if kept == "again" and (
            access.late or target.to >= 0 or target.kept not in AGAIN
        ):
            kept = "function"
        if kept == "lambda" and is_late(module) and "late lambdas" in NOT_YET:
            kept = "function"
        if kept == "lambda" and access.late:
            kept = "function"  # a lambda cannot import what it names
        way = Thing(len(self.things), module, "", kept, target.number, access)
        self.things.append(way)

    def _access(self, target: Thing, module: str = "") -> Access:
        style = self.random.choice(("from", "import", "alias"))
        late = self.chance(0.25)
        if not module:
            return Access(style, late or target.is_late)
        if module == target.module:
            return Access(style)
        is_after = MODULES.index(target.module) > MODULES.index(module)
        is_new = target.is_late and not is_late(module)
        return Access(style, late or is_after or is_new)

    # -------------------------------------------------------------------- users

    def _with_test(self, one: Test, share: float) -> Test:
        if not self.chance(share):
            return one
        does = "use"
        if not one.is_async:
            does = "touch" if self.chance(0.7) else "run"
        thing = self._thing(is_async=does == "use")
        if does == "touch" and "early in sync tests" in NOT_YET:
            root = self.application.root(thing.number)
            if root.what == "early" and root.kept in LAZY:
                return one
        return dataclasses.replace(one, reach=self._reach(one, does, thing))

    def _with_fixture(self, one: Fixture, share: float) -> Fixture:
        if not self.chance(share):
            return one
        if one.is_async and self.chance(0.6):
            thing = self._thing(is_async=True)
            return dataclasses.replace(one, reach=self._reach(one, "use", thing))
        does = "make" if self.chance(0.4) else "hand"
        reach = self._hand(one) if does == "hand" else self._make(one)
        return one if reach is None else dataclasses.replace(one, reach=reach)

    def _thing(self, *, is_async: bool) -> Thing:
        return self.random.choice(
            [one for one in self.things if is_async or one.kept != "coroutine"]
        )

    def _reach(self, one: Fixture | Test, does: str, thing: Thing) -> Reach:
        through = ""
        if thing.kept != "coroutine" and self.chance(0.4):
            choices = ["function", "closure", "lambda"]
            is_method = isinstance(one, Test) or one.scope == "function"
            if "::" in one.owner and is_method:
                choices += ["method", "method"]
            through = self.random.choice(choices)
        access = self._access(thing)
        if access.late and through in {"closure", "lambda"}:
            through = "" if "late closures" in NOT_YET else through
        return Reach(does, thing.number, access=access, through=through)

    def _hand(self, one: Fixture) -> Reach | None:
        """Hand on what lives longer than the fixture.

        What a marked test may use must not come out of code that makes one: whether
        that counts as made by the fixture is a question of its own.
        """
        application = self.application
        found = []
        for thing in self.things:
            root = application.root(thing.number)
            is_made = root.kept in LAZY and self.is_marked
            if root.kept != "factory" and thing.kept != "coroutine" and not is_made:
                found.append(thing)
        if not found:
            return None
        thing = self.random.choice(found)
        reach = self._reach(one, "hand", thing)
        return self._shaped(reach, application.root(thing.number).what)

    def _make(self, one: Fixture) -> Reach | None:
        """Make one in the fixture's own code, or in what that calls."""
        factories = [thing for thing in self.things if thing.kept == "factory"]
        factories = [thing for thing in factories if thing.what != "mention"]
        if factories and self.chance(0.5):
            thing = self.random.choice(factories)
            reach = self._reach(one, "make", thing)
            return self._closing(one, self._shaped(reach, thing.what), thing.what)
        what = self.random.choice(BOUND)
        if self.declared == "hook" and self.chance(0.2):
            what = "plain"
        return self._closing(one, self._shaped(Reach("make", what=what), what), what)

    def _shaped(self, reach: Reach, what: str) -> Reach:
        shapes = ["", "tuple"]
        if what not in {"lock", "queue", "namesake", "mention"}:
            shapes += ["bare", "bare"]
        return dataclasses.replace(reach, shape=self.random.choice(shapes))

    def _closing(self, one: Fixture, reach: Reach, what: str) -> Reach:
        has_close = what not in {"lock", "queue", "namesake"}
        closes = one.kind is Kind.GENERATOR and has_close and self.chance(0.4)
        return dataclasses.replace(reach, closes=closes)
