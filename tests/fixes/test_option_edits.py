"""Options and words of settings, edited in the text of any configuration file."""

from __future__ import annotations

import pytest

from loopwise.fixes.option_edits import with_other_word, without_option
from loopwise.fixes.text_edits import edited

INI = "[pytest]\naddopts = -q --asyncio-mode=auto\nother = --asyncio-mode=auto\n"
TOML = '[tool.pytest.ini_options]\naddopts = ["-q", "--asyncio-mode=auto"]\n'


@pytest.mark.parametrize(
    ("file", "section", "text", "wanted"),
    [
        (
            "pytest.ini",
            "pytest",
            INI,
            "[pytest]\naddopts = -q\nother = --asyncio-mode=auto\n",
        ),
        (
            "pyproject.toml",
            "tool.pytest.ini_options",
            TOML,
            '[tool.pytest.ini_options]\naddopts = ["-q",]\n',
        ),
        (
            "pytest.ini",
            "pytest",
            "[pytest]\r\naddopts =\r\n  --asyncio-mode=auto\r\n  -q\r\n",
            "[pytest]\r\naddopts =\r\n  -q\r\n",
        ),
    ],
)
def test_an_option_is_taken_out(
    file: str, section: str, text: str, wanted: str
) -> None:
    """Only the option of that setting goes; line endings stay."""
    edit = without_option(file, text, section, "addopts", "--asyncio-mode", "auto")
    assert edit is not None
    assert edited(text, [edit]) == wanted


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pytest.ini", "[pytest]\naddopts = -q\n"),
        ("pytest.ini", "[pytest\naddopts = --asyncio-mode=auto\n"),
        ("pyproject.toml", "[pytest\n"),
        ("pytest.ini", "[other]\naddopts = --asyncio-mode=auto\n"),
    ],
)
def test_what_is_not_there_is_not_taken_out(file: str, text: str) -> None:
    """Without the option, or in a file that cannot be read, there is no edit."""
    given = ("pytest", "addopts", "--asyncio-mode", "auto")
    assert without_option(file, text, *given) is None


def test_a_word_is_replaced_where_it_stands() -> None:
    """A word of one setting is replaced; the same word elsewhere stays."""
    text = "# pytest-asyncio\n[pytest]\nrequired_plugins = xdist pytest-asyncio>=1\n"
    names = ("pytest-asyncio>=1", "loopwise")
    edit = with_other_word("pytest.ini", text, "pytest", "required_plugins", names)
    assert edit is not None
    assert edited(text, [edit]) == (
        "# pytest-asyncio\n[pytest]\nrequired_plugins = xdist loopwise\n"
    )
    other = with_other_word("pytest.ini", text, "pytest", "addopts", names)
    assert other is None
