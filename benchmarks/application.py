"""Writes an application of many modules: what a suite's tests lead into.

A third of its modules reaches the engine of `app/db.py`, a third a client in a module
that is only imported late, and a third neither. Modules call those of their own kind
only, so what each test has to be planned as is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

Kind = Literal["stored", "late", "pure"]
KINDS: tuple[Kind, ...] = ("stored", "late", "pure")
MODULES_PER_AREA = 20
MODULES_PER_LATE = 10

_POOL = '''\
"""Stand-ins for a database library; the catalog of the run has rows for both."""

class Engine:
    def __init__(self, url):
        self.url = url
        self._loop = None

    def connect(self):
        return self


class Client:
    def __init__(self, host):
        self.host = host
        self._loop = None

    async def get(self, key):
        return key
'''
_DB = '''\
"""Where the application keeps its engine."""

import contextlib
import functools

from app.pool import Engine

engine = Engine("postgresql://localhost/app")


class SessionMaker:
    def __init__(self, bind):
        self.bind = bind

    def __call__(self):
        return self.bind.connect()


sessions = SessionMaker(engine)


@contextlib.asynccontextmanager
async def session():
    yield sessions()
'''
_CLIENT = '''\
"""Only imported by what runs."""

from app.pool import Client

client = Client("localhost")
'''
_LATE = '''\
"""Only imported by what runs."""

from app.late.client import client


async def remember_{n}(key, value):
    return await client.get((key, value))


def key_{n}(item):
    return f"late-{n}-{{item}}"
'''
_MODULE = '''\
"""Part {n} of the application."""

from __future__ import annotations

import dataclasses
import enum
import functools
import logging
from collections import defaultdict

{imports}
log = logging.getLogger(__name__)
RATES = {{"small": 1, "medium": 2, "large": 3}}
LIMIT = 100


class Size{n}(enum.Enum):
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Refused{n}(Exception):
    """Not taken."""


@dataclasses.dataclass
class Item{n}:
    name: str
    size: Size{n} = Size{n}.SMALL
    amount: int = 1
    tags: list[str] = dataclasses.field(default_factory=list)

    @property
    def total(self):
        return self.amount * RATES[self.size.value]

    def renamed(self, name):
        return dataclasses.replace(self, name=name)


def logged_{n}(function):
    @functools.wraps(function)
    async def around(*args, **kwargs):
        log.debug("calling %s", function.__name__)
        try:
            return await function(*args, **kwargs)
        except Refused{n}:
            log.exception("refused")
            raise

    return around


def price_{n}(item, rates=RATES):
    total = sum(rates[size] for size in rates if size != item.size)
    return total{prices}


def check_{n}(item, *, limit=LIMIT):
    if item.total > limit:
        raise Refused{n}(item.name)
    if not item.name.strip():
        raise Refused{n}("no name")
    return sorted(item.tags, key=lambda tag: len(tag) + LIMIT)


def grouped_{n}(items):
    found = defaultdict(list)
    for item in items:
        found[item.size].append(price_{n}(item))
    return {{size: max(prices, default=0) for size, prices in found.items()}}


@logged_{n}
async def load_{n}(key):
    {load}
    return Item{n}(str(key), Size{n}.LARGE, amount=len(str(key)))


class Rules{n}:
    checks = [check_{n}, price_{n}]

    def __init__(self, limit=LIMIT):
        self.limit = limit
        self.seen = {{}}

    @classmethod
    def strict(cls):
        return cls(limit=LIMIT // 2)

    def apply(self, item):
        for check in self.checks:
            self.seen[item.name] = check(item)
        return self.seen


class Service{n}:
    def __init__(self, rules=None):
        self.rules = rules or Rules{n}.strict()
        self.loaded = []

    async def find(self, key):
        item = await load_{n}(key)
        self.loaded.append(item)
        return self.rules.apply(item)

    async def find_all(self, keys):
        return [await self.find(key) for key in keys]

    def summary(self):
        return grouped_{n}(self.loaded)

    async def neighbours(self, key):
{neighbours}        return key


service_{n} = Service{n}()
'''


def kind_of(number: int) -> Kind:
    """Say what a module leads to."""
    return KINDS[number % len(KINDS)]


def module_of(number: int) -> str:
    """Give the name that a module is imported by."""
    return f"app.area_{number // MODULES_PER_AREA:03}.part_{number:04}"


def write_application(folder: Path, modules: int, *, web: bool) -> None:
    """Write it; `modules` counts the parts, a few more hold them together."""
    app = folder / "app"
    _write(app / "__init__.py", "")
    _write(app / "pool.py", _POOL)
    _write(app / "db.py", _DB)
    _write(app / "late" / "__init__.py", "")
    _write(app / "late" / "client.py", _CLIENT)
    for number in range(modules):
        path = folder / Path(*module_of(number).split(".")).with_suffix(".py")
        if number % MODULES_PER_AREA == 0:
            _write(path.parent / "__init__.py", "")
        if number % MODULES_PER_LATE == 0:
            late = number // MODULES_PER_LATE
            _write(app / "late" / f"late_{late}.py", _LATE.format(n=late))
        _write(path, _module(number, modules))
    if web:
        _write(app / "web.py", _web(modules))


def _module(number: int, modules: int) -> str:
    kind = kind_of(number)
    below = [number - 3 * step for step in (1, 2, 7) if number >= 3 * step]
    imports = [f"from {module_of(n)} import check_{n}, price_{n}" for n in below[:2]]
    imports += [f"from {module_of(n)} import service_{n}" for n in below[2:]]
    load = "key = str(key).strip()"
    if kind == "stored":
        imports.append("from app.db import session")
        load = "async with session() as db:\n        log.debug('on %s', db.url)"
    elif kind == "late":
        late = number // MODULES_PER_LATE
        load = (
            f"from app.late.late_{late} import key_{late}, remember_{late}\n\n"
            f"    await remember_{late}(key_{late}(key), 1)"
        )
    calls = [f"await service_{n}.find(key)" for n in below[2:]]
    if number + 3 < modules:
        # The next of its kind imports this one: a circle, as late imports make them.
        after = number + 3
        calls.append(f"from {module_of(after)} import load_{after}")
        calls.append(f"await load_{after}(key)")
    return _MODULE.format(
        n=number,
        imports="\n".join((*imports, "")),
        prices="".join(f" + price_{n}(item, rates)" for n in below[:2]),
        load=load,
        neighbours="".join(f"        {call}\n" for call in calls),
    )


def _web(modules: int) -> str:
    parts = "\n\n".join(_endpoints(modules))
    return f'''\
"""The application's endpoints."""

from fastapi import APIRouter, Depends, FastAPI

from app.db import session


async def connected():
    async with session() as db:
        yield db


app = FastAPI()
router = APIRouter()

{parts}

app.include_router(router)
'''


def _endpoints(modules: int) -> Iterator[str]:
    for number in range(0, modules, 5):
        yield (
            f"from {module_of(number)} import service_{number}\n\n\n"
            f'@router.get("/part/{number}")\n'
            f"async def get_{number}(key: str, db=Depends(connected)):\n"
            f"    return await service_{number}.find(key)"
        )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
