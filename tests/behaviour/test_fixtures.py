"""Every way in which pytest lets a suite define, override and use fixtures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.behaviour.conftest import Project

HEAD = """
import asyncio
import functools
import pytest
from bound import Bound, note
"""


@pytest.mark.parametrize("where", ["function", "class", "module", "ini"])
def test_usefixtures(project: Project, where: str) -> None:
    """A fixture that is only named by `usefixtures` is set up on the test's loop."""
    mark = '@pytest.mark.usefixtures("seeded")\n'
    files = {
        "conftest.py": f"""{HEAD}
made = []

@pytest.fixture(scope="session")
async def seeded():
    made.append(Bound())
    yield
    await made[0].use()
""",
        "test_it.py": f"""
import pytest
from conftest import made
{'pytestmark = pytest.mark.usefixtures("seeded")' if where == "module" else ""}

{mark if where == "class" else ""}class TestIt:
    {mark if where == "function" else ""}
    async def test_async(self):
        await made[0].use()

    {mark if where == "function" else ""}
    def test_sync(self):
        assert len(made) == 1
""",
    }
    if where == "ini":
        files["pytest.ini"] = "[pytest]\nusefixtures = seeded\n"
    project.passes(files, 2)


def test_autouse_fixtures_come_in_pytests_order(project: Project) -> None:
    """Autouse first, wide before narrow, sync and async in one order."""
    project.passes(
        f"""{HEAD}
@pytest.fixture
async def plain():
    note("plain")
    yield
    note("-plain")

@pytest.fixture(autouse=True)
async def own():
    note("own")
    yield
    note("-own")

@pytest.fixture(autouse=True, scope="module")
def module():
    note("module")
    yield
    note("-module")

@pytest.fixture(autouse=True, scope="session")
async def session():
    note("session")
    yield
    note("-session")

async def test_it(plain):
    note("test")
""",
        1,
    )
    up = ["session", "module", "own", "plain"]
    assert project.notes == [*up, "test", *[f"-{name}" for name in reversed(up)]]


def test_overrides_per_directory(project: Project) -> None:
    """Each directory's tests get the nearest definition, on the loop that it needs."""
    conftest = (
        HEAD + "@pytest.fixture(scope={0!r})\nasync def db(): return Bound({0!r})"
    )
    test = """
async def test_async(db):
    assert await db.use() == {0!r}

def test_sync(db):
    assert db.name == {0!r}
"""
    project.passes(
        {
            "conftest.py": conftest.format("session"),
            "test_top.py": test.format("session"),
            "a/conftest.py": conftest.format("module"),
            "a/test_a.py": test.format("module"),
            "b/conftest.py": HEAD + "@pytest.fixture\ndef db(): return Bound",
            "b/test_b.py": "async def test_sync_override(db): await db().use()",
            "c/test_c.py": test.format("session"),
        },
        7,
    )


def test_override_and_extend(project: Project) -> None:
    """`def db(db)` gets the overridden fixture's value, sync or async, wide or not."""
    project.passes(
        {
            "conftest.py": f"""{HEAD}
@pytest.fixture(scope="session")
async def db():
    return Bound("base")
""",
            "test_it.py": f"""{HEAD}
@pytest.fixture
async def db(db):
    await db.use()
    db.extended = "module"
    yield db
    await db.use()

async def test_module(db):
    await db.use()
    assert db.extended == "module"

class TestInner:
    @pytest.fixture
    def db(self, db):
        return db, "class"

    async def test_class(self, db):
        base, extended = db
        await base.use()
        assert (base.extended, extended) == ("module", "class")
""",
            "test_other.py": "async def test_plain(db): await db.use()",
        },
        3,
    )


@pytest.mark.parametrize("scope", ["function", "module", "session"])
def test_parametrized_fixtures(project: Project, scope: str) -> None:
    """As pytest reorders tests, each parameter is set up as often as for sync ones."""
    suite = f"""{HEAD}
@pytest.fixture(scope="{scope}", params=["a", "b"])
ASYNC def db(request):
    note("up", request.param)
    yield Bound(request.param) if ASYNCIO else request.param
    note("down", request.param)

ASYNC def test_1(db):
    note("test", 1)
    ASYNCIO and AWAIT db.use()

ASYNC def test_2(db):
    note("test", 2)
    ASYNCIO and AWAIT db.use()
"""
    names = {"ASYNCIO": "False", "ASYNC ": "", "AWAIT ": ""}
    sync = replaced(suite, names)
    project.passes(sync, 4)
    expected = project.notes
    names = {"ASYNCIO": "True", "ASYNC ": "async ", "AWAIT ": "await "}
    project.passes(replaced(suite, names), 4)
    assert project.notes == expected


