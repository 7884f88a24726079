"""Who awaits whom, as text."""

from __future__ import annotations

from inline_snapshot import snapshot

from loopwise.model.place import Place
from loopwise.report.tree_text import MOST_LINES, Branch, render


def at(line: int) -> Place:
    return Place("test_one.py", line)


def test_tree_in_full() -> None:
    """Each function has a line, under the one that awaits it, with place and note."""
    job = Branch("next_job", at(5), "waits for Queue.get", count=2)
    branches = [
        Branch(
            "test_work",
            at(12),
            inner=(
                Branch("worker", at(8), inner=(job,)),
                Branch("poll", at(30), "waits for sleep"),
                Branch("waits for Event.wait"),
            ),
        ),
        Branch("sleep", None, "waits"),
    ]
    assert "\n".join(render(branches)) == snapshot("""\
  test_work                test_one.py:12
  ├─ worker                test_one.py:8
  │  ╰─ next_job           test_one.py:5   waits for Queue.get (2 times)
  ├─ poll                  test_one.py:30  waits for sleep
  ╰─ waits for Event.wait
  sleep                                    waits\
""")


def test_end_of_a_long_tree_is_left_out() -> None:
    """A tree has twelve lines at most, and the last says how many there would be."""
    branches = [Branch(f"f{number}", at(number)) for number in range(20)]
    lines = render(branches)
    assert len(lines) == MOST_LINES
    assert lines[-1] == "  … and 9 more"
    assert len(render(branches[:MOST_LINES])) == MOST_LINES
    assert render(branches[:MOST_LINES])[-1].split()[0] == "f11"


def test_no_tree_has_no_lines() -> None:
    """Nothing unfinished is written as nothing."""
    assert render([]) == []
