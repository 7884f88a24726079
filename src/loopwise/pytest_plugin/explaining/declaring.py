"""Types that no catalog knows: how to declare one, tried before it is said."""

from __future__ import annotations

from dataclasses import dataclass

from loopwise.model.plan import Plan
from loopwise.model.suite import Resource
from loopwise.plan.assign import assign
from loopwise.plan.replan import share_loop
from loopwise.provenance.owners import Root
from loopwise.pytest_plugin.collect import Reader
from loopwise.pytest_plugin.explaining.case import Case
from loopwise.reach.reach import Reach
from loopwise.resources.bound_type import Binds, BoundType
from loopwise.resources.catalog import Catalog
from loopwise.resources.known import ROWS
from loopwise.resources.look import module_of, qualname_of


@dataclass(frozen=True, slots=True, eq=False)
class Declared:
    """What the suite would be with a type declared."""

    text: str
    """How one declares it."""
    plan: Plan
    member: int
    """The resource that an object of the type is then."""


def declare(case: Case, root: Root) -> Declared | None:
    """Give how to declare the type of a global, if its users then share a loop."""
    kind = type(root.value)
    name = f"{module_of(kind)}:{qualname_of(kind)}"
    if "<locals>" in name or module_of(kind) == "builtins":
        return None
    if case.catalog.of_type(kind) is not None:
        return None
    tried = case.runtime.declared
    if name not in tried:
        tried[name] = _plan_with(case, name)
    plan, label = tried[name], name.replace(":", ".")
    for member, one in enumerate(plan.suite.members):
        if isinstance(one, Resource) and one.type == label and case.number is not None:
            if share_loop(plan, case.number, member):
                text = f"declare its type: loopwise_bound_types = {name}"
                return Declared(text, plan, member)
    return None


def _plan_with(case: Case, name: str) -> Plan:
    """Read the suite again with a type declared, and plan it."""
    live = case.runtime.live
    own = [one for one in case.catalog.rows if one not in ROWS]
    catalog = Catalog([BoundType(name=name, binds=Binds.FIRST_USE), *own])
    named = case.item.config.getini("loopwise_first_party")
    reach = Reach(live.definitions.rootdir, catalog, named)
    reader = Reader(live.definitions.rootdir, case.runtime.settings.mode, reach)
    return assign(reader.read(live.number).suite, case.runtime.settings)
