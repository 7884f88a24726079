"""What earlier runs found: a whole run, where nothing changed, or file by file."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

DEFAULT = ".loopwise_cache"
MOST = 40
"""Entries that are kept: each way to call the command makes its own."""

_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This directory is a cache of Loopwise; it can be removed at any time.\n"
)


class Cache:
    """A directory with entries by name. Whatever is broken in it counts as absent."""

    def __init__(self, directory: Path | None) -> None:
        self.directory = directory
        """``None``: nothing is kept."""

    def get(self, name: str, key: str) -> Mapping[str, Any] | None:
        """Give an entry, if it was made with the same key."""
        if self.directory is None:
            return None
        try:
            found = json.loads((self.directory / f"{name}.json").read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(found, dict) or found.get("key") != key:
            return None
        value = found.get("value")
        return value if isinstance(value, dict) else None

    def put(self, name: str, key: str, value: Mapping[str, Any]) -> None:
        """Keep an entry; where that is not possible, nothing happens."""
        if self.directory is None:
            return
        with contextlib.suppress(OSError):
            self._prepare(self.directory)
            text = json.dumps({"key": key, "value": value}, separators=(",", ":"))
            handle, temporary = tempfile.mkstemp(dir=self.directory, suffix=".new")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(text.encode())
                Path(temporary).replace(self.directory / f"{name}.json")
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
            self._prune(self.directory)

    def _prepare(self, directory: Path) -> None:
        if (directory / "CACHEDIR.TAG").exists():
            return
        directory.mkdir(parents=True, exist_ok=True)
        (directory / ".gitignore").write_text("*\n", encoding="utf-8")
        (directory / "CACHEDIR.TAG").write_text(_TAG, encoding="utf-8")

    def _prune(self, directory: Path) -> None:
        entries = list(directory.glob("*.json"))
        if len(entries) > MOST:
            entries.sort(key=lambda one: one.stat().st_mtime)
            for one in entries[: len(entries) - MOST]:
                one.unlink(missing_ok=True)
