from uuid import uuid4

import pytest
import pytest_asyncio

from app.services import patients
from app.tests.utils.asyncio_helpers import run_with_timeout

pytestmark = pytest.mark.usefixtures("tables")


@pytest_asyncio.fixture
async def ada():
    return await patients.admit(f"Ada {uuid4()}")


@pytest.mark.asyncio
async def test_admitted_patient_has_a_number(ada):
    assert ada > 0


@pytest.mark.asyncio
async def test_name_of_patient(ada):
    assert (await patients.name_of(ada)).startswith("Ada ")


@pytest.mark.asyncio
async def test_unknown_patient():
    assert await run_with_timeout(patients.name_of(-1)) is None


@pytest.mark.asyncio
async def test_patients_are_counted_by_name():
    name = f"Grace {uuid4()}"
    await patients.admit(name)
    assert await run_with_timeout(lambda: patients.count(name)) == 1
