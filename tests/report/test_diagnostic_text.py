"""The whole text of Diagnostics."""

from __future__ import annotations

import dataclasses
import re

from inline_snapshot import snapshot

from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.plan.diagnose import diagnose
from loopwise.report.diagnostic_text import WIDTH, paint, render, to_ascii
from tests.plan.building import FUNCTION, SESSION, Building


def lengthy(steps: int, *, others: int = 0) -> Diagnostic:
    """Make a Diagnostic with a path of so many steps, and all that one may have."""
    path = [
        Step(f"step_{number}", Place("conftest.py", number), "fixture", "")
        for number in range(1, steps)
    ]
    path.append(Step("test_a", Place("test_one.py", 1), "test", "function"))
    fixes = (Fix("do this"), Fix("do that"))
    return Diagnostic("LW101", "something is wrong", tuple(path), "so.", fixes, others)


def test_conflict_in_full() -> None:
    """A contradicting mark is told in five parts, with both loops and both fixes."""
    suite = Building()
    db = suite.fixture("db_pool", SESSION, file="tests/conftest.py")
    suite.module("tests/test_api.py").test("test_create", db, marked=FUNCTION)
    (one,) = diagnose(suite.plan())
    assert render(one) == snapshot("""\
LW101 fixture `db_pool` lives on another event loop than the test that awaits it

  ▼   tests/conftest.py:1  db_pool      fixture, kept per session  loop: session
  ╰─> tests/test_api.py:1  test_create  test  loop: function

  Why: an async object belongs to the loop that it was made on.
  Fix: drop loop_scope="function" from test_create
   or: keep the fixture per test: scope="function"
 More: loopwise explain LW101\
""")


def test_conflict_of_many_tests() -> None:
    """Further tests with the same trouble are counted, not listed."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    row = suite.fixture("row", uses=[db])
    home = suite.module("test_api.py")
    for name in ("test_create", "test_read", "test_update"):
        home.test(name, row, marked=FUNCTION)
    (one,) = diagnose(suite.plan())
    assert render(one) == snapshot("""\
LW101 fixture `db` lives on another event loop than the test that awaits it

  ▼   conftest.py:1  db           fixture, kept per session   loop: session
  ╰─> conftest.py:2  row          fixture, kept per function  loop: session
  ╰─> test_api.py:1  test_create  test                        loop: function
      and 2 more tests like this

  Why: an async object belongs to the loop that it was made on.
  Fix: drop loop_scope="function" from test_create and 2 more
   or: keep the fixture per test: scope="function"
 More: loopwise explain LW101\
""")


def test_one_more_test_is_one() -> None:
    """A single further test is counted in the singular."""
    assert "      and 1 more test like this" in render(lengthy(2, others=1)).split("\n")


def test_long_path_is_cut_in_the_middle() -> None:
    """Of a long path the first step and the last two are shown."""
    assert render(lengthy(7)) == snapshot("""\
LW101 something is wrong

  ▼   conftest.py:1  step_1  fixture
  …
  ╰─> conftest.py:6  step_6  fixture
  ╰─> test_one.py:1  test_a  test     loop: function

  Why: so.
  Fix: do this
   or: do that
 More: loopwise explain LW101\
""")


def test_without_fix_none_is_made_up() -> None:
    """A Diagnostic that nothing was found to help leaves out that part only."""
    step = Step("test_a", Place("test_one.py", 1), "test", "module")
    assert render(Diagnostic("LW102", "it is so", (step,), "of this.")) == snapshot("""\
LW102 it is so

  ▼   test_one.py:1  test_a  test  loop: module

  Why: of this.
 More: loopwise explain LW102\
""")


def test_largest_diagnostic_has_twelve_lines() -> None:
    """However long its path and however many its tests, twelve lines are the most."""
    for steps in range(1, 9):
        assert len(render(lengthy(steps, others=9)).split("\n")) <= 12
    assert len(render(lengthy(8, others=9)).split("\n")) == 12


def test_lines_have_no_trailing_blanks() -> None:
    """No line ends in blanks, so that texts can be compared and pasted."""
    for line in render(lengthy(5, others=2)).split("\n"):
        assert line == line.rstrip()


def test_painted_text() -> None:
    """Code, arrows, loops and labels have colours; every other character stays."""
    text = render(lengthy(2))
    assert paint(text) == snapshot("""\
\x1b[1m\x1b[33mLW101\x1b[0m something is wrong

  \x1b[2m▼  \x1b[0m conftest.py:1  step_1  fixture
  \x1b[2m╰─>\x1b[0m test_one.py:1  test_a  test     \x1b[33mloop: function\x1b[0m

  \x1b[1mWhy\x1b[0m: so.
  \x1b[32mFix\x1b[0m: do this
  \x1b[32m or\x1b[0m: do that
 \x1b[1mMore\x1b[0m: loopwise explain LW101\
""")
    plain = re.sub("\x1b\\[[0-9;]*m", "", paint(text))
    assert plain == text


def test_words_in_sentences_are_not_painted() -> None:
    """Words that look like a label, or a code, have no colour in a sentence."""
    text = "the Fix: it. LW101 is of ours, Why: so"
    assert paint(text) == text


def test_ascii_text() -> None:
    """Without the characters of a terminal, every sign has one that stands for it."""
    found = to_ascii("▼   a\n╰─> b\n…\n3 × c")
    assert found == "v   a\n`-> b\n...\n3 x c"
    assert to_ascii(render(lengthy(5))).isascii()


def test_ascii_text_has_colours_too() -> None:
    """Arrows of letters are painted as the others are."""
    assert "\x1b[2mv  \x1b[0m" in paint(to_ascii(render(lengthy(2))))
    assert "\x1b[2m`->\x1b[0m" in paint(to_ascii(render(lengthy(2))))


def test_long_sentences_are_wrapped() -> None:
    """Sentences end at the width, and go on under the words that they begin with."""
    words = " ".join(["long"] * 40)
    one = Diagnostic("LW101", words, (), words, (Fix(words),))
    lines = render(one).split("\n")
    assert all(len(line) <= WIDTH for line in lines)
    assert lines[1].startswith("      long")
    assert sum(line.startswith("       long") for line in lines) >= 4


def test_second_fix_is_left_out_where_there_is_no_room() -> None:
    """Of a long message the second fix is left out, and the first one stays."""
    steps = lengthy(5, others=1)
    one = dataclasses.replace(steps, why=" ".join(["because"] * 30))
    text = render(one)
    assert "do this" in text
    assert "do that" not in text
