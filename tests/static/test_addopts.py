"""What ``addopts`` says."""

from __future__ import annotations

import pytest

from loopwise.model.place import Place
from loopwise.static.addopts import Arguments, read_addopts
from loopwise.static.configuration import Setting

PLACE = Place("pytest.ini", 2)


@pytest.mark.parametrize(
    ("words", "paths", "options"),
    [
        (["-ra", "tests", "-x"], ["tests"], []),
        (["-k", "a or b", "tests"], ["tests"], []),
        (["--cov", "src", "--cov=src", "-n", "4"], [], []),
        (["-pno:asyncio", "-p", "x"], [], [("-p", "no:asyncio"), ("-p", "x")]),
        (["-oa=1"], [], [("--override-ini", "a=1")]),
        (["--override-ini=a=1"], [], [("--override-ini", "a=1")]),
        (["--asyncio-mode", "auto"], [], [("--asyncio-mode", "auto")]),
        (["--", "-x", "b"], ["-x", "b"], []),
        (["-c"], [], [("--config-file", "")]),
    ],
)
def test_options_are_told_from_paths(
    words: list[str], paths: list[str], options: list[tuple[str, str]]
) -> None:
    """Values that stand apart are no paths; those of short options may stand behind."""
    arguments = Arguments(words)
    assert arguments.paths == paths
    assert arguments.options == options


def test_of_several_the_last_counts() -> None:
    """A key that is overridden twice has its last value."""
    text = "-o a=1 --asyncio-mode=strict --asyncio-mode=auto -o a=2 -o b"
    found = read_addopts(Setting("addopts", text, PLACE))
    assert {key: one.text for key, one in found.overrides.items()} == {"a": "2"}
    assert found.options["--asyncio-mode"].text == "auto"


def test_quotes_that_do_not_fit_are_no_end() -> None:
    """What pytest would stop at is still read, word by word."""
    found = read_addopts(Setting("addopts", "-p no:x -k 'a", PLACE))
    assert found.plugins == ("no:x",)


def test_a_list_is_taken_as_it_is() -> None:
    """TOML may have the arguments as a list, which nothing splits."""
    found = read_addopts(Setting("addopts", ["-p", "no:x y"], PLACE))
    assert found.plugins == ("no:x y",)
