"""All rules there are, in the order of their codes."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from loopwise.rules import (
    by_hand,
    calls,
    configuration,
    migration,
    objects,
    scopes,
)
from loopwise.rules.rule import Rule

FAMILIES = (scopes, by_hand, objects, calls, configuration)
"""The packages with the rules; each of their modules has one."""


@cache
def all_rules() -> tuple[type[Rule], ...]:
    """Give all rules: a module of a family with a rule in it is enough to add one."""
    return _rules_in(FAMILIES)


@cache
def migration_rules() -> tuple[type[Rule], ...]:
    """Give the rules that count only for who leaves pytest-asyncio for Loopwise."""
    return _rules_in((migration,))


def every_rule() -> tuple[type[Rule], ...]:
    """Give both: whatever a code may stand for."""
    return (*all_rules(), *migration_rules())


def _rules_in(families: tuple[ModuleType, ...]) -> tuple[type[Rule], ...]:
    found: dict[str, type[Rule]] = {}
    for family in families:
        for one in iter_modules(family.__path__):
            module = import_module(f"{family.__name__}.{one.name}")
            for thing in list(vars(module).values()):
                if (
                    isinstance(thing, type)
                    and issubclass(thing, Rule)
                    and thing.__module__ == module.__name__
                    and "code" in vars(thing)
                ):
                    found[f"{thing.code} {thing.name}"] = thing
    return tuple(found[key] for key in sorted(found))
