"""Scopes, ordered from narrow to wide, and the instances they have in a suite."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field


class Scope(enum.IntEnum):
    """How long a fixture is cached, or how much of a suite shares a loop.

    The order is pytest's: ``function < class < module < package < session``.
    """

    FUNCTION = 0
    CLASS = 1
    MODULE = 2
    PACKAGE = 3
    SESSION = 4

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def from_name(cls, name: object) -> Scope:
        """Give the scope that a user names, as pytest spells it.

        Raises:
            ValueError: ``name`` is no scope; the text lists those there are.
        """
        if isinstance(name, str) and name in SCOPE_NAMES:
            return cls[name.upper()]
        raise ValueError(f"{name!r} is not a scope; choose {one_of(SCOPE_NAMES)}")


SCOPE_NAMES: tuple[str, ...] = tuple(str(scope) for scope in Scope)


def one_of(names: tuple[str, ...]) -> str:
    """Write choices as a person would: ``"a", "b" or "c"``."""
    quoted = [f'"{name}"' for name in names]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if quoted[1:] else quoted)


@dataclass(frozen=True, slots=True)
class ScopeInstance:
    """One place in the collection tree where a scope begins and ends.

    ``depth`` is the number of collectors above it. It orders packages that lie
    in one another, which all have the same scope.
    """

    scope: Scope
    id: str
    depth: int = 0
    width: tuple[int, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "width", (int(self.scope), -self.depth))

    def __str__(self) -> str:
        return f"{self.scope} {self.id}" if self.id else str(self.scope)


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """The scope instances that a test stands in. Tests of one class share one.

    Compared by identity: the readers make one for each collector.
    """

    session: ScopeInstance
    packages: tuple[ScopeInstance, ...] = ()
    module: ScopeInstance | None = None
    classes: tuple[ScopeInstance, ...] = ()
    """The classes that the test is in, the outermost first."""

    def at(self, scope: Scope, home: str | None = None) -> ScopeInstance | None:
        """Find the instance of ``scope`` here; ``None`` is the test itself.

        As pytest does: a class scope outside a class is the test's own, a package
        scope outside a package is the session's. ``home`` names the package that
        a package-scoped fixture is defined in; it lives there, not in the nearest
        package of the test.
        """
        if scope is Scope.SESSION:
            return self.session
        if scope is Scope.PACKAGE:
            return self._package(home)
        if scope is Scope.MODULE:
            return self.module or self.session
        if scope is Scope.CLASS:
            return self.classes[-1] if self.classes else None
        return None

    def _package(self, home: str | None) -> ScopeInstance:
        if home is None:
            return self.packages[-1] if self.packages else self.session
        return next((one for one in self.packages if one.id == home), self.session)


def widest(
    one: ScopeInstance | None, two: ScopeInstance | None
) -> ScopeInstance | None:
    """Give the wider of two instances on one branch; ``None`` is the test's own."""
    if one is None or two is None:
        return one or two
    return two if two.width > one.width else one
