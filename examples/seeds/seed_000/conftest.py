"""Not part of the seed: the database and the web server that it expects to run."""

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent

# The seed's own code is found next to this file; what follows is found above it.
sys.path.append(str(PROJECT.parents[2]))

from examples.seeds import surroundings  # noqa: E402

surroundings.database("DATABASE_URL")
surroundings.web_server("API_URL", PROJECT, "app.main:app")


def pytest_unconfigure():
    surroundings.stop()
