"""The application of a random suite as files, and how tests and fixtures name it."""

from __future__ import annotations

from collections.abc import Iterator

from tests.property.application import (
    BOUND,
    MODULES,
    NOT_YET,
    STORED,
    Access,
    Application,
    Reach,
    Thing,
)

MAKERS = {
    "bound": "probes.Bound({})",
    "early": "probes.Early({})",
    "own": "Client({})",
    "sub": "Sub({})",
    "connect": "probes.connect({})",
    "lock": "asyncio.Lock()",
    "queue": "asyncio.Queue()",
    "namesake": "Bound({})",
    "plain": "probes.Bound({}pool=probes.Plain())",
}
IMPORTS = {
    "own": "from app.types import Client",
    "sub": "from app.types import Sub",
    "namesake": "from app.fakes import Bound",
}
TYPES = """\
import probes


class Client(probes.Unnamed):
    \"\"\"Declared by its own name.\"\"\"


class Sub(probes.Bound):
    \"\"\"Not declared, but its base is.\"\"\"
"""
FAKES = """\
import probes


class Bound(probes.Free):
    \"\"\"Has the name of a type that is declared.\"\"\"
"""
HEAD = "import asyncio\nimport functools\n\nimport probes\n"
ROW = "binds=first-use loop=_loop close=aclose closed=is_closed"
HOOK = """
from loopwise.bound_types import Binds, BoundType, Unless


def pytest_loopwise_bound_types():
    return [
        BoundType(
            name="probes:Bound",
            binds=Binds.FIRST_USE,
            loop=("_loop",),
            close="aclose",
            closed=("is_closed",),
            made_by=("probes:connect",),
            unless=(Unless("pool", "probes:Plain"),),
            unless_made_with=("probes:Plain",),
        )
    ]
"""


def declared(application: Application) -> list[str]:
    """Give the lines of ``loopwise_bound_types``."""
    lines = [f"app.types:Client {ROW}"]
    if application.declared == "ini":
        lines.append(f"probes:Bound {ROW} made_by=probes:connect")
    return lines


def imported_early(application: Application) -> str:
    """Import where no loop is current what would bind to that when it is made."""
    modules = {
        one.module
        for one in application.things
        if one.what == "early" and one.kept in STORED and not one.is_late
    }
    if application.things and "unimported" in NOT_YET:
        modules |= {one.module for one in application.things if not one.is_late}
        modules.add("types")
    return "".join(f"import app.{module}\n" for module in sorted(modules))


def application_files(application: Application, *, twin: bool) -> Iterator[str]:
    """Give names and texts by turns."""
    if not application.things:
        return
    yield from ("app/__init__.py", "", "app/sub/__init__.py", "")
    yield from ("app/types.py", TYPES, "app/fakes.py", FAKES)
    for module in MODULES:
        things = [one for one in application.things if one.module == module]
        imports = [IMPORTS[one.what] for one in things if one.what in IMPORTS]
        lines: list[str] = []
        if not things:
            continue
        for one in things:
            if one.to >= 0:
                target = application.thing(one.to)
                if target.module != module and not one.access.late:
                    imports.append(importing(target, one.access))
            lines += ["", "", *_Thing(application, one, twin).text()]
        text = "\n".join([HEAD, *dict.fromkeys(imports), *lines, ""])
        yield from (f"app/{module.replace('.', '/')}.py", text)


def making(what: str, key: str = "") -> str:
    given = f'"{key}"' if key else ""
    if what == "plain" and given:
        given += ", "
    return MAKERS[what].format(given)


def importing(thing: Thing, access: Access) -> str:
    """Write the import after which ``named`` means the thing."""
    package, _, name = f"app.{thing.module}".rpartition(".")
    if access.style == "import":
        return f"import {package}.{name}"
    if access.style == "alias":
        return f"from {package} import {name} as {name}_module"
    return f"from {package}.{name} import thing{thing.number}"


def named(thing: Thing, access: Access | None) -> str:
    """Write the name of a thing; without access, inside its own module."""
    name = f"thing{thing.number}"
    if access is None or access.style == "from":
        return name
    if access.style == "import":
        return f"app.{thing.module}.{name}"
    return f"{thing.module.rpartition('.')[2]}_module.{name}"


def expression(
    application: Application, number: int, access: Access | None, *, twin: bool
) -> str:
    """Write what gives the object that a thing is, keeps or leads to."""
    thing = application.thing(number)
    name, kept = named(thing, access), thing.kept
    if kept == "again":
        return name + _SUFFIX.get(application.root(number).kept, "")
    if kept == "coroutine":
        return f"{name}()" if twin else f"(await {name}())"
    return name + _SUFFIX.get(kept, "")


