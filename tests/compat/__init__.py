"""Tests of what Loopwise has for the names of pytest-asyncio."""
