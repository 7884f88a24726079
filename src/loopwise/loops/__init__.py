"""Running things on event loops. asyncio only: nothing here knows pytest."""