_SUFFIX = {
    "dict": '["main"][0]',
    "container": '["get"]()',
    **dict.fromkeys(("attribute", "class attribute", "slots"), ".inner"),
    **dict.fromkeys(("cached property", "property"), ".inner"),
    **dict.fromkeys(("lazy instance", "class method", "static"), ".get()"),
    **dict.fromkeys(("instance", "inherited", "getter"), ".get()"),
    "method": "().get()",
    **dict.fromkeys(("closure", "lazy", "cached", "factory", "default"), "()"),
    **dict.fromkeys(("function", "partial", "lambda", "decorated", "inner"), "()"),
}
_STORED = {
    "global": "thing# = MAKE",
    "dict": 'thing# = {"main": [MAKE]}',
    "closure": """\
def _make#():
    inner = MAKE
    def get():
        return inner
    return get


thing# = _make#()""",
    "class attribute": "class thing#:\n    inner = MAKE",
    "default": "def thing#(inner=MAKE):\n    return inner",
    "factory": "def thing#():\n    return MAKE",
    "lazy": """\
_kept# = None


def thing#():
    global _kept#
    if _kept# is None:
        _kept# = MAKE
    return _kept#""",
    "cached": "@functools.lru_cache(maxsize=None)\ndef thing#():\n    return MAKE",
    "cached property": """\
class _Holder#:
    @functools.cached_property
    def inner(self):
        return MAKE


thing# = _Holder#()""",
    "lazy instance": """\
class _Holder#:
    def __init__(self):
        self._inner = None

    def get(self):
        if self._inner is None:
            self._inner = MAKE
        return self._inner


thing# = _Holder#()""",
    "class method": """\
class thing#:
    _inner = None

    @classmethod
    def get(cls):
        if cls._inner is None:
            cls._inner = MAKE
        return cls._inner""",
}
_HOLDER = """\
class _Holder#:SLOTS
    def __init__(self):
        self.inner = MAKE

    def get(self):
        return self.inner


thing# = _Holder#()"""
_STORED["attribute"] = _HOLDER.replace("SLOTS", "")
_STORED["slots"] = _HOLDER.replace("SLOTS", '\n    __slots__ = ("inner",)\n')
_STORED["getter"] = _STORED["attribute"]
_MENTION = """\
def thing#(NAME=None):
    holder = probes.Free()
    holder.NAME = NAME
    return probes.Free(str(holder.NAME))"""
_WAYS = {
    "function": "def thing#():\nBODY",
    "inner": "def thing#():\n    def inner():\nBODY2\n    return inner()",
    "decorated": "@probes.traced\ndef thing#():\nBODY",
    "coroutine": "async def thing#():\nBODY",
    "method": "class thing#:\n    def get(self):\nBODY2",
    "instance": "class _Way#:\n    def get(self):\nBODY2\n\n\nthing# = _Way#()",
    "static": "class thing#:\n    @staticmethod\n    def get():\nBODY2",
    "property": """\
class _Way#:
    @property
    def inner(self):
BODY2


thing# = _Way#()""",
    "inherited": """\
class _Parent#:
    def get(self):
BODY2


class _Way#(_Parent#):
    pass


thing# = _Way#()""",
    "container": 'def _get#():\nBODY\n\n\nthing# = {"get": _get#}',
    "partial": "def _get#(_):\nBODY\n\n\nthing# = functools.partial(_get#, 0)",
}


class _Thing:
    """Writes one thing."""

    def __init__(self, application: Application, thing: Thing, twin: bool) -> None:
        self.application, self.thing, self.twin = application, thing, twin

    def text(self) -> list[str]:
        return self._template().replace("#", str(self.thing.number)).split("\n")

    def _template(self) -> str:
        thing = self.thing
        if thing.what == "mention":
            return _MENTION.replace("NAME", f"thing{self._mentioned()}")
        if thing.to < 0:
            made = making(thing.what, f"r{thing.number}")
            return _STORED[thing.kept].replace("MAKE", made)
        target = self.application.thing(thing.to)
        access = None if target.module == thing.module else thing.access
        if thing.kept == "again":
            return f"thing# = {named(target, access)}"
        given = expression(self.application, thing.to, access, twin=self.twin)
        if thing.kept == "lambda":
            return f"thing# = lambda: {given}"
        body = [f"    return {given}"]
        if access is not None and access.late:
            body.insert(0, f"    {importing(target, access)}")
        template = _WAYS[thing.kept]
        if self.twin:
            template = template.replace("async def", "def")
        text = template.replace("BODY2", "\n".join(f"    {line}" for line in body))
        return text.replace("BODY", "\n".join(body))

    def _mentioned(self) -> int:
        """Choose a resource to speak of without coming near it."""
        found = [one.number for one in self.application.things if one.what in BOUND]
        return found[0] if found else self.thing.number


def top_imports(application: Application, reach: Reach | None) -> list[str]:
    """Give the imports that a file needs at its top for what is reached in it."""
    if reach is None:
        return []
    if reach.thing < 0:
        return [IMPORTS[reach.what]] if reach.what in IMPORTS else []
    if reach.access.late:
        return []
    return [importing(application.thing(reach.thing), reach.access)]


def given_by(application: Application, reach: Reach, *, twin: bool) -> str:
    """Write what gives the object that somebody reaches."""
    if reach.thing < 0:
        return making(reach.what)
    return expression(application, reach.thing, reach.access, twin=twin)


def late_imports(application: Application, reach: Reach) -> list[str]:
    """Give the imports inside a function body."""
    if reach.thing < 0 or not reach.access.late:
        return []
    return [importing(application.thing(reach.thing), reach.access)]
