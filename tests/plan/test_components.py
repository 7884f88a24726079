"""Components: instances tied together, with the claim that decides."""

from __future__ import annotations

import pytest

from loopwise.model.place import Place
from loopwise.model.plan import Because
from loopwise.model.scope import Scope, ScopeInstance
from loopwise.model.suite import Instance
from loopwise.plan.components import Claim, Components

SESSION = ScopeInstance(Scope.SESSION, "")
OUTER = ScopeInstance(Scope.PACKAGE, "pkg", 1)
INNER = ScopeInstance(Scope.PACKAGE, "pkg/sub", 2)
MODULE = ScopeInstance(Scope.MODULE, "pkg/sub/test_one.py", 3)


def claim(at: ScopeInstance, rank: int = 0) -> Claim:
    """Make a claim that matters only by its width and its rank."""
    return Claim(
        at, at.scope, Because.CACHED, 0, False, 0, (rank, Place("conftest.py", 1), "")
    )


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [(SESSION, OUTER), (OUTER, INNER), (INNER, MODULE)],
    ids=str,
)
def test_wider_claim_beats(wide: ScopeInstance, narrow: ScopeInstance) -> None:
    """The wider claim decides, whatever the ranks say."""
    assert claim(wide, rank=9).beats(claim(narrow, rank=0))
    assert not claim(narrow, rank=0).beats(claim(wide, rank=9))


def test_rank_decides_among_equals() -> None:
    """Of equally wide claims the one with the lower rank decides; none beats itself."""
    assert claim(MODULE, rank=0).beats(claim(MODULE, rank=1))
    assert not claim(MODULE, rank=1).beats(claim(MODULE, rank=0))
    assert not claim(MODULE).beats(claim(MODULE))


def test_any_claim_beats_none() -> None:
    """Where nobody asked before, every claim decides."""
    assert claim(MODULE).beats(None)


def test_tied_instances_have_the_widest_claim() -> None:
    """All instances of a component are decided by its widest claim."""
    components = Components()
    places = [MODULE, SESSION, INNER, OUTER]
    numbers = [
        components.add(Instance(member, at), claim(at))
        for member, at in enumerate(places)
    ]
    assert numbers == [0, 1, 2, 3]
    components.tie(0, 2)
    components.tie(2, 3)
    assert [components.deciding(one).at for one in numbers] == [
        OUTER,
        SESSION,
        OUTER,
        OUTER,
    ]
    components.tie(1, 3)
    assert {components.deciding(one).at for one in numbers} == {SESSION}
    assert len({components.find(one) for one in numbers}) == 1


def test_press_counts_for_the_whole_component() -> None:
    """A claim of a test counts for all that it is tied to, if it is wider."""
    components = Components()
    for member in range(3):
        components.add(Instance(member, MODULE), claim(MODULE))
    components.tie(0, 1)
    components.press(1, claim(SESSION))
    components.press(1, claim(INNER))
    assert components.deciding(0).at is SESSION
    assert components.deciding(2).at is MODULE


def test_tying_twice_changes_nothing() -> None:
    """Instances of one component may be tied again."""
    components = Components()
    for member in range(2):
        components.add(Instance(member, MODULE), claim(MODULE))
    components.tie(0, 1)
    root = components.find(1)
    components.tie(1, 0)
    assert components.find(0) == components.find(1) == root
