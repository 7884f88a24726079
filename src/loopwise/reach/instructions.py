"""Instructions of bytecode, by names that do not depend on Python's version."""

from __future__ import annotations

import dis
import re
import sys
from collections.abc import Iterator
from types import CodeType

# They stand between a name and its attributes without touching either.
_SILENT = frozenset({"CACHE", "PUSH_NULL", "NOP", "RESUME", "PRECALL", "NOT_TAKEN"})
# What is the same to us has the same name here.
_SAME = {
    "LOAD_FAST_CHECK": "LOAD_FAST",
    "LOAD_FAST_BORROW": "LOAD_FAST",
    "LOAD_METHOD": "LOAD_ATTR",
    "LOAD_NAME": "LOAD_GLOBAL",
    "LOAD_FROM_DICT_OR_GLOBALS": "LOAD_GLOBAL",
}
# Two in one, since Python 3.13: the first operand is in the upper four bits.
_PAIRS = {
    "LOAD_FAST_LOAD_FAST": ("LOAD_FAST", "LOAD_FAST"),
    "LOAD_FAST_BORROW_LOAD_FAST_BORROW": ("LOAD_FAST", "LOAD_FAST"),
    "STORE_FAST_LOAD_FAST": ("STORE_FAST", "LOAD_FAST"),
    "STORE_FAST_STORE_FAST": ("STORE_FAST", "STORE_FAST"),
}
_EXTENDED = dis.opmap["EXTENDED_ARG"]
_NAMES = ["" if name in _SILENT else _SAME.get(name, name) for name in dis.opname]
_PAIR_OF = {dis.opmap[name]: pair for name, pair in _PAIRS.items() if name in dis.opmap}
# The lowest bit of their operand is a flag.
_FLAGGED = {dis.opmap["LOAD_GLOBAL"]}
if sys.version_info >= (3, 12):
    _FLAGGED.add(dis.opmap["LOAD_ATTR"])


def _codes(*names: str) -> bytes:
    found = (dis.opmap.get(name, 256) for name in names)
    return bytes(code for code in found if code < 256)  # others are the compiler's


def _any_of(codes: bytes) -> bytes:
    return b"[" + b"".join(re.escape(bytes([one])) for one in codes) + b"]"


_BETWEEN = _any_of(_codes(*_SILENT, "EXTENDED_ARG")) + b"*"
_ATTRIBUTES = _any_of(_codes("LOAD_ATTR", "LOAD_METHOD"))
_GLOBAL = _any_of(_codes("LOAD_GLOBAL", "LOAD_NAME"))
_NAME = _GLOBAL + b"(?:" + _BETWEEN + _ATTRIBUTES + b")*"
_CHAIN = re.compile(
    _NAME
    + b"(?P<kept>"
    + _BETWEEN
    + _any_of(
        _codes(
            "STORE_DEREF", "STORE_FAST", "STORE_FAST_LOAD_FAST", "STORE_FAST_STORE_FAST"
        )
    )
    + b")?",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(_ATTRIBUTES, re.DOTALL)
_SET_ON = re.compile(_NAME + _BETWEEN + _any_of(_codes("STORE_ATTR")), re.DOTALL)
_STORE_ATTRIBUTE = dis.opmap["STORE_ATTR"]
_IMPORT = dis.opmap["IMPORT_NAME"]
_STORE_GLOBAL = dis.opmap["STORE_GLOBAL"]
_STORES = [
    (_codes(name), what)
    for name, what in (
        ("STORE_GLOBAL", "globals"),
        ("STORE_ATTR", "attributes"),
        ("STORE_SUBSCR", "elements"),
        ("STORE_SLICE", "elements"),  # since 3.12
        ("STORE_DEREF", "cells"),
    )
    if name in dis.opmap
]


def stores(code: CodeType) -> list[str]:
    """Say what kinds of things code sets: globals, attributes, elements, cells."""
    operations = code.co_code[::2]
    return [name for operation, name in _STORES if operation in operations]


def variables(code: CodeType) -> tuple[str, ...]:
    """Give the names of local variables, by the operands that stand for them."""
    cells = (one for one in code.co_cellvars if one not in code.co_varnames)
    return (*code.co_varnames, *cells, *code.co_freevars)


def stores_global(code: CodeType) -> bool:
    """Whether code sets a global."""
    raw = code.co_code
    return _STORE_GLOBAL in raw and _STORE_GLOBAL in raw[::2]


def stores_free(code: CodeType) -> bool:
    """Whether code sets a variable of a function around it."""
    names = variables(code)
    return any(
        name == "STORE_DEREF" and names[arg] in code.co_freevars
        for name, arg in of(code)
    )


def stores_on_global(code: CodeType) -> bool:
    """Whether code sets an attribute of a global, or perhaps of what it imports."""
    operations = code.co_code[::2]
    if _STORE_ATTRIBUTE not in operations:
        return False  # as most code: that is told far quicker than what follows
    return _IMPORT in operations or _SET_ON.search(operations) is not None


def imports(code: CodeType) -> bool:
    """Whether code imports anything when it runs."""
    raw = code.co_code
    return _IMPORT in raw and _IMPORT in raw[::2]


def chains(code: CodeType) -> list[tuple[str, ...]] | None:
    """Give the globals that code names, with the attributes that follow each.

    ``None`` for code that must be read instruction by instruction: it imports, or it
    keeps what a name stands for in a variable. Most code does neither.
    """
    raw, names = code.co_code, code.co_names
    operations = raw[::2]
    if _IMPORT in operations:
        return None
    found = []
    for match in _CHAIN.finditer(operations):
        if match["kept"] is not None:
            return None
        first = match.start()
        chain = [names[_operand(raw, first) >> (operations[first] in _FLAGGED)]]
        if match.end() - first > 1:
            for one in _ATTRIBUTE.finditer(operations, first + 1, match.end()):
                at = one.start()
                chain.append(names[_operand(raw, at) >> (operations[at] in _FLAGGED)])
        found.append(tuple(chain))
    return found


def _operand(raw: bytes, index: int) -> int:
    arg, shift = raw[2 * index + 1], 8
    while index and raw[2 * index - 2] == _EXTENDED:
        index -= 1
        arg |= raw[2 * index + 1] << shift
        shift += 8
    return arg


def of(code: CodeType) -> Iterator[tuple[str, int]]:
    """Give the name and the operand of each instruction that matters."""
    raw = code.co_code
    extended = 0
    for operation, low in zip(raw[::2], raw[1::2], strict=True):
        if operation == _EXTENDED:
            extended = (extended | low) << 8
            continue
        name = _NAMES[operation]
        if not name:
            continue
        arg = low | extended
        extended = 0
        pair = _PAIR_OF.get(operation)
        if pair is not None:
            yield pair[0], arg >> 4
            yield pair[1], arg & 15
        elif operation in _FLAGGED:
            yield name, arg >> 1
        else:
            yield name, arg
