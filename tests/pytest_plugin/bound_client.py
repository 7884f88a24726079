"""A module for example suites, with a client that belongs to the loop it is used on.

It refuses to be used on another one, as clients do, and notes how it was closed.
"""

from __future__ import annotations

CLIENT_PY = """
import asyncio

class Client:
    def __init__(self):
        self._loop = None
        self.is_closed = False

    async def get(self):
        loop = asyncio.get_running_loop()
        if self._loop not in (None, loop):
            raise RuntimeError("it is bound to a different event loop")
        self._loop = loop
        return loop

    async def aclose(self):
        assert asyncio.get_running_loop() is self._loop
        self.is_closed = True

class Free(Client):
    pass

class Broken(Client):
    async def aclose(self):
        raise ValueError("broken pipe")
"""

INI = """
[pytest]
loopwise_bound_types =
    client:Client loop=_loop close=aclose closed=is_closed
    client:Free binds=never
"""

FILES = {"client.py": CLIENT_PY, "pytest.ini": INI}
