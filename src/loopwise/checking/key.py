"""What the result of a run depends on, in one short string."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from loopwise._version import __version__
from loopwise.checking.listing import Listed, list_tree, listed


def key_of(*parts: object) -> str:
    """Give a string that differs where a part does, or Loopwise or Python."""
    facts = [__version__, sys.version, ours(), *map(repr, parts)]
    return hashlib.sha256("\0".join(facts).encode(errors="replace")).hexdigest()


def is_changed(facts: Iterable[Sequence[object]]) -> bool:
    """Tell whether one of the files is not as it was listed."""
    return any(listed(str(one[0])).facts != list(one) for one in facts)


@cache
def ours() -> str:
    """Give when Loopwise itself changed last: while it is developed, it does."""
    files: Iterable[Listed] = list_tree(Path(__file__).parents[1], (".py",)).values()
    facts = repr(sorted((one.path, one.modified, one.size) for one in files))
    return hashlib.sha256(facts.encode(errors="replace")).hexdigest()
