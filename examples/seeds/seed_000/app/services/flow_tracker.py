"""Keeps how long the steps of a flow took."""

import asyncio


class FlowTracker:
    """Tracks one flow."""

    def __init__(self, flow):
        self.flow = flow

    async def track(self, name, step):
        """Await a step, and write down how long it took."""
        started = asyncio.get_event_loop().time()
        result = await step
        seconds = asyncio.get_event_loop().time() - started
        await self._save(name, seconds)
        return result

    async def _save(self, name, seconds):
        # Imported late: the models import the services elsewhere.
        from app.core.database import AsyncSessionLocal
        from app.models import FlowStep

        async with AsyncSessionLocal() as session:
            session.add(FlowStep(flow=self.flow, name=name, seconds=seconds))
            await session.commit()


async def steps_of(flow):
    """The names of the steps of a flow, in the order in which they were tracked."""
    from sqlalchemy import select

    from app.core.database import AsyncSessionLocal
    from app.models import FlowStep

    async with AsyncSessionLocal() as session:
        found = await session.scalars(
            select(FlowStep.name).where(FlowStep.flow == flow).order_by(FlowStep.id)
        )
        return list(found)
