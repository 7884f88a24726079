"""The public module of what manages loops by hand."""

from __future__ import annotations

import inspect

from loopwise import event_loops


def test_every_public_name_is_there_and_described() -> None:
    """What the module lists can be imported from it and has a docstring of its own."""
    for name in event_loops.__all__:
        assert inspect.getdoc(getattr(event_loops, name)), name


def test_nothing_else_is_public() -> None:
    """The module has the helpers of the seed, and no public name unlisted."""
    assert sorted(event_loops.__all__) == event_loops.__all__
    wanted = {
        "run_with_timeout",
        "configure_test_event_loop",
        "cleanup_event_loop",
        "standard_event_loop",
    }
    assert wanted <= set(event_loops.__all__)
    loose = {
        name
        for name in vars(event_loops)
        if name.isidentifier() and name[0] != "_" and name not in event_loops.__all__
    }
    assert not loose
