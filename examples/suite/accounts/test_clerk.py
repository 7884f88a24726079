"""Override and extend: a function-scoped fixture over a session-scoped one."""

import httpx
import pytest


async def test_signed_in(http: httpx.AsyncClient) -> None:
    """The override of this directory is the one in use."""
    assert (await http.get("/whoami")).json() == {"clerk": "ada"}


class TestSignedOut:
    """A class may override it once more."""

    @pytest.fixture
    async def http(self, http: httpx.AsyncClient) -> httpx.AsyncClient:
        """The same client, signed out again."""
        http.headers["Authorization"] = ""
        return http

    async def test_signed_out(self, http: httpx.AsyncClient) -> None:
        """The class overrides the directory's fixture, which overrides the root's."""
        assert (await http.get("/whoami")).status_code == 401
