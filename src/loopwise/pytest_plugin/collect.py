"""The live reader: collected items in, a Suite out.

pytest has already worked out the hard part for each item: which override applies,
``usefixtures``, autouse, parameters. This reads it, and adds the names that only code
tells, those in ``getfixturevalue("…")``.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from loopwise.compat.fixtures import EVENT_LOOP
from loopwise.model.place import Place
from loopwise.model.scope import Scope
from loopwise.model.settings import Limit, Mode
from loopwise.model.suite import Parameter, Suite, Test, Uses, nothing_between
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.branches import Branches
from loopwise.pytest_plugin.definitions import Definitions
from loopwise.pytest_plugin.functions import names_asked_by, place_of
from loopwise.pytest_plugin.marks import NAME, BadMark, limit_of, located, mark_of
from loopwise.pytest_plugin.ownership import inner_test, is_async_test, is_foreign

if TYPE_CHECKING:
    from loopwise.pytest_plugin.reaching import Reaching
    from loopwise.reach.reach import Reach
    from loopwise.resources.catalog import Catalog


@dataclass(slots=True)
class LiveSuite:
    """A Suite together with what its parts are in pytest."""

    suite: Suite
    number: dict[pytest.Item, int]
    branches: Branches
    definitions: Definitions
    bad_marks: dict[pytest.Item, str]
    marked_sync: set[pytest.Item]
    """Sync tests with the mark for async ones."""
    factories: dict[pytest.Item, Callable[[], Any]]
    """Loop factories that tests are marked with."""
    limits: dict[pytest.Item, Limit]
    """Time limits that tests are marked with."""
    reader: Reader
    reaching: Reaching | None
    """How resources are reached; ``None`` where nobody looked for any."""

    @property
    def catalog(self) -> Catalog:
        """The types that are known in this run."""
        if self.reaching is not None:
            return self.reaching.reach.catalog
        from loopwise.resources.catalog import Catalog  # only then

        return Catalog()


@dataclass(slots=True)
class _Closure:
    """A test's uses while they are being followed."""

    item: pytest.Item
    known: dict[str, Sequence[pytest.FixtureDef[Any]]]
    of: dict[int, tuple[int, ...]] = field(default_factory=dict)


