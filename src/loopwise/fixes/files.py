"""Files are replaced at once, or not touched."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path


class FileChanged(OSError):
    """A file is not what it was when it was read."""


def replace_file(path: Path, was: bytes, new: bytes) -> None:
    """Put other content in a file's place, all of it or none.

    A link keeps leading where it led; the file keeps its permissions.

    Raises:
        FileChanged: it no longer holds ``was``.
        OSError: it cannot be read or written.
    """
    real = Path(os.path.realpath(path))
    if real.read_bytes() != was:
        raise FileChanged(f"{path} was changed meanwhile")
    if not os.access(real, os.W_OK):
        # Its directory would allow it, but whoever made it read-only meant it.
        raise PermissionError(f"{path} is read-only")
    handle, name = tempfile.mkstemp(prefix=f".{real.name}.", dir=real.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(new)
        _keep_owner(real, temporary)
        shutil.copymode(real, temporary)
        temporary.replace(real)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _keep_owner(path: Path, temporary: Path) -> None:
    """Give the new file the owner of the old one, where that is allowed."""
    if not hasattr(os, "chown"):  # Windows
        return
    found, ours = path.stat(), temporary.stat()
    if (found.st_uid, found.st_gid) != (ours.st_uid, ours.st_gid):
        with contextlib.suppress(OSError):
            os.chown(temporary, found.st_uid, found.st_gid)
