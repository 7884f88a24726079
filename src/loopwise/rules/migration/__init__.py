"""What pytest-asyncio needs and Loopwise does not: for ``loopwise fix --migrate``."""
