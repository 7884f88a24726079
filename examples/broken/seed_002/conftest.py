"""Not part of the seed: the database that it expects to run."""

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent

# The seed's own code is found next to this file; what follows is found above it.
sys.path.append(str(PROJECT.parents[2]))

from examples.seeds import surroundings  # noqa: E402

surroundings.database("DATABASE_URL")


def pytest_unconfigure():
    surroundings.stop()
