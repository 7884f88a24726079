"""The shapes of suite that are measured, each as async source and its sync twin."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Loops(Enum):
    """How many loops the tests of a shape have to run on for a figure to count."""

    ONE_EACH = "one each"
    ONE_SHARED = "one shared"

    def expected(self, tests: int) -> int:
        """Give the number of loops for this many tests."""
        return tests if self is Loops.ONE_EACH else 1


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of suite; `{async}`, `{pause}` and `{i}` are filled in when written."""

    name: str
    about: str
    loops: Loops
    fixture: str
    test: str


OWN = Shape(
    name="own",
    about="every test on its own loop, no fixture",
    loops=Loops.ONE_EACH,
    fixture="",
    test="""\
{async}def test_{i}():
    tally.count_test()
    {pause}
""",
)

SHARED = Shape(
    name="shared",
    about="all tests on one session fixture",
    loops=Loops.ONE_SHARED,
    fixture="""\
@fixture(scope="session")
{async}def home():
    {pause}
    yield tally.here()
    {pause}
""",
    test="""\
{async}def test_{i}(home):
    assert home is tally.count_test()
    {pause}
""",
)

GENERATOR = Shape(
    name="generator",
    about="every test with a generator fixture of its own",
    loops=Loops.ONE_EACH,
    fixture="""\
@fixture
{async}def home():
    {pause}
    yield (before := tally.here())
    {pause}
    assert before is tally.here()
""",
    test="""\
{async}def test_{i}(home):
    assert home is tally.count_test()
    {pause}
""",
)

SHAPES = (OWN, SHARED, GENERATOR)
