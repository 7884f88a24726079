"""What holds for one project: what was asked for, over what its settings say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from loopwise.checking.cache import DEFAULT
from loopwise.checking.errors import CheckError
from loopwise.checking.options import Options
from loopwise.checking.selecting import Selection
from loopwise.checking.settings import (
    BadSetting,
    CheckSettings,
    find_settings,
    read_settings,
)
from loopwise.static.tree import EXCLUDED


@dataclass(frozen=True, slots=True)
class Chosen:
    """What holds for one project."""

    selection: Selection
    exclude: tuple[str, ...]
    patterns_from: Path
    """Where the paths of patterns are seen from."""
    runner: str | None
    cache: Path | None
    """The directory; ``None``: nothing is kept."""
    settings: Path | None = None
    """The file that the settings are from; ``None``: there are none."""


def settings_for(directory: Path, options: Options) -> CheckSettings:
    """Read the settings that hold in a directory.

    Raises:
        CheckError: they cannot be read, or say something that means nothing.
    """
    if options.is_isolated:
        return CheckSettings()
    try:
        if options.config is None:
            return find_settings(directory)
        return read_settings(options.directory / options.config) or CheckSettings()
    except BadSetting as error:
        raise CheckError(str(error)) from None


def chosen_for(root: Path, options: Options) -> Chosen:
    """Read a project's settings, and put what was asked for over them.

    Raises:
        CheckError: the settings cannot be read, or say something that means nothing.
    """
    found = settings_for(root, options)
    above = found.directory or options.directory
    selection = Selection(
        (found.select or ()) if options.select is None else options.select,
        (*found.extend_select, *options.extend_select),
        (
            *(found.ignore if options.ignore is None else options.ignore),
            *found.extend_ignore,
            *options.extend_ignore,
        ),
        {**found.per_file_ignores, **options.per_file_ignores},
        above,
    )
    exclude = EXCLUDED if found.exclude is None else found.exclude
    return Chosen(
        selection,
        (*exclude, *found.extend_exclude, *options.exclude),
        above,
        options.runner or found.runner,
        _cache(root, options, found, above),
        found.file,
    )


def _cache(
    root: Path, options: Options, found: CheckSettings, above: Path
) -> Path | None:
    if not options.is_cached or not found.cache:
        return None
    if options.cache_dir is not None:
        return options.directory / options.cache_dir
    return above / found.cache_dir if found.cache_dir else root / DEFAULT
