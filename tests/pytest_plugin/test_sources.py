"""Where loops come from in suites that say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.testing import ExampleSuite

CONFTEST = """
import pytest
from loopwise.compat.fixtures import EVENT_LOOP
from loopwise.pytest_plugin.sources import find_sources

@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session):
    session.stash["sources"] = find_sources(session)

@pytest.fixture
def sources(request):
    return request.session.stash["sources"]
"""


def passes(directory: Path, test: str, count: int, **others: str) -> None:
    files = {"conftest.py": CONFTEST, "test_one.py": f"import pytest\n{test}"}
    suite = ExampleSuite(
        {**files, **{f"{name}.py": text for name, text in others.items()}},
        ("-W", "ignore::DeprecationWarning"),
    )
    result = suite.run(directory)
    assert result.counts == {"passed": count}, result.text


@pytest.mark.parametrize(
    "test",
    [
        "",
        "@pytest.fixture\nasync def event_loop(): return 1",
        "@pytest.mark.parametrize('event_loop', [1])\ndef test_b(event_loop): ...",
        "from pytest_asyncio.plugin import event_loop_policy",
        "@pytest.fixture\ndef loop(): return 1",
    ],
    ids=["nothing", "async", "parameter", "imported", "other name"],
)
def test_suite_that_says_nothing_has_no_sources(tmp_path: Path, test: str) -> None:
    """Neither a name that is a parameter nor a fixture of a plugin is an override."""
    if "import" in test:
        test = "from loopwise.compat.fixtures import event_loop_policy"
    count = 1 + test.count("def test_")
    passes(tmp_path, f"{test}\ndef test_a(sources): assert sources is None", count)


def test_overrides_are_told_by_who_sees_them(tmp_path: Path) -> None:
    """Each test has the nearest ``event_loop`` and policy of the suite."""
    passes(
        tmp_path,
        """
import asyncio

@pytest.fixture(scope="module")
def event_loop():
    yield asyncio.new_event_loop()

@pytest.fixture
def event_loop_policy():
    return asyncio.get_event_loop_policy()

class TestInner:
    @pytest.fixture
    def event_loop(self, event_loop):
        return event_loop

    def test_inner(self, sources, request):
        definition, scope = sources.override_of(request.node)
        assert str(scope) == "function"
        assert sources.extends(request.node)

def test_outer(sources, request):
    definition, scope = sources.override_of(request.node)
    assert str(scope) == "module"
    assert definition in sources.overrides
    assert len(sources.overrides) == 2
    assert not sources.extends(request.node)
    assert sources.policy_of(request.node) in sources.policies
""",
        3,
        test_two="""
            def test_elsewhere(sources, request):
                assert sources.override_of(request.node) is None
                assert sources.policy_of(request.node) is None
                assert sources.factory_of(request.node) is None
                assert not sources.extends(request.node)
        """,
    )


def test_override_that_failed_or_is_busy_is_left_out(tmp_path: Path) -> None:
    """One that cannot be set up, or is being set up, makes no loop."""
    passes(
        tmp_path,
        """
import asyncio

@pytest.fixture
def event_loop():
    yield asyncio.new_event_loop()

def test_states(sources, request):
    definition, _ = sources.override_of(request.node)
    sources.busy.add(definition)
    assert sources.override_of(request.node) is None
    sources.busy.discard(definition)
    assert sources.override_of(request.node) is not None
    sources.failed[definition] = LookupError()
    assert sources.override_of(request.node) is None
    del sources.failed[definition]
""",
        1,
    )


def test_what_feeds_a_source_is_known(tmp_path: Path) -> None:
    """A fixture that an override is made from is told from all others."""
    passes(
        tmp_path,
        """
import asyncio

@pytest.fixture(scope="session")
def settings(): return 1

@pytest.fixture(scope="session")
def policy(settings): return asyncio.get_event_loop_policy()

@pytest.fixture(scope="session")
def event_loop_policy(policy): return policy

@pytest.fixture
def other(): ...

def test_feeding(sources, request, settings, policy, other):
    found = request.node._request._fixture_defs
    assert sources.feeds(found["settings"], request.node)
    assert sources.feeds(found["policy"], request.node)
    assert not sources.feeds(found["other"], request.node)
    assert not sources.feeds(found["sources"], request.node)
""",
        1,
    )


def test_tests_with_different_sources_do_not_mix(tmp_path: Path) -> None:
    """What loops are made with is equal for tests of one factory, or one parameter."""
    passes(
        tmp_path,
        """
import asyncio
from loops import First, Second

seen = {}

@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("number", [1, 2])
async def test_a(sources, request, number):
    factory = sources.factory_of(request.node)
    assert isinstance(asyncio.get_running_loop(), factory)
    found = sources.source_of(request.node)
    assert seen.setdefault(factory, found) == found
    hash(found)

def test_two():
    assert {*seen} == {First, Second}
    assert len({*seen.values()}) == 2
""",
        5,
        loops="""
            import asyncio

            class First(asyncio.SelectorEventLoop): ...

            class Second(asyncio.SelectorEventLoop): ...
        """,
        conftest=CONFTEST
        + """
def pytest_asyncio_loop_factories(config, item):
    import loops
    return {"first": loops.First, "second": loops.Second}
""",
    )
