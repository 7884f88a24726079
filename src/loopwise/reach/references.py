"""What a function's code names: read once from its bytecode, never run.

Bytecode and not source: the live reader has it at hand, and a suite of 500 modules is
read in the time that parsing twenty takes. It also says which names are global, which
source does not say of a single function.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType
from typing import NamedTuple

from loopwise.reach import instructions
from loopwise.reach.bytecode import (
    GLOBALS,
    IMPORTS_BY_NAME,
    REWRITER,
    Chain,
    Reading,
)

RUNS_LOOP = frozenset({"run_until_complete", "run_forever"})
"""Sync code that names one of these uses the current loop, not one of its own."""

_BY_STRING = IMPORTS_BY_NAME | {GLOBALS}

_OPTIMIZED = 0x1
"""The flag of functions, which class bodies do not have."""
_SHOWN = frozenset({"_saferepr", "_should_repr_global_name"})
"""Of pytest's assertion rewriting: what it may have to show is named after these."""


class Reference(NamedTuple):
    """A name in code, with the attributes that follow it: ``app.db.engine``."""

    root: str
    """A global name; for an import the module's name."""
    attributes: tuple[str, ...]
    imported: bool = False
    level: int = 0
    """Of an import: how many packages it goes up."""
    deferred: bool = False
    """In a function that is made here, and runs later or never."""


@dataclass(frozen=True, slots=True, eq=False)
class CodeFacts:
    """What can be told of a piece of code."""

    code: CodeType
    references: tuple[Reference, ...] = ()
    stores: bool = False
    """Whether it sets a global, an attribute or an element of anything."""
    fills: bool = False
    """Whether it puts something into a container."""
    runs_loop: bool = False

    @property
    def stored_globals(self) -> frozenset[str]:
        """Globals that it sets."""
        return frozenset(_reading(self.code).stored) if self.stores else frozenset()

    @property
    def filled(self) -> frozenset[str]:
        """Globals into which it puts something by ``name[key] = value``."""
        return frozenset(_reading(self.code).filled) if self.fills else frozenset()

    @property
    def stored_attributes(self) -> frozenset[str]:
        """Attributes that it sets, of whatever."""
        if not self.stores:
            return frozenset()
        return frozenset(_reading(self.code).stored_attributes)

    @property
    def stored_on(self) -> tuple[tuple[Reference, str], ...]:
        """Globals on which it sets an attribute, each with the attribute's name."""
        if not self.stores:
            return ()
        found = _reading(self.code).stored_on
        return tuple((_reference(chain), name) for chain, name in found)

    @property
    def own(self) -> tuple[str, ...]:
        """Attributes of the first parameter, as in ``self.client``."""
        return tuple(dict.fromkeys(_own(self.code)[0]))

    @property
    def hands_on_own(self) -> bool:
        """Whether the first parameter is used in another way than ``self.client``."""
        return _own(self.code)[1]

    @property
    def gives_nothing(self) -> bool:
        """Whether it only ever returns and yields ``None``."""
        return _reading(self.code).gives_nothing


# By identity: to compare code objects is to compare all that is in them.
_names: dict[int, tuple[CodeType, frozenset[str]]] = {}
_facts: dict[int, CodeFacts] = {}
_readings: dict[int, tuple[CodeType, Reading]] = {}


def names_in(code: CodeType) -> frozenset[str]:
    """Give all names in code, and in what is made inside it: a quick first look.

    ``import`` is among them where it imports anything.
    """
    known = _names.get(id(code))
    if known is not None:
        return known[1]
    found = frozenset(code.co_names)
    if instructions.imports(code) or not IMPORTS_BY_NAME.isdisjoint(found):
        found |= {"import"}
    if GLOBALS in found:
        found |= {one for one in code.co_consts if type(one) is str}
    for inner in code.co_consts:
        if type(inner) is CodeType:
            found |= names_in(inner)
    _names[id(code)] = (code, found)
    return found


def facts_of(code: CodeType) -> CodeFacts:
    """Read a code object, and those of the functions and classes made inside it."""
    known = _facts.get(id(code))
    if known is not None:
        return known
    stores = instructions.stores(code)
    references = dict.fromkeys(_references(code))
    runs_loop = not RUNS_LOOP.isdisjoint(code.co_names)
    known_reading = _readings.get(id(code))
    cells = known_reading[1].cells if known_reading is not None else {}
    for inner in code.co_consts:
        if type(inner) is not CodeType:
            continue
        found = facts_of(inner)
        runs_loop |= found.runs_loop
        later = _runs_later(inner) and not found.stores
        for one in (*found.references, *_through_cells(inner, cells)):
            references[one._replace(deferred=True) if later else one] = None
    facts = _facts[id(code)] = CodeFacts(
        code, tuple(references), bool(stores), "elements" in stores, runs_loop
    )
    return facts


def _references(code: CodeType) -> list[Reference]:
    chains = None
    if _BY_STRING.isdisjoint(code.co_names):
        chains = instructions.chains(code)
    if chains is None:
        return [_reference(chain) for chain in _reading(code).found]
    found = []
    is_for_message = False
    for chain in chains:
        root = chain[0]
        if root != REWRITER and not (is_for_message and len(chain) == 1):
            found.append(Reference(root, chain[1:]))
        is_for_message = root == REWRITER and chain[-1] in _SHOWN
    return found


def _through_cells(
    code: CodeType, cells: dict[str, list[Chain]]
) -> Iterator[Reference]:
    """Give what inner code names through variables of the code around it."""
    if cells.keys().isdisjoint(code.co_freevars):
        return
    reading = Reading(code, "", cells)
    reading.read()
    yield from map(_reference, reading.found)
    for inner in code.co_consts:
        if type(inner) is CodeType:
            yield from _through_cells(inner, reading.cells)


def _reference(chain: tuple[str, tuple[str, ...], int]) -> Reference:
    root, attributes, level = chain
    return Reference(root, attributes, level >= 0, max(level, 0))


def _reading(code: CodeType) -> Reading:
    """Read code instruction by instruction: what few need."""
    known = _readings.get(id(code))
    if known is not None:
        return known[1]
    reading = Reading(code, code.co_varnames[0] if code.co_argcount else "")
    reading.read()
    _readings[id(code)] = (code, reading)
    return reading


def _own(code: CodeType) -> tuple[list[str], bool]:
    """Follow the first parameter, also into functions that are made inside."""
    if not code.co_argcount:
        return [], False
    name = code.co_varnames[0]
    reading = _reading(code)
    found, hands_on = list(reading.own), reading.hands_on_own
    waiting = list(code.co_consts)
    while waiting:
        inner = waiting.pop()
        if type(inner) is CodeType and name in inner.co_freevars:
            below = Reading(inner, name)
            below.read()
            found += below.own
            hands_on |= below.hands_on_own
            waiting += inner.co_consts
    return found, hands_on


def forget() -> None:
    """Let go of all code that was read."""
    _names.clear()
    _facts.clear()
    _readings.clear()


def _runs_later(inner: CodeType) -> bool:
    """Whether it is a function or a lambda: not a comprehension or a class body."""
    if not inner.co_flags & _OPTIMIZED:
        return False
    return inner.co_name == "<lambda>" or not inner.co_name.startswith("<")
