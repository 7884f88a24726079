"""The application of a random suite as data: loop-bound objects outside of fixtures.

It is a list of things, each a name in a module. Some are resources, or look like one;
the others are ways: code that leads to a thing before them.
"""

from __future__ import annotations

from dataclasses import dataclass

MODULES = ("one", "two", "sub.three", "late", "sub.late")
"""Of the package ``app``. Each may import those before it; the late ones are only
imported where code inside a function does so."""
BOUND = ("bound", "early", "own", "sub", "connect", "lock", "queue")
"""What belongs to a loop: declared types, and asyncio's own."""
FREE = ("namesake", "plain", "mention")
"""What only looks so."""
STORED = (
    *("global", "dict", "attribute", "getter", "closure", "class attribute", "slots"),
    "default",
)
"""Where an object is kept that is made when its module is imported."""
LAZY = ("lazy", "cached", "lazy instance", "cached property", "class method")
"""Where one is kept that is made when it is first asked for."""
STYLES = (
    *("function", "method", "instance", "inherited", "property", "static"),
    *("container", "partial", "lambda", "decorated", "inner", "again", "coroutine"),
)
"""How a way is written."""
NOT_YET = frozenset({"early when late", "early in sync tests"})
"""What suites leave out, as Loopwise does not promise it. There are also ``late
closures``, ``late lambdas``, ``late places`` and ``unimported``: how modules are
written and named that are not imported when the plan is made."""


@dataclass(frozen=True, slots=True)
class Access:
    """How code names a thing of another module."""

    style: str = "from"
    """``from``, ``import`` or ``alias``."""
    late: bool = False
    """Whether it is imported inside the function."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A name in a module of the application."""

    number: int
    module: str
    what: str = ""
    """One of ``BOUND`` or ``FREE``; empty for a way."""
    kept: str = "global"
    """One of ``STORED`` or ``LAZY``, or ``factory``: a new one for each call; for a way
    one of ``STYLES``."""
    to: int = -1
    """Of a way: the thing that it leads to."""
    access: Access = Access()

    @property
    def is_late(self) -> bool:
        return is_late(self.module)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a test or a fixture has to do with a thing."""

    does: str
    """``use`` it on a loop, ``hand`` it on or ``make`` one as a fixture's value,
    ``touch`` it in a sync test, or let one ``run`` the current loop with it."""
    thing: int = -1
    what: str = ""
    """What is made by the fixture itself, without a thing."""
    access: Access = Access()
    through: str = ""
    """What lies between: a ``function`` of the file, a ``method`` of the class, a
    ``closure`` or a ``lambda`` in the body."""
    shape: str = ""
    """How a fixture gives it: ``bare``, in a ``tuple``, or hidden in something else."""
    closes: bool = False
    """Whether the fixture closes it after its ``yield``."""


@dataclass(frozen=True, slots=True)
class Application:
    """All things, and how their types are declared."""

    things: tuple[Thing, ...] = ()
    declared: str = "ini"
    """``ini`` or ``hook``: only a hook can say which objects are free."""

    def thing(self, number: int) -> Thing:
        """Give a thing by its number, which is not its position: some may be gone."""
        return next(one for one in self.things if one.number == number)

    def root(self, number: int) -> Thing:
        """Follow ways to what they lead to."""
        thing = self.thing(number)
        return thing if thing.to < 0 else self.root(thing.to)

    def resource(self, reach: Reach | None) -> int | None:
        """Give the resource that somebody uses or hands on, if it is one."""
        if reach is None or reach.does in {"make", "touch"}:
            return None
        root = self.root(reach.thing)
        is_resource = root.what in BOUND and root.kept != "factory"
        return root.number if is_resource else None

    def makes(self, reach: Reach | None) -> str:
        """Give what a fixture makes that belongs to a loop, if it does."""
        if reach is None or reach.does != "make":
            return ""
        what = reach.what or self.root(reach.thing).what
        return what if what in BOUND else ""


def is_late(module: str) -> bool:
    return module.endswith("late")


def closable(what: str) -> bool:
    """Whether the row of what belongs to a loop says how to close it."""
    return what in BOUND and what not in {"lock", "queue"}
