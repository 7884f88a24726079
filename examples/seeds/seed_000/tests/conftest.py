import os

import httpx
import pytest
import pytest_asyncio


@pytest_asyncio.fixture(scope="session")
async def api_client():
    client = httpx.AsyncClient(base_url=os.environ["API_URL"], timeout=30.0)
    yield client
    await client.aclose()


@pytest.fixture(scope="session")
def health_client():
    return httpx.AsyncClient(base_url=os.environ["API_URL"], timeout=30.0)
