"""An outbox: messages handed in here are delivered by a task in the background."""

import asyncio


class Outbox:
    """A queue of messages, and the list of those that were delivered."""

    def __init__(self) -> None:
        self.delivered: list[str] = []
        self._waiting: asyncio.Queue[str] = asyncio.Queue()

    async def run(self) -> None:
        """Deliver what comes in, until cancelled."""
        while True:
            message = await self._waiting.get()
            self.delivered.append(message)
            self._waiting.task_done()

    async def send(self, *messages: str) -> None:
        """Hand in messages and wait until all of them are delivered."""
        for message in messages:
            await self._waiting.put(message)
        await self._waiting.join()
