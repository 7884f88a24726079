"""Bytecode, read instruction by instruction: the slow way and the quick one agree."""

from __future__ import annotations

import argparse
import asyncio.base_events
import collections
import dataclasses
import inspect
import json.decoder
import typing
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, ModuleType

import pytest

from loopwise.reach import instructions
from loopwise.reach.bytecode import Reading

MODULES = [
    argparse,
    asyncio.base_events,
    collections,
    dataclasses,
    inspect,
    json.decoder,
    typing,
]


def codes_of(module: ModuleType) -> Iterator[CodeType]:
    """Give all code of a module, compiled from its source."""
    path = Path(str(module.__file__))
    waiting = [compile(path.read_bytes(), str(path), "exec", dont_inherit=True)]
    while waiting:
        code = waiting.pop()
        yield code
        waiting += [one for one in code.co_consts if isinstance(one, CodeType)]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_quick_look_sees_the_same(module: ModuleType) -> None:
    """Code that needs no reading of each instruction has the same names either way."""
    seen = 0
    for code in codes_of(module):
        quick = instructions.chains(code)
        if quick is None:
            continue
        reading = Reading(code)
        reading.read()
        assert set(quick) == {(root, *rest) for root, rest, _ in reading.found}
        seen += bool(quick)
    assert seen > 5


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_global_is_named(module: ModuleType) -> None:
    """No global that an instruction loads is lost, unless it is only kept aside."""
    for code in codes_of(module):
        loaded = {
            code.co_names[arg]
            for name, arg in instructions.of(code)
            if name == "LOAD_GLOBAL"
        }
        quick = instructions.chains(code)
        if quick is not None:
            assert {chain[0] for chain in quick} == loaded
