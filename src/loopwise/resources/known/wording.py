"""Words and paths that rows of several families share."""

from __future__ import annotations

OTHER_LOOP = 'RuntimeError: "is bound to a different event loop"'
OTHER_FUTURE = 'RuntimeError: "attached to a different loop"'
FUTURE_OR_CLOSED = f'{OTHER_FUTURE}, or "Event loop is closed" where the first loop is'
PYTHONS = "tested with Python 3.11 and 3.13"
OWN_SERVER = "on Python 3.11 and 3.13, against a server of our own"


def below(prefix: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Write paths that begin at something that an object has."""
    return tuple(f"{prefix}.{path}" for path in paths)
