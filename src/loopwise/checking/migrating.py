"""Leaving pytest-asyncio: the project is read as one that Loopwise runs."""

from __future__ import annotations

import dataclasses

from loopwise.checking.options import Options
from loopwise.model.runner import LOOPWISE

FAMILY = "LW8"
"""The codes of the rules that count only then."""


def migrating(options: Options) -> Options:
    """Give options for a project that will be run by Loopwise."""
    extend_select = (*options.extend_select, FAMILY)
    return dataclasses.replace(options, runner=LOOPWISE, extend_select=extend_select)
