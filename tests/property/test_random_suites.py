"""A few hundred random suites; ``nox -s soak`` tries as many as one likes."""

from __future__ import annotations

import pytest

from tests.property.many import explain, try_seeds

SEEDS = range(300)
JOBS = 2


def test_random_suites() -> None:
    """Whatever a suite is made of, its parts meet on one loop and leave nothing."""
    found = list(try_seeds(SEEDS.start, len(SEEDS), JOBS))
    wrong = [explain(failures) for _, failures in found if failures]
    if wrong:
        # No assert: its introspection would print everything once more.
        pytest.fail("\n\n".join([*wrong, f"{len(wrong)} suites"]), pytrace=False)
    assert len(found) == len(SEEDS)
