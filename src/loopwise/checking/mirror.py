"""A copy of what a project is read from: repairs are tried there first."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from loopwise.checking.listing import COMPILED, list_tree
from loopwise.checking.unreadable import LARGEST
from loopwise.static.tree import CONFIGURATION


class Mirror:
    """A directory that is gone afterwards, with every file at its own absolute path.

    So names and rootdirs are found in it as they are found in the project.
    """

    def __init__(self, anchor: str) -> None:
        self.anchor = Path(anchor)
        self._directory = tempfile.TemporaryDirectory(prefix="loopwise-")
        self.top = Path(os.path.realpath(self._directory.name))
        self.were: dict[Path, bytes] = {}
        """What the files held when they were copied, by their paths in the project."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._directory.cleanup()

    def there(self, path: Path) -> Path:
        """Give where a path is in the copy."""
        return self.top / path.relative_to(path.anchor)

    def back(self, path: str) -> str:
        """Give which path of the project one in the copy stands for."""
        if not path.startswith(str(self.top)):
            return path  # a relative one, which is the same in both
        return str(self.anchor / Path(path).relative_to(self.top))

    def copy(self, root: Path, files: Iterable[Path]) -> None:
        """Copy what a project is read from, and the files that are checked."""
        for one in (*map(Path, list_tree(root)), *files):
            self._copy(one)
        for above in (root, *root.parents):
            for name in CONFIGURATION:
                self._copy(above / name)
            if (above / ".git").exists():
                (self.there(above) / ".git").mkdir(parents=True, exist_ok=True)
                break

    def put(self, path: Path, content: bytes) -> None:
        """Put a file into the copy that is not on the disk, or has other content."""
        there = self.there(path)
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(content)
        self.were[path] = content

    def changed(self) -> dict[Path, bytes]:
        """Give the files that are not what they were, with what is in them now."""
        found: dict[Path, bytes] = {}
        for path, was in self.were.items():
            now = self.there(path).read_bytes()
            if now != was:
                found[path] = now
        return found

    def _copy(self, path: Path) -> None:
        real = Path(os.path.realpath(path))
        if path in self.were:
            return
        try:
            if real != path and real.is_file():
                self._copy(real)
                self._link(path, real)
                return
            # Modules that are compiled only stand in the way of sources; a text this
            # long says nothing of a project, and a source is never read.
            if path.suffix in COMPILED:
                self.put(path, b"")
            elif path.is_file() and path.stat().st_size <= LARGEST:
                self.put(path, path.read_bytes())
        except OSError:  # what cannot be read is not repaired either
            return

    def _link(self, path: Path, real: Path) -> None:
        """Make a link as there is one in the project, so that one file stays one."""
        there = self.there(path)
        if not there.exists():
            there.parent.mkdir(parents=True, exist_ok=True)
            there.symlink_to(self.there(real))
