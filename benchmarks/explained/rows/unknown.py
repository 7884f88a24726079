"""Classes that no catalog knows, and that keep what belongs to a loop."""

from __future__ import annotations

from benchmarks.explained.row import INI, Edit, Remedy, Row
from benchmarks.explained.rows.remedies import awaited

_OTHER = "Event loop is closed|attached to a different loop"

_CLIENT = """
import asyncio
import os


class Client:
    def __init__(self):
        self.reader = self.writer = None

    async def connect(self):
        port = int(os.environ["HTTP_PORT"])
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)

    async def head(self):
        if self.reader is None:
            await self.connect()
        self.writer.write(b"GET / HTTP/1.1\\r\\n\\r\\n")
        head = await self.reader.readuntil(b"\\r\\n\\r\\n")
        length = head.lower().partition(b"content-length: ")[2].split()[0]
        await self.reader.readexactly(int(length))
        return head
"""
# Where it is installed its code is not read, as that of any library.
_INSTALLED = "installed/site-packages/inhouse.py"
_INI = INI.replace("pythonpath = .", "pythonpath = . installed/site-packages")

_DECLARED = Remedy(
    "declare|loopwise_bound_types",
    (
        Edit(
            "pytest.ini",
            "asyncio_mode",
            "loopwise_bound_types = inhouse:Client loop=reader._loop\nasyncio_mode",
        ),
    ),
)

ROWS = (
    Row(
        name="in-house client of a module",
        about="it keeps the connection of the test that used it first",
        server="http",
        files={
            "pytest.ini": _INI,
            _INSTALLED: _CLIENT,
            "app/__init__.py": "",
            "app/clients.py": """
from inhouse import Client

client = Client()
""",
            "test_it.py": """
from app.clients import client


async def test_first():
    assert b"200" in await client.head()


async def test_second():
    assert b"200" in await client.head()
""",
        },
        error=_OTHER,
        thing="Client",
        owner=r"app\.clients\.client",
        place=("app/clients.py", "client = "),
        remedies=(_DECLARED,),
    ),
    Row(
        name="in-house client of a sync fixture",
        about="it keeps the connection of the test that used it first",
        server="http",
        files={
            "pytest.ini": _INI,
            _INSTALLED: _CLIENT,
            "conftest.py": """
import pytest
from inhouse import Client


@pytest.fixture(scope="session")
def client():
    return Client()
""",
            "test_it.py": """
async def test_first(client):
    assert b"200" in await client.head()


async def test_second(client):
    assert b"200" in await client.head()
""",
        },
        error=_OTHER,
        thing="Client",
        owner="`client`",
        place=("conftest.py", "def client"),
        remedies=(
            _DECLARED,
            awaited("async def", "conftest.py", ("def client", "async def client")),
        ),
    ),
    Row(
        name="own client, set by a name made at run time",
        about="a global of a module, which nothing in the code names",
        server="http",
        files={
            "app/__init__.py": "",
            "app/client.py": _CLIENT,
            "app/state.py": "main_client = None\n",
            "app/checks.py": """
import sys
import app.state
from app.client import Client


def client():
    name = "_".join(["main", "client"])
    state = sys.modules["app.state"]
    if getattr(state, name) is None:
        setattr(state, name, Client())
    return getattr(state, name)
""",
            "test_it.py": """
from app.checks import client


async def test_first():
    assert b"200" in await client().head()


async def test_second():
    assert b"200" in await client().head()
""",
        },
        error=_OTHER,
        thing="Client",
        owner=r"app\.state\.main_client",
        place=("app/state.py", "main_client = "),
        remedies=(
            awaited(
                "fixture|loop_scope=.session",
                "test_it.py",
                (
                    "from app.checks import client\n",
                    (
                        "import pytest\n"
                        "from app.checks import client\n\n"
                        'pytestmark = pytest.mark.asyncio(loop_scope="session")\n'
                    ),
                ),
            ),
        ),
    ),
)
