"""A project as project rules see it: what is read of it is read when asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from loopwise.static.configuration import Project


@dataclass(slots=True)
class Checked:
    """A project that is being checked."""

    project: Project
    is_fixing: bool = field(default=False)
    """Whether repairs are wanted."""
