"""Hypothesis: async tests of many examples, and state machines."""

from __future__ import annotations

from tests.behaviour.conftest import FIXTURES, Beside


def test_hypothesis(beside: Beside) -> None:
    """Every example of an async `@given` test is awaited, on the fixture's loop."""
    result = beside("hypothesispytest").run(
        f"""{FIXTURES}
from hypothesis import HealthCheck, given, settings, strategies as st

seen = []

@given(number=st.integers())
@settings(max_examples=10, database=None)
async def test_wide(db, number):
    await db.use()
    seen.append(number)

@settings(max_examples=5, database=None)
@given(st.integers())
async def test_own(number):
    await asyncio.sleep(0)

def test_seen():
    assert len(seen) == 10

class TestIt:
    @given(text=st.text())
    @settings(max_examples=5, database=None)
    async def test_method(self, text):
        await asyncio.sleep(0)

@given(number=st.integers())
@settings(
    max_examples=5,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_function_fixture(own, db, number):
    await own.use()
    await db.use()

@pytest.mark.parametrize("more", [1, 2])
@given(data=st.data())
@settings(max_examples=5, database=None)
async def test_data(db, more, data):
    await db.use()
    assert data.draw(st.integers(min_value=more)) >= more

@given(number=st.integers())
@settings(max_examples=50, database=None)
async def test_wrong(number):
    await asyncio.sleep(0)
    assert number < 100
"""
    )
    outcomes = list(result.outcomes.values())
    assert outcomes == [*["passed"] * 7, "failed"], result.text
    assert "number=100" in result.text


def test_deadlines_of_hypothesis(beside: Beside) -> None:
    """The time that an async example waits counts for its deadline."""
    result = beside("hypothesispytest").run(
        f"""{FIXTURES}
from hypothesis import given, settings, strategies as st

@given(st.booleans())
@settings(max_examples=3, deadline=50, database=None)
async def test_slow(value):
    await asyncio.sleep(0.2)

@given(st.booleans())
@settings(max_examples=3, deadline=2000, database=None)
async def test_quick(db, value):
    await db.use()
"""
    )
    assert list(result.outcomes.values()) == ["failed", "passed"], result.text
    assert "DeadlineExceeded" in result.text


def test_state_machines_of_hypothesis(beside: Beside) -> None:
    """A state machine has a loop of its own, and wider loops of ours survive it."""
    project = beside("hypothesispytest")
    project.passes(
        f"""{FIXTURES}
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

class Counter(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.runner = asyncio.Runner()
        self.bound = self.runner.run(self.make())
        self.count = 0

    async def make(self):
        return Bound()

    @rule(number=st.integers(0, 3))
    def add(self, number):
        for _ in range(number):
            assert self.runner.run(self.bound.use()) == "bound"
        self.count += number

    @invariant()
    def counted(self):
        assert self.count >= 0

    def teardown(self):
        self.runner.close()

TestCounter = Counter.TestCase
TestCounter.settings = settings(max_examples=5, stateful_step_count=5, database=None)

async def test_after(db, own):
    await db.use()
    await own.use()

class Current(RuleBasedStateMachine):
    @rule()
    def use(self):
        asyncio.get_event_loop().run_until_complete(asyncio.sleep(0))

TestCurrent = Current.TestCase
TestCurrent.settings = settings(max_examples=5, stateful_step_count=5, database=None)

def test_sync(db):
    assert asyncio.get_event_loop() is db.loop
""",
        4,
    )
    assert project.notes == ["-own", "-db"]