def replaced(text: str, names: dict[str, str]) -> str:
    """Replace each name by its text."""
    for name, value in names.items():
        text = text.replace(name, value)
    return text


def test_indirect_parameters(project: Project) -> None:
    """`indirect`, for all or for some arguments, reaches async fixtures."""
    project.passes(
        f"""{HEAD}
@pytest.fixture
async def user(request):
    return Bound(request.param)

@pytest.mark.parametrize("user", ["ada", "bob"], indirect=True)
async def test_all(user):
    assert await user.use() in {{"ada", "bob"}}

@pytest.mark.parametrize(
    ("user", "length"), [("ada", 3), ("berta", 5)], indirect=["user"]
)
async def test_some(user, length):
    assert len(await user.use()) == length

@pytest.mark.parametrize(
    ("user", "length"), [("ada", 3)], indirect=["user"], scope="module"
)
class TestScoped:
    async def test_1(self, user, length):
        await user.use()

    def test_2(self, user, length):
        assert len(user.name) == length
""",
        6,
    )


def test_class_fixtures_defined_outside_the_class(project: Project) -> None:
    """A class-scoped fixture of the module is made anew for each class, on its loop."""
    project.passes(
        f"""{HEAD}
@pytest.fixture(scope="class")
async def db():
    made = Bound()
    note("up")
    yield made
    await made.use()
    note("down")

class TestA:
    async def test_1(self, db):
        await db.use()

    async def test_2(self, db):
        await db.use()

class TestB:
    def test_1(self, db):
        pass

    async def test_2(self, db):
        await db.use()

async def test_outside(db):
    await db.use()
""",
        5,
    )
    assert project.notes == ["up", "down"] * 3


def test_nested_classes(project: Project) -> None:
    """A class fixture used in a class and in a class inside it fits both."""
    project.passes(
        f"""{HEAD}
@pytest.fixture(scope="class")
async def db():
    made = Bound()
    yield made
    await made.use()

class TestOuter:
    @pytest.fixture
    async def outer(self, db):
        await db.use()
        return db

    async def test_outer(self, outer):
        await outer.use()

    class TestInner:
        async def test_inner(self, db, outer):
            await db.use()
            await outer.use()

        class TestInnermost:
            async def test_innermost(self, outer):
                await outer.use()

    async def test_outer_again(self, db):
        await db.use()
""",
        4,
    )


def test_package_fixtures_over_sub_packages(project: Project) -> None:
    """A package's fixture is one object for its sub-packages, and ends with it."""
    test = """
async def test_async(db):
    await db.use()

def test_sync(db):
    assert db.name == "package"
"""
    project.passes(
        {
            "shop/__init__.py": "",
            "shop/conftest.py": f"""{HEAD}
@pytest.fixture(scope="package")
async def db():
    note("up")
    made = Bound("package")
    yield made
    await made.use()
    note("down")
""",
            "shop/test_a.py": test,
            "shop/orders/__init__.py": "",
            "shop/orders/test_b.py": test,
            "shop/orders/deep/__init__.py": "",
            "shop/orders/deep/test_c.py": test,
            "shop/test_d.py": test,
            "test_z.py": "from bound import note\nasync def test_z(): note('outside')",
        },
        9,
    )
    assert project.notes == ["up", "down", "outside"]


def test_methods_have_the_tests_own_instance(project: Project) -> None:
    """In a fixture method `self` is the instance of the test, sync or async."""
    project.passes(
        f"""{HEAD}
class TestIt:
    @pytest.fixture(autouse=True)
    async def connect(self):
        self.db = Bound()
        yield
        await self.db.use()
        assert self.used == 1

    @pytest.fixture
    async def user(self):
        return await self.db.use(), self

    async def test_async(self, user):
        self.used = 1
        assert user == ("bound", self)

    def test_sync(self, user):
        self.used = 1
        assert user == ("bound", self)

class TestChild(TestIt):
    pass
""",
        4,
    )


