"""What a run of the checker is asked for, besides what the project's settings say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Progress = Callable[[int, int], None]
"""Is told how many files are done, of how many."""


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for; each that is given wins over the project's settings."""

    directory: Path = field(default_factory=Path.cwd)
    """Where the command was started: paths are shown from here."""
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] | None = None
    extend_ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Besides those of the settings."""
    exclude: tuple[str, ...] = ()
    """Besides those of the settings."""
    config: Path | None = None
    """The file with the settings, in place of the project's."""
    is_isolated: bool = False
    """Whether the project's settings are left alone."""
    runner: str | None = None
    jobs: int = 0
    """Processes; 0: as many as there are processors, where that pays."""
    is_cached: bool = True
    cache_dir: Path | None = None
    extra: Mapping[str, bytes] = field(default_factory=dict)
    """Contents, by absolute paths, in place of what is on the disk."""
