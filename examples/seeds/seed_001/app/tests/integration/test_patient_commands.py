"""The command line is not async, and neither are its tests."""

import asyncio
from uuid import uuid4

import pytest

from app.services import patients
from app.services.patients import PatientCommands

pytestmark = pytest.mark.usefixtures("tables")


def test_admit_and_find():
    commands = PatientCommands()
    name = f"Alan {uuid4()}"
    assert commands.name_of(commands.admit(name)) == name


def test_admitted_by_command_is_counted():
    name = f"Edsger {uuid4()}"
    PatientCommands().admit(name)
    loop = asyncio.get_event_loop()
    assert loop.run_until_complete(patients.count(name)) == 1


def test_two_commands():
    commands = PatientCommands()
    numbers = {commands.admit(f"{uuid4()}"), commands.admit(f"{uuid4()}")}
    assert len(numbers) == 2
