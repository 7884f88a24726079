"""Leaving pytest-asyncio: the project is read as one that Loopwise runs."""

from __future__ import annotations

import dataclasses

from loopwise.checking.options import Options
from loopwise.model.runner import LOOPWISE

FAMILY = "LW8"
"""The codes of the rules that count only then."""
_WITH = ("LW104", "LW113")
"""Those besides that take out what Loopwise does not need: other mistakes are for
``loopwise fix`` alone, so that one can tell what changed by the migration."""


def migrating(options: Options) -> Options:
    """Give options for a project that will be run by Loopwise."""
    select = (FAMILY, *_WITH) if options.select is None else options.select
    return dataclasses.replace(options, runner=LOOPWISE, select=select)
