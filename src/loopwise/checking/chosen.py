"""What holds for one project: what was asked for, over what its settings say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from loopwise.checking.cache import DEFAULT
from loopwise.checking.options import Options
from loopwise.checking.selecting import Selection


@dataclass(frozen=True, slots=True)
class Chosen:
    """What holds for one project."""

    selection: Selection
    exclude: tuple[str, ...]
    runner: str | None
    cache: Path | None
    """The directory; ``None``: nothing is kept."""


def chosen_for(root: Path, options: Options) -> Chosen:
    """Read a project's settings, and put what was asked for over them."""
    selection = Selection(
        options.select or (),
        options.extend_select,
        (*(options.ignore or ()), *options.extend_ignore),
        options.per_file_ignores,
    )
    cache = options.cache_dir or root / DEFAULT
    return Chosen(
        selection,
        options.exclude,
        options.runner,
        cache if options.is_cached else None,
    )
