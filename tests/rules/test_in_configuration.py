"""The keys that rules about configuration know."""

from __future__ import annotations

import re
from pathlib import Path

from loopwise.rules.configuration.plugin_and_options import SINCE
from loopwise.rules.in_configuration import KEYS, one_of
from loopwise.testing import ExampleSuite


def test_the_keys_are_those_of_a_run(tmp_path: Path) -> None:
    """pytest's help lists the keys of Loopwise, and they are the ones known here."""
    result = ExampleSuite({}).run(tmp_path, "--help")
    found = re.findall(r"^  ((?:loopwise|asyncio)_\w+)", result.text, re.MULTILINE)
    assert set(found) == set(KEYS)
    assert set(SINCE) == {one for one in KEYS if one.startswith("asyncio")}


def test_the_keys_are_those_of_pytest_asyncio(tmp_path: Path) -> None:
    """The newest pytest-asyncio has no key that is unknown here."""
    suite = ExampleSuite({}, ("-p", "no:loopwise", "-p", "asyncio"))
    found = re.findall(
        r"^  (asyncio_\w+)", suite.run(tmp_path, "--help").text, re.MULTILINE
    )
    assert set(found) == set(SINCE)


def test_many_names_are_counted() -> None:
    """Texts name the first few, and count the rest."""
    assert one_of(["a"]) == "`a`"
    assert one_of(["a", "b"]) == "`a` and `b`"
    assert one_of(list("abcde")) == "`a`, `b`, `c` and 2 more"
