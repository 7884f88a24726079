"""A random suite as data: where its files, classes, fixtures and tests are."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from tests.property.application import Application, Reach

SCOPES = ("function", "class", "module", "package", "session")
How = Literal["literal", "computed", "parameter"]
ASYNC_EXTRAS = ("leave_task", "leave_generator", "use_thread")
SYNC_EXTRAS = ("run_own_loop", "run_current_loop")


def width(scope: str) -> int:
    return SCOPES.index(scope)


class Kind(enum.Enum):
    """How a fixture function is written."""

    PLAIN = "plain"
    GENERATOR = "generator"
    COROUTINE = "coroutine"
    ASYNC_GENERATOR = "async generator"

    @property
    def is_async(self) -> bool:
        return self in {Kind.COROUTINE, Kind.ASYNC_GENERATOR}

    @property
    def yields(self) -> bool:
        return self in {Kind.GENERATOR, Kind.ASYNC_GENERATOR}


@dataclass(frozen=True, slots=True)
class Ask:
    """A fixture that code asks for with ``getfixturevalue``, and how it says which."""

    name: str
    how: How


@dataclass(frozen=True, slots=True)
class Fixture:
    """One fixture definition. ``owner`` is the node that it is written in."""

    number: int
    name: str
    owner: str
    kind: Kind
    scope: str
    uses: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    params: tuple[int, ...] = ()
    autouse: bool = False
    loop_scope: str | None = None
    fault: str | None = None
    """``set-up``, ``teardown`` or ``skip``."""
    extra: str | None = None
    """What its set-up does besides: one of ``ASYNC_EXTRAS`` or ``SYNC_EXTRAS``, or
    ``finalizer``, which registers one."""
    span: str | None = None
    """What is entered before the ``yield`` and left after it."""
    reach: Reach | None = None
    """What it has to do with the application."""

    @property
    def is_async(self) -> bool:
        return self.kind.is_async

    @property
    def lives_on_a_loop(self) -> bool:
        return self.kind.is_async or self.loop_scope is not None


@dataclass(frozen=True, slots=True)
class Mark:
    """``pytest.mark.asyncio``, bare or with a loop scope."""

    loop_scope: str | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """What decorates a test, a class or a module."""

    asyncio: Mark | None = None
    usefixtures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Test:
    """One test function."""

    number: int
    owner: str
    is_async: bool
    uses: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    marks: Marks = Marks()
    repeat: int = 0
    """How many values it is parametrized with."""
    indirect: str | None = None
    """A fixture that it is parametrized with, indirectly, with ``values``."""
    values: tuple[int, ...] = ()
    fault: str | None = None
    """How it ends: ``fail``, ``skip``, ``skip mark`` or ``xfail``."""
    extra: str | None = None
    """What it does besides: one of ``ASYNC_EXTRAS`` or ``SYNC_EXTRAS``."""
    reach: Reach | None = None
    """What it has to do with the application."""


@dataclass(frozen=True, slots=True)
class Project:
    """A whole suite."""

    seed: int
    directories: tuple[str, ...]
    modules: tuple[str, ...]
    classes: tuple[str, ...]
    fixtures: tuple[Fixture, ...]
    tests: tuple[Test, ...]
    marks: dict[str, Marks] = field(default_factory=dict)
    """Of modules and classes."""
    ini: dict[str, str] = field(default_factory=dict)
    application: Application = field(default_factory=Application)

    @property
    def everybody(self) -> list[Fixture | Test]:
        """Give all that may reach the application."""
        return [*self.fixtures, *self.tests]

    def owner_of(self, owner: str) -> Iterator[Fixture]:
        return (one for one in self.fixtures if one.owner == owner)

    def is_package(self, owner: str) -> bool:
        return owner in self.directories and owner.startswith("pkg")

    def chain(self, owner: str) -> tuple[str, ...]:
        """Give the nodes from the root to ``owner``."""
        return chain(owner)


def chain(owner: str) -> tuple[str, ...]:
    """Give the nodes from the root to ``owner``, as pytest names them."""
    file, *classes = owner.split("::")
    found = [""]
    for part in [part for part in file.split("/") if part]:
        found.append(f"{found[-1]}/{part}" if found[-1] else part)
    for name in classes:
        found.append(f"{found[-1]}::{name}")
    return tuple(found)
