"""Names that are nearly right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(name: str, known: Iterable[str], cutoff: float = 0.75) -> str | None:
    """Give the known name that was probably meant; ``None``: none is near."""
    found = difflib.get_close_matches(name, list(known), 1, cutoff)
    return found[0] if found else None
