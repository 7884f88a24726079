"""Where and how explanations are shown, and that they change nothing else."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from inline_snapshot import snapshot

from loopwise.testing import ExampleSuite
from tests.pytest_plugin.explaining.messages import AUTO, message, messages

FILES = {
    "pytest.ini": AUTO,
    "conftest.py": """
        import asyncio
        import pytest

        class Mailbox:
            def __init__(self):
                self._loop = asyncio.get_running_loop()

            def count(self):
                return self._loop.create_future()

        @pytest.fixture(scope="session")
        async def mailbox():
            return Mailbox()
    """,
    "test_one.py": """
        import pytest

        pytestmark = pytest.mark.asyncio(loop_scope="function")

        async def test_one(mailbox): await mailbox.count()
        async def test_two(mailbox): await mailbox.count()
        async def test_three(mailbox): assert 1 == 2
    """,
}
SUITE = ExampleSuite(FILES)
WHAT = "LW103 fixture `mailbox` belongs to another event loop than the test that uses"


@pytest.mark.parametrize("style", ["auto", "long", "short", "native"])
def test_message_follows_every_traceback(tmp_path: Path, style: str) -> None:
    """Whatever the style of tracebacks, the message is behind each that it explains."""
    result = SUITE.run(tmp_path, f"--tb={style}")
    assert result.counts == {"failed": 3}
    assert len(messages(result, "LW103")) == 2
    failures = result.text.partition("= FAILURES =")[2]
    assert failures.index("attached to a different loop") < failures.index(WHAT)


@pytest.mark.parametrize("style", ["no", "line"])
def test_message_is_left_out_with_tracebacks(tmp_path: Path, style: str) -> None:
    """Where no failures are shown, the end of the run has the line of them all."""
    result = SUITE.run(tmp_path, f"--tb={style}")
    assert result.counts == {"failed": 3}
    assert f"{WHAT} it: test_one and 1 more" in result.text


def test_end_has_one_line_for_each_thing(tmp_path: Path) -> None:
    """What was explained is listed once, with how many tests showed it."""
    result = SUITE.run(tmp_path)
    told = result.text.partition("Explained where it failed:")[2]
    lines = told.partition("\n===")[0].strip().splitlines()
    assert lines == [f"{WHAT} it: test_one and 1 more"]


def test_colours(tmp_path: Path) -> None:
    """On a terminal with colours the parts of the message have theirs."""
    result = ExampleSuite(FILES, env={"PY_COLORS": "1"}).run(tmp_path, "--color=yes")
    shown = result.text.partition("- loopwise -")[2].partition("\n")[2]
    shown = shown[: shown.index("explain LW103") + len("explain LW103")]
    assert shown == snapshot("""\
\x1b[1m\x1b[33mLW103\x1b[0m fixture `mailbox` belongs to another event loop than the test that uses it

  \x1b[2m▼  \x1b[0m conftest.py:12  mailbox  fixture, kept per session, Mailbox  \x1b[33mloop: session\x1b[0m
  \x1b[2m╰─>\x1b[0m test_one.py:6  test_one  test  \x1b[33mloop: function\x1b[0m

  \x1b[1mWhy\x1b[0m: a conftest.Mailbox belongs to a loop: this one to the session loop.
       test_one runs on its own loop, as its mark says.
  \x1b[32mFix\x1b[0m: drop loop_scope="function" from test_one and 2 more
  \x1b[32m or\x1b[0m: keep the fixture per test: scope="function"
 \x1b[1mMore\x1b[0m: loopwise explain LW103\
""")  # noqa: E501  # wider than it looks: colours take no columns


def test_ascii(tmp_path: Path) -> None:
    """Where the output's encoding has no arrows, letters stand for them."""
    encoding = {"PYTHONIOENCODING": "ascii"}
    result = ExampleSuite(FILES, env=encoding).run(tmp_path)
    assert result.text.isascii()
    assert messages(result, "LW103")[0] == snapshot("""\
LW103 fixture `mailbox` belongs to another event loop than the test that uses it

  v   conftest.py:12  mailbox  fixture, kept per session, Mailbox  loop: session
  `-> test_one.py:6  test_one  test  loop: function

  Why: a conftest.Mailbox belongs to a loop: this one to the session loop.
       test_one runs on its own loop, as its mark says.
  Fix: drop loop_scope="function" from test_one and 2 more
   or: keep the fixture per test: scope="function"
 More: loopwise explain LW103\
""")


def test_junit(tmp_path: Path) -> None:
    """The message is in a JUnit file, whole and without colours."""
    result = SUITE.run(tmp_path, "--color=yes", "--junitxml=out.xml")
    root = ET.parse(tmp_path / "out.xml").getroot()  # our own file
    failed = {
        case.get("name"): case.findtext("failure") or ""
        for case in root.iter("testcase")
    }
    (said, _) = messages(result, "LW103")
    assert said in failed["test_one"]
    assert "\x1b" not in failed["test_one"]
    assert "#x1B" not in failed["test_one"]
    assert "LW" not in failed["test_three"]


def test_workers(tmp_path: Path) -> None:
    """With pytest-xdist the messages come to the terminal of the controller."""
    result = SUITE.run(tmp_path, "-p", "xdist", "-n2")
    assert result.counts == {"failed": 3}
    failures = result.text.partition("= FAILURES =")[2].partition("= loopwise =")[0]
    assert failures.count(WHAT) == 2
    assert "Explained where it failed:" in result.text


def test_failures_that_are_only_a_text(tmp_path: Path) -> None:
    """A failure without a traceback gets the message behind its text."""
    result = ExampleSuite(
        {
            **FILES,
            "test_one.py": """
                import pytest

                @pytest.mark.asyncio(loop_scope="function")
                async def test_one(mailbox):
                    try:
                        await mailbox.count()
                    except RuntimeError:
                        pytest.fail("the mailbox is gone", pytrace=False)
            """,
        }
    ).run(tmp_path)
    assert result.counts == {"failed": 1}
    (report,) = result.reports
    text = str(report["text"])
    assert text.index("the mailbox is gone") < text.index("LW103 ")
    assert message(result, "LW103").endswith(" More: loopwise explain LW103")


@pytest.mark.parametrize(
    ("line", "outcome"),
    [("pytest.skip(str(error))", "skipped"), ("pytest.xfail(str(error))", "xfailed")],
)
def test_what_is_no_failure_is_not_explained(
    tmp_path: Path, line: str, outcome: str
) -> None:
    """A test that skips, or gives up as expected, has nothing to be explained."""
    result = ExampleSuite(
        {
            **FILES,
            "test_one.py": f"""
                import pytest

                @pytest.mark.asyncio(loop_scope="function")
                async def test_one(mailbox):
                    try:
                        await mailbox.count()
                    except RuntimeError as error:
                        {line}
            """,
        }
    ).run(tmp_path)
    assert result.counts == {outcome: 1}
    assert "LW103" not in result.text


@pytest.mark.parametrize("args", [("-x",), ("-p", "no:terminal"), ("--maxfail=1",)])
def test_options_keep_their_meaning(tmp_path: Path, args: tuple[str, ...]) -> None:
    """Runs that end early, or have no terminal, end as they would without us."""
    result = SUITE.run(tmp_path, *args)
    assert result.exit_code == pytest.ExitCode.TESTS_FAILED
    assert "INTERNALERROR" not in result.text
    assert messages(result, "LW103")
