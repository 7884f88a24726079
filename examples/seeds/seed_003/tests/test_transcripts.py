from reflector.db import transcripts


async def test_add(session):
    transcript = await transcripts.add(session, "standup")
    assert transcript.id > 0


async def test_find(session):
    added = await transcripts.add(session, "retrospective")
    assert await transcripts.get_by_name(session, "retrospective") is added


async def test_lock(session):
    await transcripts.add(session, "planning")
    await transcripts.lock(session, "planning")
    assert (await transcripts.get_by_name(session, "planning")).locked
