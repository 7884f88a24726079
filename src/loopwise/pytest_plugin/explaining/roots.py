"""What the user knows by name when something fails: fixtures, globals, variables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from loopwise.loops.users_code import is_users, short, traceback_frames
from loopwise.model.place import Place, shorten
from loopwise.model.step import Step
from loopwise.plan.steps import member_step
from loopwise.provenance.owners import Owned, Root, owner_of
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.explaining.case import Case, value_of

_PLAIN = (str, bytes, int, float, bool, type(None))


class Roots:
    """What may own an object, the likeliest first.

    Fixtures of the test, then others that are set up, then globals of the project's
    modules; and variables of the code that failed, which know what they hold, but
    mostly not who made it.
    """

    def __init__(self, case: Case) -> None:
        variables = list(_variables(case))
        own = [one for one in variables if not one.test]  # of the fixture that failed
        self.lasting = _distinct((*_fixtures(case), *own, *_globals(case)))
        self.variables = _distinct(one for one in variables if one.test)

    def owner_of(self, is_it: Callable[[Any], bool]) -> Owned | None:
        """Give who has an object: a variable only if nothing else has."""
        return owner_of(self.lasting, is_it) or owner_of(self.variables, is_it)


def _distinct(roots: Iterable[Root]) -> list[Root]:
    found: dict[int, Root] = {}
    for root in roots:
        if type(root.value) not in _PLAIN:
            found.setdefault(id(root.value), root)
    return list(found.values())


def _fixtures(case: Case) -> Iterator[Root]:
    active = set(internals.active_definitions(case.item).values())
    known = list(case.runtime.live.definitions.all())
    known.sort(key=lambda pair: pair[0] not in active)
    for definition, one in known:
        value = value_of(definition)
        if value is not None:
            yield Root(member_step(one.member), value, one)


def _globals(case: Case) -> Iterator[Root]:
    reaching = case.runtime.live.reaching
    if reaching is None:
        return
    for module, name, value in reaching.reach.own_globals():
        if name.startswith("__") or name == "pytest_plugins":
            continue
        yield Root(Step(f"{module}.{name}", Place("", 0), "resource"), value)


def located(case: Case, root: Root) -> Root:
    """Give a root with its place: that of a global is read from its module's source."""
    reaching = case.runtime.live.reaching
    if root.step.place.line or root.fixture is not None or root.test:
        return root
    if reaching is None:
        return root
    module, _, name = root.step.name.rpartition(".")
    _, place = reaching.reach.placed(module, name)
    return Root(Step(root.step.name, place, root.step.role), root.value)


def _variables(case: Case) -> Iterator[Root]:
    """Give the variables of the user's frames: a fixture's are the fixture's own."""
    rootdir = str(case.item.config.rootpath)
    fixtures = case.runtime.live.definitions.by_code()
    for traceback in case.tracebacks():
        for frame, line in traceback_frames(traceback):
            code = frame.f_code
            if not is_users(code.co_filename) or code.co_name == "<module>":
                continue
            fixture = fixtures.get(code)
            place = Place(shorten(code.co_filename, rootdir), line)
            for name, value in list(frame.f_locals.items()):
                if fixture is not None:
                    yield Root(member_step(fixture.member), value, fixture)
                else:
                    role = f"variable in {short(code.co_qualname)}"
                    yield Root(Step(name, place, role), value, test=True)
