import asyncio

from loopwise import mark

loops: set[asyncio.AbstractEventLoop] = set()


@mark.asyncio(loop_scope="module")
async def test_first() -> None:
    loops.add(asyncio.get_running_loop())


@mark.asyncio(loop_scope="module")
async def test_second() -> None:
    loops.add(asyncio.get_running_loop())
    assert len(loops) == 1
