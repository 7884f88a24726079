"""Notes are analysed by a model that takes one at a time."""

import asyncio

model_is_free = asyncio.Semaphore(1)


async def analyse(note):
    """The words of a note, once the model has had its turn."""
    async with model_is_free:
        await asyncio.sleep(0.001)
        return note.split()


def analyse_all(notes):
    """Analyse many notes from code that is not async."""

    async def gather():
        return await asyncio.gather(*(analyse(note) for note in notes))

    return asyncio.get_event_loop().run_until_complete(gather())
