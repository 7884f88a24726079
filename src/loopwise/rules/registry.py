"""All rules there are, in the order of their codes."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from loopwise.rules import by_hand, calls, configuration, objects, scopes
from loopwise.rules.rule import Rule

FAMILIES = (scopes, by_hand, objects, calls, configuration)
"""The packages with the rules; each of their modules has one."""


@cache
def all_rules() -> tuple[type[Rule], ...]:
    """Give all rules: a module of a family with a rule in it is enough to add one."""
    found: dict[str, type[Rule]] = {}
    for family in FAMILIES:
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
