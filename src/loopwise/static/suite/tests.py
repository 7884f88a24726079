"""The tests of one file: functions and classes, as pytest collects them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from loopwise.static.suite.fixtures import Fixtures
from loopwise.static.suite.module_names import Assigned, Bound
from loopwise.static.suite.modules import Module
from loopwise.static.suite.names import Class, Function, Names
from loopwise.static.suite.options import Collecting

_UNITTEST = frozenset(
    {
        "unittest.TestCase",
        "unittest.case.TestCase",
        "unittest.IsolatedAsyncioTestCase",
        "unittest.async_case.IsolatedAsyncioTestCase",
        "asynctest.TestCase",
    }
)
_ISOLATED = ("IsolatedAsyncioTestCase", "AioHTTPTestCase")
"""Classes of this name run their tests on loops of their own."""


@dataclass(frozen=True, slots=True)
class CollectedTest:
    """A test function, and the classes that it is collected in."""

    name: str
    function: Function
    classes: tuple[Class, ...] = ()
    is_unittest: bool = False
    is_isolated: bool = False


class Tests:
    """Finds tests in modules."""

    __test__ = False

    def __init__(
        self, names: Names, fixtures: Fixtures, collecting: Collecting
    ) -> None:
        self._names, self._fixtures = names, fixtures
        self._collecting = collecting

    def of(self, module: Module) -> Iterator[CollectedTest]:
        """Give the tests of a module, in pytest's order."""
        if _is_false(module.names.get("__test__")):
            return
        for name, (where, bound) in self._names.globals(module).items():
            found = self._stands_for(bound, where, name)
            if isinstance(found, Class):
                yield from self._in_class(name, found, ())
            elif isinstance(found, Function) and self._is_test(name, found):
                yield CollectedTest(name, found)

    def _stands_for(
        self, bound: Bound, module: Module, name: str, owner: Class | None = None
    ) -> object:
        if isinstance(bound, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return self._names.function_of(bound, module, owner)
        if isinstance(bound, ast.ClassDef):
            return self._names.class_of(bound, module, owner)
        if isinstance(bound, Assigned):
            if not isinstance(bound.value, (ast.Name, ast.Attribute)):
                return None
            return self._names.follow(bound.value, module, owner)
        return self._names.follow(ast.Name(name), module, owner)

    def _is_test(self, name: str, function: Function) -> bool:
        if not self._collecting.is_function(name):
            return False
        if self._fixtures.of_function(function) is not None:
            return False
        return not any(
            isinstance(one, ast.Name) and one.id == "property"
            for one in function.node.decorator_list
        )

    def is_unittest(self, cls: Class) -> bool:
        """Whether ``unittest`` runs the tests of a class."""
        outside = self._names.outside_bases(cls)
        return any(
            one in _UNITTEST or one.rpartition(".")[2].endswith("TestCase")
            for one in outside
        )

    def _in_class(
        self, name: str, cls: Class, above: tuple[Class, ...]
    ) -> Iterator[CollectedTest]:
        is_unittest = self.is_unittest(cls)
        member = self._names.member(cls, "__test__")
        if member is not None and _is_false(member[1]):
            return
        if not is_unittest and not (
            self._collecting.is_class(name) or self._is_made_a_test(cls)
        ):
            return
        if not is_unittest and self._has_init(cls):
            return
        outside = self._names.outside_bases(cls)
        is_isolated = any(one.rpartition(".")[2] in _ISOLATED for one in outside)
        classes = (*above, cls)
        for one, owner, bound in self._members(cls):
            found = self._stands_for(bound, owner.module, one, owner)
            if isinstance(found, Class) and not is_unittest:
                yield from self._in_class(one, found, classes)
            elif isinstance(found, Function):
                wanted = one.startswith("test") if is_unittest else None
                if wanted or (wanted is None and self._is_test(one, found)):
                    yield CollectedTest(one, found, classes, is_unittest, is_isolated)

    def _is_made_a_test(self, cls: Class) -> bool:
        member = self._names.member(cls, "__test__")
        if member is None or not isinstance(member[1], Assigned):
            return False
        value = member[1].value
        return isinstance(value, ast.Constant) and value.value is True

    def _has_init(self, cls: Class) -> bool:
        found = (self._names.member(cls, one) for one in ("__init__", "__new__"))
        return any(one is not None for one in found)

    def _members(self, cls: Class) -> Iterator[tuple[str, Class, Bound]]:
        """Give what a class has: its bases' first, as pytest collects them."""
        mro = self._names.mro(cls)
        taken: set[str] = set()
        groups = []
        for one in mro:
            own = [(name, one, bound) for name, bound in one.names.items()]
            groups.append([found for found in own if found[0] not in taken])
            taken |= one.names.keys()
        for group in reversed(groups):
            yield from group
        for one in mro[1:]:
            maker = one.names.get("__init_subclass__")
            if isinstance(maker, ast.FunctionDef):
                for name, node in _set_on_class(maker):
                    yield name, one, node


def _is_false(bound: Bound | None) -> bool:
    return (
        isinstance(bound, Assigned)
        and isinstance(bound.value, ast.Constant)
        and not bound.value.value
    )


def _set_on_class(maker: ast.FunctionDef) -> Iterator[tuple[str, Bound]]:
    """Give the functions that ``__init_subclass__`` makes for each subclass."""
    made = {
        node.name: node
        for node in ast.walk(maker)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    for node in ast.walk(maker):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and node.value.id in made:
                    yield target.attr, made[node.value.id]
