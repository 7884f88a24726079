"""What nobody closes: closed before its loop is, and said once."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.model.place import Place
from loopwise.pytest_plugin.closing import LeftOpen, lines
from loopwise.testing import ExampleSuite
from tests.pytest_plugin.bound_client import FILES

TITLE = "Left open when its loop ended, and closed by Loopwise:"


def test_nothing_open_is_nothing_to_say() -> None:
    """Where all was closed, there are no lines."""
    assert lines([]) == []


def test_open_things_are_listed_by_their_places() -> None:
    """Each thing has a line with place, name and type, and with what went wrong."""
    found = [
        LeftOpen(Place("tests/conftest.py", 12), "made", "app.Client"),
        LeftOpen(Place("app.py", 3), "engine", "db.Engine", "ValueError: no"),
    ]
    assert lines(found) == [
        TITLE,
        "",
        "  tests/conftest.py:12  made  app.Client",
        "",
        "Left open when its loop ended, and could not be closed:",
        "",
        "  app.py:3              engine  db.Engine  (ValueError: no)",
    ]


SUITE = ExampleSuite(
    {
        **FILES,
        "app.py": """
            import atexit
            from client import Broken, Client

            client = Client()
            closed = Client()
            unused = Client()
            broken = Broken()
            seen = []
        """,
        "conftest.py": """
            import pytest
            import app
            from client import Client

            def pytest_unconfigure():
                print("client", app.client.is_closed)
                print("unused", app.unused.is_closed)
                print("made", [one.is_closed for one in app.seen])

            @pytest.fixture
            def made():
                app.seen.append(Client())
                return app.seen[-1]

            @pytest.fixture
            async def tidy():
                one = Client()
                yield one
                await one.aclose()
        """,
        "test_one.py": """
            import app

            async def test_client(): await app.client.get()
            async def test_again(): await app.client.get()
            async def test_closed():
                await app.closed.get()
                await app.closed.aclose()
            async def test_broken(): await app.broken.get()
            async def test_unused(): assert app.unused
            async def test_made(made): await made.get()
            async def test_made_again(made): await made.get()
            async def test_tidy(tidy): await tidy.get()
        """,
    }
)


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Run the suite once, and give what it printed."""
    result = SUITE.run(tmp_path_factory.mktemp("closing"), "-s")
    assert result.counts == {"passed": 8}, result.text
    return result.text


def test_what_is_open_is_closed_and_said(text: str) -> None:
    """What is open when its loop ends is closed there, and named with its place."""
    _, _, said = text.partition(TITLE)
    rows = [line.split() for line in said.splitlines() if line.startswith("  ")]
    assert [(row[1], row[2]) for row in rows] == [
        ("client", "client.Client"),
        ("seen", "client.Client"),
        ("broken", "client.Client"),
    ]
    assert rows[0][0] == "app.py:5"
    assert rows[1][0] == "app.py:9"
    assert rows[2][3:] == ["(ValueError:", "broken", "pipe)"]
    assert "client True" in text
    assert "made [True, True]" in text


def test_what_was_never_open_is_left_alone(text: str) -> None:
    """What belongs to no loop, or was closed by the user, is not touched."""
    assert "unused False" in text
    assert text.count(TITLE) == 1


def test_workers_say_it_too(tmp_path: Path) -> None:
    """What was left open on a worker of pytest-xdist is said at the end."""
    pytest.importorskip("xdist")
    result = SUITE.run(tmp_path, "-p", "xdist", "-n1")
    assert result.counts == {"passed": 8}, result.text
    assert result.text.count(TITLE) == 1
