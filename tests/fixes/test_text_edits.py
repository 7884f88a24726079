"""Repairs made in a text."""

from __future__ import annotations

from loopwise.fixes.text_edits import apply, chosen, parses
from loopwise.model.finding import KeyEdit, Repair, TextEdit

TEXT = "def f(a, b):\n    g()\n    h()\n"


def edit(start: int, end: int, new: str, file: str = "x.py") -> TextEdit:
    return TextEdit(file, start, end, new)


def repair(*edits: TextEdit | KeyEdit) -> Repair:
    return Repair("repair", edits)


def at(what: str, new: str) -> TextEdit:
    start = TEXT.index(what)
    return edit(start, start + len(what), new)


def test_repairs_are_made_together() -> None:
    """Repairs that touch different places are all made at once, in any order."""
    one, other = repair(at("g()", "i()")), repair(at("h()", "j()"))
    text, made = apply(TEXT, [other, one])
    assert text == "def f(a, b):\n    i()\n    j()\n"
    assert made == (one, other)


def test_overlapping_repairs_wait() -> None:
    """Of two repairs that overlap the first by position is made, as a whole."""
    one = repair(at("g()", "i()"))
    other = repair(at("g()\n    h()", "pass"), at("b", "c"))
    text, made = apply(TEXT, [other, one])
    assert text == "def f(a, b):\n    i()\n    h()\n"
    assert made == (one,)


def test_equal_edits_are_made_once() -> None:
    """An import that two repairs add is added once."""
    needed = edit(0, 0, "import x\n")
    one, other = repair(needed, at("g()", "x.g()")), repair(needed, at("h()", "x.h()"))
    text, made = apply(TEXT, [one, other])
    assert text == "import x\ndef f(a, b):\n    x.g()\n    x.h()\n"
    assert made == (one, other)


def test_insertions_at_one_place_wait() -> None:
    """Of two different insertions at one place, one is made: the order is unclear."""
    one, other = repair(edit(0, 0, "import x\n")), repair(edit(0, 0, "import y\n"))
    assert len(chosen([one, other])) == 1


def test_neighbours_do_not_overlap() -> None:
    """Two replaced pieces may stand side by side."""
    one, other = repair(edit(0, 4, "async def ")), repair(edit(4, 5, "g"))
    assert apply(TEXT, [one, other])[0].startswith("async def g(a")


def test_repairs_that_break_the_text_are_not_made() -> None:
    """What would leave no valid Python is left out, and the others are made."""
    one, other = repair(at("g()", "g(")), repair(at("h()", "j()"))
    text, made = apply(TEXT, [one, other])
    assert text == TEXT.replace("h()", "j()")
    assert made == (other,)


def test_repairs_that_break_the_text_together_are_made_as_far_as_they_can() -> None:
    """Two repairs that would empty a block together: one of them is made."""
    one, other = repair(at("    g()\n", "")), repair(at("    h()\n", ""))
    text, made = apply(TEXT, [one, other])
    assert text == "def f(a, b):\n    h()\n"
    assert made == (one,)


def test_repairs_of_several_files_are_whole() -> None:
    """A repair with edits in two files waits if it can't be made in one of them."""
    one = repair(edit(0, 5, "x", "a.py"))
    other = repair(edit(3, 8, "y", "a.py"), edit(0, 1, "z", "b.py"))
    third = repair(edit(0, 1, "w", "b.py"))
    assert chosen([other, one, third]) == (one, third)


def test_edits_of_configuration_are_for_others() -> None:
    """Repairs with other edits than of text are left alone."""
    assert apply(TEXT, [repair(KeyEdit("x", "pytest", "key", None))]) == (TEXT, ())


def test_what_the_parser_refuses_is_not_valid() -> None:
    """Null bytes and deep nesting are as invalid as wrong syntax."""
    assert not parses("x = '\0'")
    assert not parses("(" * 10_000)
    assert parses("x = '\\d'\n")