def test_fixtures_of_every_kind_of_callable(project: Project) -> None:
    """Coroutine, generator, partial, decorated or callable object: all are awaited."""
    project.passes(
        f"""{HEAD}
def kept(function):
    @functools.wraps(function)
    async def wrapper(*args, **kwargs):
        return await function(*args, **kwargs)
    return wrapper

def sync_kept(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper

def bare(function):
    async def wrapper():
        return await function()
    return wrapper

def sync_bare(function):
    def wrapper():
        return function()
    return wrapper

async def make(name):
    return Bound(name)

async def make_and_close(name):
    made = Bound(name)
    yield made
    note("closed", await made.use())

@pytest.fixture
async def coroutine(): return Bound()

@pytest.fixture
async def generator():
    yield Bound()

def applied(function, name):
    made = functools.partial(function, name=name)
    made.__name__ = name  # pytest asks for it
    return pytest.fixture(made, name=name)

partial = applied(make, "partial")
partial_generator = applied(make_and_close, "partial_generator")

@pytest.fixture
@kept
async def wrapped(coroutine):
    await coroutine.use()
    return Bound()

@pytest.fixture
@sync_kept
async def sync_wrapped(coroutine):
    await coroutine.use()
    return Bound()

@pytest.fixture
@sync_kept
async def sync_wrapped_generator(coroutine):
    await coroutine.use()
    yield Bound()

@pytest.fixture
@bare
async def unwrapped(): return Bound()

KINDS = ["coroutine", "generator", "partial", "partial_generator", "wrapped",
         "sync_wrapped", "sync_wrapped_generator", "unwrapped"]

@pytest.mark.parametrize("name", KINDS)
def test_sync(request, name):
    request.getfixturevalue(name).name

async def test_async(
    coroutine, generator, partial, partial_generator, wrapped, sync_wrapped,
    sync_wrapped_generator, unwrapped,
):
    for one in [coroutine, generator, partial, partial_generator, wrapped,
                sync_wrapped, sync_wrapped_generator, unwrapped]:
        await one.use()
""",
        9,
    )
    assert project.notes == ["closed partial_generator"] * 2


@pytest.mark.parametrize("scope", ["function", "session"])
def test_a_sync_function_that_returns_a_coroutine(project: Project, scope: str) -> None:
    """Declared with Loopwise's `fixture`, even a bare wrapper's result is awaited."""
    project.passes(
        f"""{HEAD}
from loopwise import fixture

def bare(function):
    def wrapper():
        return function()
    return wrapper

async def make():
    return Bound()

async def make_and_close():
    made = Bound()
    yield made
    await made.use()

first = fixture(scope="{scope}", loop_scope="{scope}", name="first")(bare(make))
second = fixture(scope="{scope}", loop_scope="{scope}", name="second")(
    bare(make_and_close)
)

async def test_async(first, second):
    await first.use()
    await second.use()

def test_sync(first, second):
    assert (first.name, second.name) == ("bound", "bound")
""",
        2,
    )


def test_a_static_or_class_method_as_a_fixture(project: Project) -> None:
    """`staticmethod` and `classmethod` fixtures of a class are awaited, too."""
    project.passes(
        f"""{HEAD}
class TestIt:
    name = "shop"

    @pytest.fixture
    @staticmethod
    async def static():
        yield Bound()

    @pytest.fixture(scope="class")
    @classmethod
    async def of_class(cls):
        made = Bound(cls.name)
        yield made
        await made.use()

    async def test_async(self, static, of_class):
        await static.use()
        assert await of_class.use() == "shop"

    def test_sync(self, static, of_class):
        assert of_class.name == "shop"
""",
        2,
    )


def test_fixtures_that_return_awaitables_on_purpose(project: Project) -> None:
    """A sync fixture's coroutine function or future is its value, left alone."""
    project.passes(
        f"""{HEAD}
@pytest.fixture
def factory():
    async def make(name):
        return Bound(name)
    return make

@pytest.fixture
async def pending():
    future = asyncio.get_running_loop().create_future()
    future.set_result("later")
    return future

async def test_it(factory, pending):
    assert await (await factory("made")).use() == "made"
    assert await pending == "later"
""",
        1,
    )
