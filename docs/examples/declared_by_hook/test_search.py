from search import client


async def test_one_word():
    assert await client.find("loop") == ["loop"]


async def test_another():
    assert await client.find("wise") == ["wise"]
