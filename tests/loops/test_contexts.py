"""Context variables nest as scopes do."""

from __future__ import annotations

import asyncio
from contextvars import Context, ContextVar, copy_context

import pytest

from loopwise.loops.contexts import Contexts
from loopwise.loops.host import Host

VARIABLE: ContextVar[str] = ContextVar("variable", default="unset")
OTHER: ContextVar[str] = ContextVar("other", default="unset")

FUNCTION, MODULE, SESSION = 0, 2, 4


@pytest.fixture
def contexts() -> Contexts:
    """Nothing is kept yet."""
    return Contexts()


def set_up(
    contexts: Contexts, key: str, width: int, *values: tuple[ContextVar[str], str]
) -> bool:
    """Set variables as an async fixture does: in a context of its own."""
    before = contexts.copy()
    context = before.run(contexts.copy)
    for variable, value in values:
        context.run(variable.set, value)
    return contexts.keep(key, width, before, context)


def seen(contexts: Contexts) -> str:
    """Give the variable as the next test sees it."""
    return contexts.copy().run(VARIABLE.get)


def test_what_a_fixture_sets_is_seen_while_it_is_kept(contexts: Contexts) -> None:
    """A fixture's variable is seen by what comes after, until the fixture goes."""
    assert set_up(contexts, "db", SESSION, (VARIABLE, "db"))
    assert seen(contexts) == VARIABLE.get() == "db"
    contexts.drop("db")
    assert seen(contexts) == VARIABLE.get() == "unset"


def test_what_was_set_before_is_back_afterwards(contexts: Contexts) -> None:
    """A value that pytest's own context had is there again when the fixture goes."""
    token = VARIABLE.set("conftest")
    set_up(contexts, "db", SESSION, (VARIABLE, "db"))
    contexts.drop("db")
    assert seen(contexts) == "conftest"
    VARIABLE.reset(token)


def test_variable_without_a_default_is_gone_afterwards(contexts: Contexts) -> None:
    """A variable that had no value has none again when the fixture goes."""
    variable: ContextVar[str] = ContextVar("without default")
    set_up(contexts, "db", SESSION, (variable, "db"))
    assert variable.get() == "db"
    contexts.drop("db")
    with pytest.raises(LookupError):
        variable.get()


def test_fixture_that_sets_nothing_keeps_nothing(contexts: Contexts) -> None:
    """A fixture that changes no variable says so, and setting the same is no change."""
    assert not set_up(contexts, "plain", SESSION)
    set_up(contexts, "db", SESSION, (VARIABLE, "db"))
    assert not set_up(contexts, "same", FUNCTION, (VARIABLE, VARIABLE.get()))
    contexts.drop("plain")
    contexts.drop("same")
    assert seen(contexts) == "db"
    contexts.drop("db")


def test_what_a_copy_sets_stays_there(contexts: Contexts) -> None:
    """What a test sets in its context is gone after it."""
    contexts.copy().run(VARIABLE.set, "test")
    assert seen(contexts) == VARIABLE.get() == "unset"


@pytest.mark.parametrize("narrow_first", [True, False])
def test_narrower_scope_counts(contexts: Contexts, narrow_first: bool) -> None:
    """Of two fixtures the one with the narrower scope counts, whichever came first."""
    layers = [("function", FUNCTION), ("session", SESSION)]
    for key, width in layers if narrow_first else reversed(layers):
        set_up(contexts, key, width, (VARIABLE, key))
    assert seen(contexts) == "function"
    contexts.drop("function")
    assert seen(contexts) == "session"
    contexts.drop("session")
    assert seen(contexts) == "unset"


def test_later_fixture_counts_among_equals(contexts: Contexts) -> None:
    """Of two fixtures of one scope the later one counts, and then the earlier again."""
    for key in ("first", "second"):
        set_up(contexts, key, MODULE, (VARIABLE, key))
    assert seen(contexts) == "second"
    contexts.drop("second")
    assert seen(contexts) == "first"
    contexts.drop("first")


def test_wider_fixture_may_go_first(contexts: Contexts) -> None:
    """A fixture that goes out of turn takes only its own values with it."""
    set_up(contexts, "session", SESSION, (VARIABLE, "session"), (OTHER, "session"))
    set_up(contexts, "function", FUNCTION, (VARIABLE, "function"))
    contexts.drop("session")
    assert (VARIABLE.get(), OTHER.get()) == ("function", "unset")
    contexts.drop("function")
    assert (VARIABLE.get(), OTHER.get()) == ("unset", "unset")


def test_dropping_what_is_not_kept_does_nothing(contexts: Contexts) -> None:
    """A fixture may be dropped twice, or without having set anything."""
    set_up(contexts, "db", SESSION, (VARIABLE, "db"))
    contexts.drop("never kept")
    assert VARIABLE.get() == "db"
    contexts.drop("db")
    contexts.drop("db")
    assert VARIABLE.get() == "unset"


def test_set_up_sees_the_layers_below(contexts: Contexts) -> None:
    """A fixture that is set up later sees what wider ones have set."""
    set_up(contexts, "session", SESSION, (VARIABLE, "session"))
    before = contexts.copy()
    assert before.run(contexts.copy).run(VARIABLE.get) == "session"
    contexts.drop("session")


def test_fixture_that_a_running_test_asks_for(contexts: Contexts, host: Host) -> None:
    """What it sets is seen by the running test at once, and by later tests too."""

    async def test() -> str:
        set_up(contexts, "late", MODULE, (VARIABLE, "late"))
        await asyncio.sleep(0)
        return VARIABLE.get()

    assert host.run(test(), contexts.copy()) == "late"
    assert seen(contexts) == "late"
    contexts.drop("late")
    assert seen(contexts) == VARIABLE.get() == "unset"


def test_fixture_that_a_running_test_ends(contexts: Contexts, host: Host) -> None:
    """A fixture that goes while a test runs is not seen by the next one."""
    set_up(contexts, "db", MODULE, (VARIABLE, "db"))

    async def test() -> None:
        contexts.drop("db")

    host.run(test(), contexts.copy())
    assert seen(contexts) == "unset"


def test_layers_may_be_dropped_in_another_context(contexts: Contexts) -> None:
    """Where pytest goes on in another context, the value before is back there too."""

    def inside() -> str:
        contexts.drop("db")
        return VARIABLE.get()

    token = VARIABLE.set("conftest")
    set_up(contexts, "db", SESSION, (VARIABLE, "db"))
    elsewhere: Context = copy_context()
    assert elsewhere.run(inside) == "conftest"
    VARIABLE.reset(token)
