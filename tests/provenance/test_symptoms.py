"""What speaks of loops, and what only looks so."""

from __future__ import annotations

import asyncio

import pytest

from loopwise.provenance.symptoms import Kind, chain, speaks_of_loops, symptom_of

GREENLET = type("MissingGreenlet", (Exception,), {"__module__": "sqlalchemy.exc"})


def kind_of(error: BaseException) -> Kind | None:
    """Give what an error is about."""
    found = symptom_of(error)
    return None if found is None else found[0].kind


def caught(code: str) -> BaseException:
    """Give the error that a line of async code ends with."""

    async def run() -> None:
        namespace: dict[str, object] = {"asyncio": asyncio}
        lines = f"async def main():\n    {code}"
        exec(lines, namespace)  # the tests' own lines
        main = namespace["main"]
        assert callable(main)
        await main()

    with pytest.raises(Exception) as found:  # noqa: PT011  # any: it is given back
        asyncio.run(run())
    return found.value


OTHER = "loop = asyncio.new_event_loop(); loop.close(); "
CLOSING = (
    "import contextlib\n    with contextlib.closing(asyncio.new_event_loop()) as loop: "
)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (f"{CLOSING}await loop.create_future()", Kind.OTHER_LOOP),
        (f"{OTHER}loop.call_soon(print)", Kind.CLOSED),
        ("asyncio.get_running_loop().run_forever()", Kind.RUNNING),
        (f"{CLOSING}loop.run_forever()", Kind.RUNNING),
        ("await asyncio.to_thread(asyncio.get_running_loop)", Kind.NOT_RUNNING),
        ("await asyncio.to_thread(asyncio.get_event_loop)", Kind.NO_CURRENT),
        ("await asyncio.wait_for(asyncio.sleep(9), 0)", Kind.TIMEOUT),
        ("assert 1 == 2", None),
        ("raise ValueError('the feedback loop')", None),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_asyncio_says(code: str, kind: Kind | None) -> None:
    """The words of this Python's asyncio are known."""
    assert kind_of(caught(code)) is kind


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (RuntimeError("<Lock> is bound to a different event loop"), Kind.OTHER_LOOP),
        (RuntimeError("Cannot use Client in different event loop"), Kind.OTHER_LOOP),
        (RuntimeError("the handler is closed"), Kind.CLOSED),
        (GREENLET("x"), Kind.GREENLET),
        (type("TimeoutException", (OSError,), {})(), Kind.TIMEOUT),
        (type("Read", (TimeoutError,), {})(), Kind.TIMEOUT),
    ],
)
def test_what_libraries_say(error: BaseException, kind: Kind) -> None:
    """Libraries are known by their words, or by the names of their classes' bases."""
    assert kind_of(error) is kind


def test_chain_begins_with_what_was_first() -> None:
    """Causes, contexts and what groups hold come before what was made of them."""
    first, second = OSError("first"), ValueError("second")
    second.__cause__ = first
    third = ExceptionGroup("third", [second, KeyError("other")])
    found = list(chain(third))
    assert found.index(first) < found.index(second) < found.index(third)
    assert len(found) == 4


def test_circle_ends() -> None:
    """Errors that are each other's causes are given once."""
    first, second = OSError("first"), ValueError("second")
    first.__cause__, second.__context__ = second, first
    assert len(list(chain(first))) == 2


def test_what_is_sure_goes_first() -> None:
    """A time limit that another loop's error was behind is about that loop."""
    error = TimeoutError()
    error.__context__ = RuntimeError("attached to a different loop")
    assert kind_of(error) is Kind.OTHER_LOOP


def test_groups_own_words_do_not_count() -> None:
    """What a group is called is the user's; what it holds speaks for itself."""
    assert kind_of(ExceptionGroup("Event loop is closed", [ValueError()])) is None


def test_text_that_cannot_be_had() -> None:
    """An error whose text fails says nothing, and breaks nothing."""

    class Broken(Exception):
        def __str__(self) -> str:
            raise ValueError("no text")

    assert kind_of(Broken()) is None


def test_sure_words_of_unraisable_errors() -> None:
    """Only another or a closed loop counts where nothing but the text is known."""
    assert speaks_of_loops("RuntimeError: Event loop is closed")
    assert speaks_of_loops("attached to a different loop")
    assert not speaks_of_loops("timed out")
    assert not speaks_of_loops("no running event loop")
