"""Here `http` means a client that has signed in."""

from collections.abc import AsyncIterator

import httpx
import pytest


@pytest.fixture
async def http(http: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """The session's client, signed in while one test runs."""
    http.headers["Authorization"] = "Clerk ada"
    yield http
    del http.headers["Authorization"]
