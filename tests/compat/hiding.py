"""Suites in an environment without pytest-asyncio, whatever is installed."""

from __future__ import annotations

import dataclasses
import os

from loopwise.testing import ExampleSuite

# Python imports it when it starts, before anything looks for pytest's plugins.
HIDING = '''
"""Let the path-based finder find neither pytest-asyncio nor its metadata."""

from importlib.machinery import PathFinder

found, listed = PathFinder.find_spec, PathFinder.find_distributions


class Hiding:
    def find_spec(self, name, path=None, target=None):
        return None if name == "pytest_asyncio" else found(name, path, target)

    def find_distributions(self, *args, **kwargs):
        for one in listed(*args, **kwargs):
            if one.metadata["Name"] != "pytest-asyncio":
                yield one


# Bound methods: pytest keeps one of them in a class of its own.
PathFinder.find_spec = Hiding().find_spec
PathFinder.find_distributions = Hiding().find_distributions
'''


def hidden(suite: ExampleSuite) -> ExampleSuite:
    """Give the same suite in an environment that has no pytest-asyncio."""
    path = os.pathsep.join(
        ["hiding", *filter(None, [os.environ.get("PYTHONPATH")])],
    )
    return dataclasses.replace(
        suite,
        files={**suite.files, "hiding/sitecustomize.py": HIDING},
        env={**suite.env, "PYTHONPATH": path},
    )
