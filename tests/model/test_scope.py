"""Scopes, their order, and the places in which they begin and end."""

from __future__ import annotations

import pytest

from loopwise.model.scope import (
    SCOPE_NAMES,
    Branch,
    Scope,
    ScopeInstance,
    one_of,
    widest,
)

SESSION = ScopeInstance(Scope.SESSION, "")
OUTER = ScopeInstance(Scope.PACKAGE, "pkg", 2)
INNER = ScopeInstance(Scope.PACKAGE, "pkg/sub", 3)
MODULE = ScopeInstance(Scope.MODULE, "pkg/sub/test_one.py", 4)
UPPER = ScopeInstance(Scope.CLASS, "pkg/sub/test_one.py::TestX", 5)
LOWER = ScopeInstance(Scope.CLASS, "pkg/sub/test_one.py::TestX::TestY", 6)
FULL = Branch(SESSION, (OUTER, INNER), MODULE, (UPPER, LOWER))
BARE = Branch(SESSION)


def test_scopes_are_in_pytests_order() -> None:
    """Scopes are ordered from the narrowest to the widest, as pytest has them."""
    assert sorted(Scope) == [
        Scope.FUNCTION,
        Scope.CLASS,
        Scope.MODULE,
        Scope.PACKAGE,
        Scope.SESSION,
    ]


@pytest.mark.parametrize("name", SCOPE_NAMES)
def test_name_and_scope_lead_to_each_other(name: str) -> None:
    """Each scope is written as pytest spells it and found again by that name."""
    assert str(Scope.from_name(name)) == name


@pytest.mark.parametrize("name", ["", "Session", "modul", None, 3, ["session"]])
def test_what_is_no_scope_is_refused(name: object) -> None:
    """What is not spelled as a scope is refused, with all that would do."""
    with pytest.raises(ValueError, match="is not a scope") as caught:
        Scope.from_name(name)
    assert str(caught.value) == (
        f'{name!r} is not a scope; choose "function", "class", "module", "package" '
        'or "session"'
    )


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (("a",), '"a"'),
        (("a", "b"), '"a" or "b"'),
        (("a", "b", "c"), '"a", "b" or "c"'),
    ],
)
def test_choices_are_written_as_a_person_would(
    names: tuple[str, ...], text: str
) -> None:
    """One, two and more choices each read as a sentence."""
    assert one_of(names) == text


@pytest.mark.parametrize(
    ("instance", "text"),
    [(SESSION, "session"), (MODULE, "module pkg/sub/test_one.py")],
)
def test_instance_is_written_with_its_place(instance: ScopeInstance, text: str) -> None:
    """A scope instance is written with its id, the session's without."""
    assert str(instance) == text


def test_instances_are_equal_by_place() -> None:
    """Equal places are equal instances, so that both readers mean the same."""
    assert ScopeInstance(Scope.MODULE, "a.py", 1) == ScopeInstance(
        Scope.MODULE, "a.py", 1
    )
    assert ScopeInstance(Scope.MODULE, "a.py", 1) != ScopeInstance(
        Scope.MODULE, "b.py", 1
    )


@pytest.mark.parametrize(
    ("scope", "home", "expected"),
    [
        (Scope.FUNCTION, None, None),
        (Scope.CLASS, None, LOWER),
        (Scope.MODULE, None, MODULE),
        (Scope.PACKAGE, None, INNER),
        (Scope.PACKAGE, "pkg/sub", INNER),
        (Scope.PACKAGE, "pkg", OUTER),
        (Scope.PACKAGE, "elsewhere", SESSION),
        (Scope.PACKAGE, "", SESSION),
        (Scope.SESSION, None, SESSION),
    ],
)
def test_scope_is_found_on_a_branch(
    scope: Scope, home: str | None, expected: ScopeInstance | None
) -> None:
    """A branch gives the nearest instance, and a package fixture's that of its home."""
    assert FULL.at(scope, home) == expected


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope.FUNCTION, None),
        (Scope.CLASS, None),
        (Scope.MODULE, SESSION),
        (Scope.PACKAGE, SESSION),
        (Scope.SESSION, SESSION),
    ],
)
def test_scope_that_is_not_there(scope: Scope, expected: ScopeInstance | None) -> None:
    """Without a class the test itself counts, without anything else the session."""
    assert BARE.at(scope) == expected


def test_widest_knows_scopes_and_depths() -> None:
    """The wider scope is the widest, and of two packages the outer one."""
    path = [None, LOWER, UPPER, MODULE, INNER, OUTER, SESSION]
    for number, narrow in enumerate(path):
        for wide in path[number:]:
            assert widest(narrow, wide) == wide
            assert widest(wide, narrow) == wide
