"""Claims: how wide a loop each asks for by itself."""

from __future__ import annotations

import pytest

from loopwise.model.plan import Because
from loopwise.model.scope import Scope
from loopwise.model.settings import Settings
from loopwise.model.suite import instance_of
from loopwise.plan.claims import instance_claim, own_claim
from loopwise.plan.claims import test_claim as claim_of_test
from tests.plan.building import (
    CLASS,
    FUNCTION,
    MODULE,
    PACKAGE,
    SESSION,
    Building,
    minimum,
    named,
)


@pytest.mark.parametrize(
    ("marked", "settings", "expected"),
    [
        (None, Settings(), None),
        (FUNCTION, Settings(), None),
        (CLASS, Settings(), None),
        (MODULE, Settings(), ("module test_one.py", Because.MARK)),
        (PACKAGE, Settings(), ("session", Because.MARK)),
        (None, minimum(test=MODULE), ("module test_one.py", Because.MINIMUM)),
        (MODULE, minimum(test=SESSION), ("module test_one.py", Because.MARK)),
        (FUNCTION, minimum(test=SESSION), None),
        (None, minimum(fixture=SESSION), None),
    ],
)
def test_claim_of_an_async_test(
    marked: Scope | None, settings: Settings, expected: tuple[str, Because] | None
) -> None:
    """An async test claims what its mark says, else what the configuration says."""
    suite = Building()
    suite.module("test_one.py").test("test_a", marked=marked)
    claim = claim_of_test(7, suite.tests[0], settings)
    if expected is None:
        assert claim is None
    else:
        assert claim is not None
        assert (named(claim.at), claim.because) == expected
        assert (claim.by, claim.of_tests, claim.member) == (7, True, None)
        minimum_scope = settings.test_minimum and settings.test_minimum.scope
        assert claim.scope is (marked or minimum_scope)


def test_sync_test_claims_nothing() -> None:
    """The configured loop scope of tests is for async tests."""
    suite = Building()
    suite.module("test_one.py").test("test_a", is_async=False)
    assert claim_of_test(0, suite.tests[0], minimum(test=SESSION)) is None


@pytest.mark.parametrize(
    ("loop_scope", "settings", "expected"),
    [
        (None, Settings(), ("module test_one.py", Because.CACHED)),
        (FUNCTION, Settings(), ("module test_one.py", Because.CACHED)),
        (MODULE, Settings(), ("module test_one.py", Because.CACHED)),
        (SESSION, Settings(), ("session", Because.LOOP_SCOPE)),
        (None, minimum(fixture=SESSION), ("session", Because.MINIMUM)),
        (None, minimum(fixture=CLASS), ("module test_one.py", Because.CACHED)),
        (FUNCTION, minimum(fixture=SESSION), ("module test_one.py", Because.CACHED)),
    ],
)
def test_claim_of_a_cached_fixture(
    loop_scope: Scope | None, settings: Settings, expected: tuple[str, Because]
) -> None:
    """A cached fixture claims the widest of its scope and its loop scope."""
    suite = Building()
    db = suite.fixture("db", MODULE, loop_scope=loop_scope)
    suite.module("test_one.py").test("test_a", db)
    (test,) = suite.tests
    instance = instance_of(suite.suite(), db, test)
    assert instance is not None
    claim = instance_claim(suite.suite(), instance, 3, test, settings)
    assert (named(claim.at), claim.because) == expected
    assert (claim.by, claim.of_tests, claim.member) == (3, False, db)


def test_configured_minimum_is_for_async_fixtures() -> None:
    """A sync fixture, and a resource, are not held to the minimum of async fixtures."""
    suite = Building()
    store = suite.fixture("store", MODULE, is_async=False)
    local = suite.fixture("local", is_async=False)
    suite.module("test_one.py").test("test_a", store, local)
    (test,) = suite.tests
    settings = minimum(fixture=SESSION)
    instance = instance_of(suite.suite(), store, test)
    assert instance is not None
    claim = instance_claim(suite.suite(), instance, 0, test, settings)
    assert claim.because is Because.CACHED
    assert own_claim(suite.suite(), local, 0, test, settings) is None


def test_claim_of_a_resource() -> None:
    """A resource claims the session's loop because it lives outside of fixtures."""
    suite = Building()
    engine = suite.resource("engine")
    suite.module("test_one.py").test("test_a", engine)
    made = suite.suite()
    (test,) = made.tests
    instance = instance_of(made, engine, test)
    assert instance is not None
    claim = instance_claim(made, instance, 3, test, minimum(fixture=MODULE))
    assert (named(claim.at), claim.because) == ("session", Because.OUTSIDE)
    assert (claim.by, claim.of_tests, claim.member) == (3, False, engine)


def test_claim_of_a_function_fixture() -> None:
    """A fixture of one test claims only what was chosen for it."""
    suite = Building()
    plain = suite.fixture("plain")
    wide = suite.fixture("wide", loop_scope=SESSION)
    suite.module("test_one.py").test("test_a", plain, wide)
    (test,) = suite.tests
    assert own_claim(suite.suite(), plain, 5, test, Settings()) is None
    claim = own_claim(suite.suite(), wide, 5, test, Settings())
    assert claim is not None
    assert (named(claim.at), claim.because) == ("session", Because.LOOP_SCOPE)
    assert (claim.by, claim.of_tests, claim.member) == (5, True, wide)
