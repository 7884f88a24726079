"""The plan that live pytest makes of a suite: it collects, and runs nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from benchmarks.released.fetching import NotRunnableError
from benchmarks.released.starting import Place, start

PLAN = ("--loop-plan=json", "--continue-on-collection-errors")
_NOWHERE = "127.0.0.1:9"
"""An address at which nobody answers: to collect tests takes no server."""


class Nowhere(dict[str, str]):
    """Addresses of servers that are not there."""

    def __missing__(self, key: str) -> str:
        """Give the same for all."""
        return f"{_NOWHERE}/{key}"


def live_plan(place: Place) -> Mapping[str, Any]:
    """Give the plan as pytest prints it.

    Raises:
        NotRunnableError: pytest prints none.
    """
    log = place.work / "plans" / f"{place.suite.name.replace('/', '-')}.txt"
    # Nothing is left behind among the documentation's examples.
    bytecode = {"PYTHONPYCACHEPREFIX": str(place.work / "bytecode")}
    start(place, PLAN, log, bytecode)
    text = log.read_text(encoding="utf-8", errors="replace")
    begin = text.find('{\n "format":')
    if begin < 0:
        lines = [line for line in text.splitlines() if line.strip()]
        raise NotRunnableError(" ".join(lines[-2:]) or "no plan was printed")
    found: Mapping[str, Any] = json.JSONDecoder().raw_decode(text, begin)[0]
    return found