class Reader:
    """Reads items into a Suite. What items have in common is read once."""

    def __init__(
        self,
        rootdir: str,
        mode: Mode,
        reach: Reach | None = None,
        overrides: Collection[pytest.FixtureDef[Any]] = (),
    ) -> None:
        self._rootdir, self._mode, self._overrides = rootdir, mode, overrides
        self._branches = Branches()
        self._definitions = Definitions(rootdir, mode)
        if reach is not None:
            from loopwise.pytest_plugin.reaching import Reaching  # brings all of it

            self._definitions.reaching = Reaching(reach, self._definitions.members)
        self._uses: dict[Hashable, Uses] = {}
        self._unhashable: set[int] = set()
        self._bad_marks: dict[pytest.Item, str] = {}
        self._marked_sync: set[pytest.Item] = set()
        self._factories: dict[pytest.Item, Callable[[], Any]] = {}
        self._limits: dict[pytest.Item, Limit] = {}

    def read(self, items: Iterable[pytest.Item]) -> LiveSuite:
        """Read the items that are tests of the suite: all but other plugins' own."""
        # All that is made here stays, so looking for garbage among it is in vain, and
        # with tens of thousands of new objects it is what takes longest.
        is_collecting = gc.isenabled()
        gc.disable()
        try:
            return self._read(items)
        finally:
            if is_collecting:
                gc.enable()

    def _read(self, items: Iterable[pytest.Item]) -> LiveSuite:
        tests: list[Test] = []
        number: dict[pytest.Item, int] = {}
        reaching = self._definitions.reaching
        for item in items:
            if internals.initial_names(item) is None or is_foreign(item):
                continue
            number[item] = len(tests)
            tests.append(self._test(item))
        between = nothing_between
        if reaching is not None:
            reaching.finish()
            between = reaching.between
            # What shows later is placed by what it turns out to be.
            self._definitions.reaching = None
        suite = Suite(
            tests, self._definitions.members, frozenset(self._unhashable), between
        )
        return LiveSuite(
            suite,
            number,
            self._branches,
            self._definitions,
            self._bad_marks,
            self._marked_sync,
            self._factories,
            self._limits,
            self,
            reaching,
        )

    def _test(self, item: pytest.Item) -> Test:
        function = inner_test(item)
        is_async = is_async_test(item, self._mode)
        place = place_of(function, self._rootdir)
        if not place.line:
            file, line, _ = item.location
            place = Place(file, (line or 0) + 1)
        self._limit(item, place)
        loop_scope = self._mark(item, place, is_async=is_async)
        is_free = is_async and loop_scope is None
        parameters = list(internals.parameters(item))
        asked = self._asked(item, function, parameters)
        if is_free and self._sees_override(item):
            asked = (*asked, EVENT_LOOP)
        reaching = self._definitions.reaching
        resources: tuple[int, ...] = ()
        if reaching is not None:
            cls = getattr(item, "cls", None)
            values = [value for _, value, _ in parameters]
            resources = reaching.of_test(
                item.nodeid, function, cls, values, is_async=is_async
            )
        return Test(
            id=item.nodeid,
            place=place,
            is_async=is_async,
            branch=self._branches.of(item),
            uses=self.used(item, asked, resources),
            loop_scope=loop_scope,
            params=self._params(item, parameters) if parameters else (),
        )

    def _limit(self, item: pytest.Item, place: Place) -> None:
        try:
            if (limit := limit_of(item)) is not None:
                self._limits[item] = limit
        except BadMark as error:
            self._bad_marks[item] = located(error, place, item.nodeid)

    def _mark(self, item: pytest.Item, place: Place, *, is_async: bool) -> Scope | None:
        """Read the mark of a test, and give the loop scope that it says."""
        if not is_async:
            if item.get_closest_marker(NAME) is not None:
                self._marked_sync.add(item)
            return None
        try:
            mark = mark_of(item)
        except BadMark as error:
            self._bad_marks[item] = located(error, place, item.nodeid)
            return None
        if mark.factory is not None:
            try:
                self._factories[item] = _imported(mark.factory)
            except pytest.UsageError as error:
                bad = BadMark(str(error))
                self._bad_marks[item] = located(bad, place, item.nodeid)
        return mark.loop_scope

    def _sees_override(self, item: pytest.Item) -> bool:
        """Whether the suite has an ``event_loop`` fixture of its own for this test.

        pytest-asyncio gave it to every async test, asked for or not.
        """
        if not self._overrides:
            return False
        visible = internals.visible_definitions(item, EVENT_LOOP)
        return bool(visible) and visible[-1] in self._overrides

    def _asked(
        self,
        item: pytest.Item,
        function: object,
        parameters: list[tuple[str, object, str]],
    ) -> tuple[str, ...]:
        """Names that the test's code asks for, or that its parameters name.

        A parameter may be a name that the code passes to ``getfixturevalue``, or a
        lazy fixture, which carries the name.
        """
        asked = names_asked_by(function)
        found = list(asked or ())
        known = internals.definitions(item) if parameters else {}
        for name, value, _ in parameters:
            if isinstance(value, str):
                givers = [self._definitions.get(d, item) for d in known.get(name, ())]
                if asked is not None or any(one and one.asks_by_name for one in givers):
                    found.append(value)
            elif (lazy := _lazy_name(value)) is not None:
                found.append(lazy)
        return tuple(found)

    def used(
        self,
        item: pytest.Item,
        asked: tuple[str, ...],
        resources: tuple[int, ...] = (),
    ) -> Uses:
        """Follow what an item uses, with the names ``asked`` for by its code.

        ``resources`` are the members that its code reaches by itself.
        """
        names = internals.initial_names(item) or ()
        known = internals.definitions(item)
        closest = [self._closest(defs, item) for defs in known.values()]
        key = (item.parent, names, asked, tuple(known), tuple(closest), resources)
        uses = self._uses.get(key)
        if uses is None:
            closure = _Closure(item, dict(known))
            direct = self._follow(closure, (*names, *asked), {})
            closure.of.update(dict.fromkeys(resources, ()))
            uses = self._uses[key] = Uses((*direct, *resources), closure.of)
        return uses

    def _closest(
        self, definitions: Sequence[pytest.FixtureDef[Any]], item: pytest.Item
    ) -> int:
        one = self._definitions.get(definitions[-1], item) if definitions else None
        return -1 if one is None else one.number

    def _follow(
        self, closure: _Closure, names: Iterable[str], levels: dict[str, int]
    ) -> tuple[int, ...]:
        """Follow fixture names to definitions, and those to what they use.

        ``levels`` holds for each name on the way how many of its definitions are
        taken already: an override that uses its own name gets the next one.
        """
        found: dict[int, None] = {}
        for name in names:
            definitions = closure.known.get(name)
            if definitions is None:
                definitions = internals.visible_definitions(closure.item, name)
                closure.known[name] = definitions
            level = levels.get(name, 0) + 1
            if level > len(definitions):
                continue  # no such fixture: pytest will say so
            one = self._definitions.get(definitions[-level], closure.item)
            if one is None:
                continue
            found[one.number] = None
            if one.number not in closure.of:
                closure.of[one.number] = ()  # a circle ends here; pytest reports it
                below = self._follow(closure, one.names, {**levels, name: level})
                closure.of[one.number] = (*below, *one.resources)
                closure.of.update(dict.fromkeys(one.resources, ()))
        return tuple(found)

    def _params(
        self, item: pytest.Item, parameters: list[tuple[str, object, str]]
    ) -> tuple[Parameter, ...]:
        """Parameters that go to fixtures; those that go to the test matter to none."""
        known = internals.definitions(item)
        found: list[Parameter] = []
        for name, value, scope in parameters:
            for definition in known.get(name, ())[-1:]:
                one = self._definitions.get(definition, item)
                if one is None:
                    continue
                key: Hashable = None
                try:
                    hash(value)
                    key = value
                except Exception:  # whatever a user's __hash__ raises
                    # No value to tell instances apart by: they are taken for one.
                    self._unhashable.add(one.number)
                found.append(Parameter(one.number, key, Scope.from_name(scope)))
        return tuple(found)


def _imported(factory: Callable[[], Any] | str) -> Callable[[], Any]:
    if not isinstance(factory, str):
        return factory
    from loopwise.pytest_plugin.importing import import_factory  # brings asyncio

    return import_factory(factory, "mark.asyncio 'loop_factory'")


def _lazy_name(value: object) -> str | None:
    """Give the name in a lazy fixture of one of the plugins for these."""
    if type(value).__name__ in {"LazyFixtureWrapper", "LazyFixture"}:
        name = getattr(value, "name", None)
        return name.partition(".")[0] if isinstance(name, str) else None
    return None
