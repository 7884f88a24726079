"""Whether other people's suites come out the same once they left pytest-asyncio."""
