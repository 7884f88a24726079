"""A pytest plugin that runs the tests in reverse order: ``-p examples.backwards``."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Turn the order around."""
    items.reverse()
