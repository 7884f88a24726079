import asyncio
import sys

import pytest
import pytest_asyncio

from app.infrastructure.database import create_tables

# Make the module available to be imported by tests
sys.modules["pytest_asyncio"] = pytest_asyncio


@pytest.fixture(scope="session")
def tables():
    asyncio.get_event_loop().run_until_complete(create_tables())
