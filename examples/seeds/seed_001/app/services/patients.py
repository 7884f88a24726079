"""Patients, for async code and for the command line."""

import asyncio

from sqlalchemy import func, select

from app.infrastructure.database import Patient, session_factory


async def admit(name):
    """Add a patient and give the number under which they are kept."""
    async with session_factory() as session:
        patient = Patient(name=name)
        session.add(patient)
        await session.commit()
        return patient.id


async def name_of(number):
    """The name of a patient, or None where there is no such patient."""
    async with session_factory() as session:
        return await session.scalar(select(Patient.name).where(Patient.id == number))


async def count(name):
    """How many patients have this name."""
    async with session_factory() as session:
        return await session.scalar(
            select(func.count()).select_from(Patient).where(Patient.name == name)
        )


class PatientCommands:
    """What the command line offers: the same, for code that is not async."""

    def admit(self, name):
        return asyncio.get_event_loop().run_until_complete(admit(name))

    def name_of(self, number):
        return asyncio.get_event_loop().run_until_complete(name_of(number))
