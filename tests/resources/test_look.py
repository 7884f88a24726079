"""Looks at objects without running a line of their code."""

from __future__ import annotations

import gc
import json
import weakref
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

from loopwise.resources.look import (
    ByClass,
    attributes_of,
    bases_of,
    members_of,
    module_attribute,
    module_of,
    qualname_of,
)


class Hostile(type):
    """A metaclass whose classes do not want to be looked at."""

    def __getattribute__(cls, name: str) -> Any:
        raise AssertionError(name)

    def __hash__(cls) -> int:
        raise AssertionError

    def __eq__(cls, other: object) -> bool:
        raise AssertionError


class Plain:
    """Holds something."""

    def __init__(self) -> None:
        self.x = 1


def test_class_is_read_behind_its_metaclass() -> None:
    """What a class is and defines is read whatever its metaclass does."""
    cls: Any = Hostile("Shy", (Plain,), {"y": 2, "__module__": "app"})
    assert [id(one) for one in bases_of(cls)] == [id(cls), id(Plain), id(object)]
    assert module_of(cls) == "app"
    assert qualname_of(cls) == "Shy"
    assert members_of(cls)["y"] == 2


def test_module_that_is_no_name_is_none() -> None:
    """A class may call anything its module, and only names count."""
    cls = type("Odd", (), {"__module__": 3})
    assert module_of(cls) == ""


def test_attributes_are_what_instances_hold() -> None:
    """Attributes are read from instances without properties, proxies or errors."""

    class Proxy:
        @property
        def __dict__(self) -> Any:  # type: ignore[override]  # as proxies do
            raise RuntimeError("nothing behind it")

        def __getattr__(self, name: str) -> Any:
            raise AssertionError(name)

    assert attributes_of(Plain()) == {"x": 1}
    assert attributes_of(3) == {}
    assert attributes_of(Proxy()) == {}


def test_attributes_of_modules_are_theirs() -> None:
    """A module's own attribute is given; what is no module has none."""

    class Lazy(ModuleType):
        def __getattr__(self, name: str) -> Any:
            raise AssertionError(name)

    lazy = Lazy("lazy")
    lazy.__dict__["x"] = 1
    assert module_attribute(json, "dumps") is json.dumps
    assert module_attribute(lazy, "x") == 1
    assert module_attribute(lazy, "y") is None
    assert module_attribute(Plain(), "x") is None


def test_classes_are_remembered_by_identity() -> None:
    """Something is remembered for each class, also for those that cannot be hashed."""
    shy: Any = Hostile("Shy", (), {})
    memory: ByClass[int] = ByClass()
    assert memory.get(shy) is None
    assert memory.set(shy, 1) == 1
    memory.set(Plain, 2)
    assert (memory.get(shy), memory.get(Plain)) == (1, 2)
    memory.clear()
    assert memory.get(shy) is None


def test_what_is_remembered_of_a_class_does_not_keep_it() -> None:
    """A class that is gone is forgotten: each mock has one of its own."""
    known: ByClass[int] = ByClass()
    ref = weakref.ref(mock := MagicMock())
    known.set(type(mock), 1)
    assert known.get(type(mock)) == 1
    del mock
    gc.collect()
    assert ref() is None
