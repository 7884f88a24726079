"""Suites with loops and policies of their own kinds."""

from __future__ import annotations

from loopwise.testing import ExampleSuite

LOOPS = """
import asyncio
import pytest

class First(asyncio.SelectorEventLoop): ...

class Second(asyncio.SelectorEventLoop): ...

def not_a_loop():
    return 1

def breaks():
    raise LookupError("no loop today")

def kind():
    return type(asyncio.get_running_loop()).__name__

def current():
    return type(asyncio.get_event_loop_policy()).__name__

class Policy(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self):
        return First()

class Other(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self):
        return Second()
"""
WARNINGS = """
filterwarnings =
    error
    ignore:Overriding the "event_loop_policy":pytest.PytestDeprecationWarning
    ignore:.*olicy:DeprecationWarning
"""


def suite_of(test: str, ini: str = "", **others: str) -> ExampleSuite:
    return ExampleSuite(
        {
            "loops.py": LOOPS,
            "pytest.ini": f"[pytest]\n{ini}{WARNINGS}",
            "test_one.py": f"from loops import *\n{test}",
            **others,
        }
    )
