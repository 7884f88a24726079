"""Nodes of the graph of what leads to what."""

from __future__ import annotations

from types import CodeType
from typing import Any

RUNS_LOOP = 1
"""The bit for code that runs the current loop; resources have those above it."""


class Node:
    """A function, class, object or name that leads to others.

    It is expanded, once, when somebody asks what it reaches. A plain class with slots:
    there are tens of thousands.
    """

    __slots__ = (
        "bits",
        "code",
        "edges",
        "idle",
        "is_expanded",
        "low",
        "name",
        "order",
        "owner",
        "reached",
        "reached_idle",
        "thing",
    )

    def __init__(
        self, thing: Any, name: str = "", owner: tuple[str, str] | None = None
    ) -> None:
        self.thing = thing
        self.name = name
        """What a person calls it; empty for what is not worth naming."""
        self.owner = owner
        """For objects: the module, and the path in it, where it was met first."""
        self.code: CodeType | None = None
        self.is_expanded = False
        self.edges: list[Node] = []
        self.bits = 0
        """Its own: what it is, not what it leads to."""
        self.idle = 0
        """Resources that it touches in ways that need no loop."""
        self.reached = -1
        """The bits of all that it leads to, once known."""
        self.reached_idle = 0
        self.order = self.low = -1
        """Of the search for circles; see ``search``."""
