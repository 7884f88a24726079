"""A row of the catalog: one type, and how its objects come to belong to a loop."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Binds(enum.Enum):
    """When an object starts to belong to a loop."""

    CREATION = "when it is made"
    FIRST_USE = "at its first use"
    FIRST_WAIT = "at the first wait that blocks"
    NEVER = "never"

    @property
    def noun(self) -> str:
        """The moment as a noun: ``its first use``."""
        return {
            Binds.CREATION: "its making",
            Binds.FIRST_USE: "its first use",
            Binds.FIRST_WAIT: "its first blocking wait",
        }.get(self, self.value)


@dataclass(frozen=True, slots=True)
class Unless:
    """What an object has that keeps it free of any loop."""

    path: str
    """From the object: attributes, ``[0]`` for items, ``()`` for calls."""
    value: str
    """A type written as ``module:Class``; without a colon, the value as a string."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundType:
    """One type of objects that belong to an event loop.

    Types and callables are named ``package.module:Name``. That is whatever has this
    qualified name and is defined in the module or below it, so that a library may
    move it: ``sqlalchemy.ext.asyncio:AsyncEngine``. Two colons leave out what is below
    it: ``websockets::connect``.

    Paths lead from an object to something that it has: ``pool.connections[0]._loop``.
    Names are attributes, ``[0]`` takes the first element of what can be iterated,
    ``()`` calls what has no side effects. A path that breaks off leads to nothing.
    """

    name: str
    """The type. Its subclasses belong to it."""
    also: tuple[str, ...] = ()
    """Other names of the type itself, such as ``_asyncio:Future``."""
    binds: Binds
    """When its objects start to belong to a loop."""
    loop: tuple[str, ...] = ()
    """Paths to the loop of an object; the first that leads to one counts."""
    made_by: tuple[str, ...] = ()
    """What gives an object of the type when called, besides the type itself."""
    unless: tuple[Unless, ...] = ()
    """Objects with one of these belong to no loop."""
    unless_made_with: tuple[str, ...] = ()
    """Code that makes one and names one of these too makes one without a loop."""
    harmless: tuple[str, ...] = ()
    """Attributes that may be used from any loop: they neither wait nor bind."""
    closed: tuple[str, ...] = ()
    """Paths of which one is true once an object has been closed, or with ``not ``
    before it, false. An object whose loop is found is open otherwise."""
    close: str = ""
    """The method that closes it; several in their order, separated by spaces. What
    they return is awaited, if it can be."""
    error: str = ""
    """What happens when it is used on another loop, as users see it."""
    verified: str = ""
    """How this row was verified, and with which version of the library."""
    note: str = ""
    """What else users should know."""

    @property
    def label(self) -> str:
        """The name as one writes it in code: ``sqlalchemy.ext.asyncio.AsyncEngine``."""
        return self.name.replace("::", ":").replace(":", ".")
