"""Reads one code object, instruction by instruction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import CodeType
from typing import ClassVar

from loopwise.reach import instructions

Chain = tuple[str, tuple[str, ...], int]
"""A first name, the attributes that follow it, and for an import how many packages it
goes up; -1 for a global."""

IMPORTS_BY_NAME = frozenset({"import_module", "__import__", "importorskip"})
"""Functions that import what a string names."""

GLOBALS = "globals"
"""What gives a module's names, for ``globals()["engine"]``."""

REWRITER = "@pytest_ar"
"""What pytest's assertion rewriting calls its own module in the code that it adds."""


_NAMES = frozenset(
    {
        "IMPORT_FROM",
        "IMPORT_NAME",
        "LOAD_ATTR",
        "LOAD_DEREF",
        "LOAD_FAST",
        "LOAD_GLOBAL",
    }
)
"""What leaves on the stack what a name stands for."""


class Reading:
    """What has been read of a code object so far.

    A name is complete when something else than one of its attributes comes next; one
    that is put into a local variable goes on where that is used.
    """

    def __init__(
        self,
        code: CodeType,
        own_name: str = "",
        cells: Mapping[str, list[Chain]] | None = None,
    ) -> None:
        self._code, self._own_name = code, own_name
        self.cells: dict[str, list[Chain]] = dict(cells or {})
        """Variables shared with code inside, and the names that they stand for."""
        self._names, self._constants = code.co_names, code.co_consts
        self._variables = instructions.variables(code)
        self._locals: dict[int, list[Chain]] = {}
        self.found: dict[Chain, None] = {}
        self.stored_on: dict[tuple[Chain, str], None] = {}
        """Attributes of globals that it sets: ``app.state`` and ``client``."""
        self.own: dict[str, None] = {}
        self.hands_on_own = False
        self.loaded_attributes: set[str] = set()
        self.stored_attributes: set[str] = set()
        self.stored: set[str] = set()
        self.filled: set[str] = set()
        """Globals into which it puts something by ``name[key] = value``."""
        self.loaded: set[str] = set()
        self.gives_nothing = True
        self._begin()

    def _begin(self) -> None:
        self._chain: list[Chain] = []
        self._ended: list[Chain] = []
        self._started: list[Chain] = []
        self._is_own = False
        self._is_for_message = False
        self._importing: Chain | None = None
        self._recent: list[object] = []
        self._before = ""
        self._count = 0
        self._ends: list[tuple[int, str]] = []

    def read(self) -> None:
        """Go through the instructions; again where variables stand for names.

        A handler of exceptions, or the top of a loop, may stand before what fills the
        variable that it uses.
        """
        self._read()
        if self._locals:
            self._begin()
            self._read()

    def _read(self) -> None:
        going_on, others = self._GOING_ON, self._OTHERS
        for name, arg in instructions.of(self._code):
            self._count += 1
            goes_on = going_on.get(name)
            if goes_on is not None:
                goes_on(self, arg)
            else:
                self._end()
                other = others.get(name)
                if other is not None:
                    other(self, arg)
            self._before = name
        self._end()

    def _end(self) -> None:
        is_shown = self._is_for_message and self._chain == self._started
        for one in () if is_shown else self._chain:
            if one[0] != REWRITER:
                self.found[one] = None
        if self._chain:
            root, rest, _ = self._chain[0]
            self._ends = [*self._ends[-1:], (self._count, root)]
            # pytest names what it may have to show: that is no use of it.
            self._is_for_message = root == REWRITER and rest[-1:] in {
                ("_saferepr",),
                ("_should_repr_global_name",),
            }
        if self._is_own:
            self.hands_on_own = True
            self._is_own = False
        self._ended, self._chain = self._chain, []

    def _add(self, name: str) -> None:
        self._chain = [(root, (*rest, name), up) for root, rest, up in self._chain]

    def _attribute(self, arg: int) -> None:
        name = self._names[arg]
        self.loaded_attributes.add(name)
        if self._is_own and name != "__class__":  # its attributes are its object's
            self.own[name] = None
            self._is_own = False
        if self._chain:
            self._add(name)

    def _import_from(self, arg: int) -> None:
        if not self._chain and self._importing is not None:
            self._chain = [self._importing]
        self._add(self._names[arg])

    def _swap(self, _arg: int) -> None:
        """Do nothing: between two parts of a dotted import things are swapped."""

    def _pop(self, _arg: int) -> None:
        if self._before == "SWAP":
            return
        self._end()
        self._importing = None

    def _store_local(self, arg: int) -> None:
        if self._chain:
            known = self._locals.setdefault(arg, [])
            known += [one for one in self._chain if one not in known]
        self._chain = []
        if self._is_own:
            self.hands_on_own = True
            self._is_own = False

    def _store_attribute(self, arg: int) -> None:
        name = self._names[arg]
        self.stored_attributes.add(name)
        for one in self._chain:
            self.stored_on[one, name] = None
        self._is_own = False
        self._end()

    def _global(self, arg: int) -> None:
        name = self._names[arg]
        self.loaded.add(name)
        self._chain = self._started = [(name, (), -1)]

    def _local(self, arg: int) -> None:
        known = self._locals.get(arg) or self.cells.get(self._variables[arg])
        if known is not None:
            self._chain = self._started = list(known)
        elif self._own_name and self._variables[arg] == self._own_name:
            self._is_own = True

    def _fast(self, arg: int) -> None:
        # Since 3.13 this also takes the cell itself, for a function that is made here.
        if self._variables[arg] not in self._code.co_cellvars:
            self._local(arg)

    def _import(self, arg: int) -> None:
        """Note what ``import`` leaves: the whole path, or the first package only."""
        level, names = self._recent if len(self._recent) == 2 else (0, None)
        name = self._names[arg]
        if names is None:
            name = name.partition(".")[0]
        self._importing = (name, (), level if isinstance(level, int) else 0)
        self._chain = [self._importing]

    def _constant(self, arg: int) -> None:
        value = self._constants[arg]
        self._recent = [*self._recent[-1:], value]
        if isinstance(value, str) and value and self._ended:
            root, rest, _ = self._ended[0]
            if (root, *rest)[-1] in IMPORTS_BY_NAME:
                self.found[value, (), 0] = None
        if isinstance(value, str) and (self._count - 1, GLOBALS) in self._ends:
            self.found[value, (), -1] = None

    def _small_number(self, arg: int) -> None:
        self._recent = [*self._recent[-1:], arg]

    def _store_element(self, _arg: int) -> None:
        # Before it come the container and the key, each of a few instructions.
        self.filled |= {root for at, root in self._ends if self._count - at < 4}

    def _store_cell(self, arg: int) -> None:
        if self._before in _NAMES:
            known = self.cells.setdefault(self._variables[arg], [])
            known += [one for one in self._ended if one not in known]

    def _store_global(self, arg: int) -> None:
        self.stored.add(self._names[arg])

    def _gives(self, _arg: int) -> None:
        if self._before != "LOAD_CONST" or self._recent[-1:] != [None]:
            self.gives_nothing = False

    def _gives_constant(self, arg: int) -> None:
        if self._constants[arg] is not None:
            self.gives_nothing = False

    _GOING_ON: ClassVar[dict[str, Callable[[Reading, int], None]]] = {
        "LOAD_ATTR": _attribute,
        "IMPORT_FROM": _import_from,
        "SWAP": _swap,
        "POP_TOP": _pop,
        "STORE_FAST": _store_local,
        "STORE_ATTR": _store_attribute,
    }
    _OTHERS: ClassVar[dict[str, Callable[[Reading, int], None]]] = {
        "LOAD_GLOBAL": _global,
        "LOAD_FAST": _fast,
        "LOAD_DEREF": _local,
        "IMPORT_NAME": _import,
        "LOAD_CONST": _constant,
        "LOAD_SMALL_INT": _small_number,
        "STORE_GLOBAL": _store_global,
        "STORE_DEREF": _store_cell,
        "STORE_SLICE": _store_element,
        "STORE_SUBSCR": _store_element,
        "RETURN_VALUE": _gives,
        "YIELD_VALUE": _gives,
        "RETURN_CONST": _gives_constant,
    }
