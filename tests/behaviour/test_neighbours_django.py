"""pytest-django: async views and the ORM, in a real project on SQLite."""

from __future__ import annotations

from tests.behaviour.conftest import Beside, Project

PROJECT = {
    "pytest.ini": """
        [pytest]
        DJANGO_SETTINGS_MODULE = settings
        pythonpath = .
    """,
    "settings.py": """
        from pathlib import Path

        SECRET_KEY = "for tests"
        ROOT_URLCONF = "urls"
        INSTALLED_APPS = ["shop"]
        USE_TZ = True
        DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
        HERE = Path(__file__).parent
        DATABASES = {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": HERE / "db.sqlite3",
                "TEST": {"NAME": HERE / "test.sqlite3"},
            }
        }
    """,
    "urls.py": """
        import asyncio
        from django.http import JsonResponse
        from django.urls import path
        from shop.models import Order

        async def loop(request):
            await asyncio.sleep(0)
            return JsonResponse({"loop": id(asyncio.get_running_loop())})

        async def orders(request):
            names = [order.name async for order in Order.objects.order_by("name")]
            return JsonResponse({"names": names})

        def sync(request):
            return JsonResponse({"count": Order.objects.count()})

        urlpatterns = [
            path("loop", loop), path("orders", orders), path("sync", sync)
        ]
    """,
    "shop/__init__.py": "",
    "shop/models.py": """
        from django.db import models

        class Order(models.Model):
            name = models.CharField(max_length=20)
    """,
}
HEAD = """
import asyncio
import pytest
from asgiref.sync import sync_to_async
from bound import Bound, note
from shop.models import Order

@pytest.fixture(scope="session")
async def api():
    made = Bound()
    yield made
    await made.use()
    note("-api")
"""


def test_async_views(beside: Beside) -> None:
    """Async views run on the test's own loop; no test touches the database unasked."""
    beside("django").passes(
        {
            **PROJECT,
            "test_it.py": f"""{HEAD}
async def test_view(async_client):
    response = await async_client.get("/loop")
    assert response.json() == {{"loop": id(asyncio.get_running_loop())}}

async def test_wide(async_client, api):
    response = await async_client.get("/loop")
    assert response.json() == {{"loop": id(api.loop)}}
    await api.use()

async def test_request(async_rf, settings, api):
    from urls import loop
    settings.DEBUG = True
    response = await loop(async_rf.get("/loop"))
    assert response.status_code == 200
    await api.use()

async def test_refused():
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        await Order.objects.acount()

def test_sync(client):
    assert client.get("/loop").status_code == 200
""",
        },
        5,
    )


def test_transactional_databases(beside: Beside) -> None:
    """`transactional_db` is there for async tests, and empty for each of them."""
    project = beside("django")
    project.passes(
        {
            **PROJECT,
            "test_it.py": f"""{HEAD}
@pytest.fixture
async def order(transactional_db):
    assert await Order.objects.acount() == 0
    made = await Order.objects.acreate(name="first")
    yield made
    await made.arefresh_from_db()
    note("-order")

@pytest.mark.parametrize("time", [1, 2])
async def test_orders(order, async_client, time):
    await Order.objects.acreate(name="second")
    assert await sync_to_async(Order.objects.count)() == 2
    response = await async_client.get("/orders")
    assert response.json() == {{"names": ["first", "second"]}}

@pytest.mark.django_db(transaction=True)
async def test_marked(async_client, api):
    assert (await async_client.get("/sync")).json() == {{"count": 0}}
    await asyncio.gather(*(Order.objects.acreate(name=str(n)) for n in range(5)))
    assert (await async_client.get("/sync")).json() == {{"count": 5}}
    await api.use()

@pytest.mark.django_db(transaction=True)
def test_sync(client):
    assert client.get("/sync").json() == {{"count": 0}}
    Order.objects.create(name="sync")
    assert client.get("/orders").json() == {{"names": ["sync"]}}

@pytest.mark.django_db(transaction=True)
class TestIt:
    async def test_method(self, api):
        assert not await Order.objects.aexists()
        await api.use()
""",
        },
        5,
    )
    assert project.notes == ["-order", "-order", "-api"]


def test_djangos_own_test_cases(beside: Beside) -> None:
    """Async methods of Django's `TestCase` roll back, beside tests and rows of ours."""
    project = beside("django")
    project.passes(
        {
            **PROJECT,
            "test_it.py": f"""{HEAD}
from django.test import TestCase

@pytest.fixture(scope="session")
async def order(api, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        made = await Order.objects.acreate(name="kept")
    yield made
    await api.use()
    with django_db_blocker.unblock():
        await made.adelete()

class TestOrders(TestCase):
    async def test_1(self):
        await Order.objects.acreate(name="first")
        assert await Order.objects.acount() == 1

    async def test_2(self):
        assert await Order.objects.acount() == 0

class TestInjected(TestCase):
    @pytest.fixture(autouse=True)
    def inject(self, api):
        self.api = api

    async def test_async(self):
        assert (await self.async_client.get("/orders")).json() == {{"names": []}}

    def test_sync(self):
        assert asyncio.get_event_loop() is self.api.loop

@pytest.mark.django_db(transaction=True)
async def test_ours(order, api):
    await order.arefresh_from_db()
    await api.use()
""",
        },
        5,
    )
    assert project.notes == ["-api"]


def test_databases_that_roll_back(beside: Beside, project: Project) -> None:
    """With `db`, async tests come out as under pytest-asyncio, rolled back or not."""
    # Django runs the ORM of async code in a thread, on a connection of that thread's.
    # The transaction that `db` rolls back is the main thread's.
    files = {
        **PROJECT,
        "test_it.py": f"""{HEAD}
@pytest.fixture
async def order(db):
    return await Order.objects.acreate(name="first")

@pytest.mark.parametrize("time", [1, 2])
async def test_orders(order, async_client, time):
    assert await sync_to_async(Order.objects.count)() == time
    response = await async_client.get("/orders")
    assert response.json() == {{"names": ["first"] * time}}

@pytest.fixture
def sync_order(db):
    return Order.objects.create(name="sync")

async def test_both(sync_order):
    assert await sync_to_async(Order.objects.get)(name="sync") == sync_order

@pytest.mark.django_db
async def test_marked():
    assert await Order.objects.acount() == 0

@pytest.mark.django_db
def test_sync(client):
    assert client.get("/sync").json() == {{"count": 0}}
""",
    }
    ours = beside("django").run(files)
    for path in project.directory.glob("*.sqlite3"):
        path.unlink()
    plugins = ("-p", "no:loopwise", "-p", "asyncio", "-p", "django")
    options = (
        "--asyncio-mode=auto",
        "-o",
        "asyncio_default_fixture_loop_scope=function",
    )
    theirs = project.run(files, *plugins, *options)
    assert len(theirs.outcomes) == 5, theirs.text
    assert ours.outcomes == theirs.outcomes, ours.text


def test_django_in_a_crowd(crowd: Project) -> None:
    """With all plugins, an async view answers an async test that uses the database."""
    crowd.passes(
        {
            **PROJECT,
            "test_it.py": f"""{HEAD}
@pytest.mark.django_db(transaction=True)
async def test_it(api, async_client, subtests, mocker):
    await Order.objects.acreate(name="first")
    with subtests.test("names"):
        response = await async_client.get("/orders")
        assert response.json() == {{"names": ["first"]}}
    response = await async_client.get("/loop")
    assert response.json() == {{"loop": id(api.loop)}}

async def test_after(api):
    await api.use()
""",
        },
        2,
    )
