"""pytest-asyncio's own tests, run where only Loopwise serves its names."""
