"""Resources as members of a suite: which test and fixture reaches which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.model.suite import Member, Resource, Test
from loopwise.reach.reach import NOTHING, Reach, Reached, gives_nothing
from loopwise.resources.bound_type import Binds, BoundType


@dataclass(slots=True)
class Reaching:
    """Follows the functions of a suite, and numbers what they reach as members."""

    reach: Reach
    members: list[Member]
    """Those of the suite, shared with who reads fixtures."""
    number_of: dict[int, int] = field(default_factory=dict)
    """For each resource's bit its number as a member."""
    used: int = 0
    """Resources that somebody uses in a way that needs a loop."""
    errors: dict[str, None] = field(default_factory=dict)
    """What could not be followed, as texts."""
    _reached: dict[str | int, Reached] = field(default_factory=dict)
    """By the id of a test, or the number of a fixture."""
    _early_bits: int = 0
    _seen: int = 0

    def of_test(
        self,
        nodeid: str,
        function: Any,
        cls: type | None,
        values: Iterable[object],
        *,
        is_async: bool,
    ) -> tuple[int, ...]:
        """Give what a test reaches, as members: by its code, or by its parameters.

        A sync test runs on no loop, unless it runs the current one by hand.
        """
        reached = self._of(function, cls)
        counts = is_async or reached.runs_loop
        found: dict[int, None] = {}
        for one in (reached, *(self._of(value) for value in values)):
            numbers = self._numbers(one, counts=counts)
            if numbers:
                self._reached.setdefault(nodeid, one)
                found.update(dict.fromkeys(numbers))
        return tuple(found)

    def same(self, nodeid: str, other: str) -> None:
        """Note that another test reaches what one does: the same, parametrized."""
        found = self._reached.get(nodeid)
        if found is not None:
            self._reached.setdefault(other, found)

    def of_fixture(
        self, number: int, functions: list[Any], cls: type | None, *, is_async: bool
    ) -> tuple[int, ...]:
        """Give the members that a fixture reaches.

        A sync one awaits nothing: it counts what it hands on, and what it runs.
        """
        found: dict[int, None] = {}
        for function in functions:
            reached = self._of(function, cls)
            counts = is_async or reached.runs_loop
            counts = counts or not gives_nothing(self.inner(function))
            numbers = self._numbers(reached, counts=counts)
            if numbers:
                found.update(dict.fromkeys(numbers))
                self._reached.setdefault(number, reached)
        return tuple(found)

    def made_by(self, functions: list[Any]) -> str:
        """Give the loop-bound type that a sync fixture makes; empty for none."""
        for function in functions:
            inner = self.inner(function)
            if gives_nothing(inner):
                continue
            try:
                row = self.reach.made_by(inner) or self._annotated(inner)
            except Exception as error:  # noqa: BLE001  # users' objects raise anything
                self._note(inner, error)
                continue
            if row is not None:
                return row.label
        return ""

    def inner(self, function: Any) -> Any:
        """Give the function inside of what is wrapped around it."""
        return function

    def returned(self, function: Any) -> Iterator[BoundType]:
        """Give the bound types that a function says it returns."""
        return self.reach.types_named(function)

    def _annotated(self, function: Any) -> BoundType | None:
        """Give the type that a fixture says it returns, unless its code spares it."""
        for row in self.returned(function):
            if not self.reach.spares(function, row):
                return row
        return None

    def _of(self, function: Any, cls: type | None = None) -> Reached:
        """Follow a function; one that cannot be followed must not stop the run."""
        try:
            return self.reach.of(function, cls)
        except Exception as error:  # noqa: BLE001  # the same
            self._note(function, error)
            return NOTHING

    def _note(self, function: Any, error: Exception) -> None:
        name = getattr(function, "__qualname__", type(function).__name__)
        what = f"{type(error).__name__}: {error}"
        self.errors[f"Loopwise could not follow what {name} names: {what}"] = None

    def _numbers(self, reached: Reached, *, counts: bool = True) -> tuple[int, ...]:
        """Give the members that something reaches.

        Where that does not count, as sync code awaits nothing, it still may be the
        first to ask for what binds when it is made: to the loop that is current then.
        """
        bits = reached.bits | reached.idle
        if not counts:
            bits &= self._early()
        self.used |= reached.bits & bits
        found = []
        bits &= ~1
        while bits:
            bit = bits & -bits
            bits ^= bit
            number = self.number_of.get(bit)
            if number is None:
                number = self.number_of[bit] = len(self.members)
                self.members.append(Resource("", Place("", 0)))  # named at the end
            found.append(number)
        return tuple(found)

    def _early(self) -> int:
        """Give the bits of what is yet to be made, and binds when it is."""
        for one in self.reach.found[self._seen :]:
            if one.row.binds is Binds.CREATION and not one.is_made:
                self._early_bits |= one.bit
        self._seen = len(self.reach.found)
        return self._early_bits

    def finish(self) -> None:
        """Name the resources, and let go of all that was looked at."""
        by_bit = {one.bit: one for one in self.reach.found}
        found = [by_bit[bit] for bit in self.number_of]
        for one, (name, place) in zip(found, self.reach.named(found), strict=True):
            self.members[self.number_of[one.bit]] = Resource(
                name, place, one.row.label, is_idle=not one.bit & self.used
            )
        self.reach.forget()

    def between(self, holder: Test | int, resource: int) -> tuple[Step, ...]:
        """Give the steps from a test, or a fixture, to a resource."""
        key = holder.id if isinstance(holder, Test) else holder
        reached = self._reached.get(key)
        for bit, number in self.number_of.items():
            if number == resource and reached is not None:
                return self.reach.way(reached, bit)
        return ()
