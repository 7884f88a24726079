"""A few hundred broken projects; `python -m tests.property.breaking` tries more."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.property.breaking import COUNTED, complaints
from tests.property.broken_projects import examples

SEEDS = range(200)


def test_broken_projects() -> None:
    """No file ends the checker, and no repair breaks a file or needs a second run."""
    known = examples()
    COUNTED.clear()
    wrong = []
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as directory:
            found = complaints(Path(directory), seed, known)
            wrong += [f"{seed}: {one}" for one in found]
    if wrong:
        pytest.fail("\n\n".join(wrong), pytrace=False)
    assert COUNTED["changed files"] > len(SEEDS) // 10
