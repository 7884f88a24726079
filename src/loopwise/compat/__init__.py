"""The surface of pytest-asyncio: the names that suites written for it use."""
