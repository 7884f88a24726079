"""One file of a project: what the rules for sources find in it."""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

from loopwise.checking.deep import deep_trees
from loopwise.checking.file_result import FileResult
from loopwise.checking.selecting import Selection, covers
from loopwise.checking.silencing import not_silenced
from loopwise.checking.unreadable import LARGEST, unreadable
from loopwise.model.finding import Finding
from loopwise.model.place import shorten
from loopwise.rules.rule import SourceRule
from loopwise.rules.view import View
from loopwise.rules.walk import check_source
from loopwise.static.configuration import Project
from loopwise.static.lookup import Lookup
from loopwise.static.source_file import SourceFile, Unreadable, read_source

_TEST_FILES = ("test_*.py", "*_test.py")


@dataclass(slots=True)
class FileCheck:
    """All that it takes to check single files of a project."""

    project: Project
    rules: Sequence[SourceRule]
    selection: Selection
    lookup: Lookup
    extra: Mapping[str, bytes]
    """Contents, by absolute paths, in place of what is on the disk."""

    def __call__(self, path: str) -> FileResult:
        """Check one file."""
        shown = shorten(path, str(self.project.rootdir))
        is_tested = is_test(path, self.project)
        self.lookup.asked.clear()
        self.lookup.noted.clear()
        try:
            file = _read(path, shown, self.extra.get(path), self.lookup)
        except Unreadable as error:
            found = [unreadable(path, shown, str(error), error.line)]
            return FileResult(path, tuple(self._kept(found, path)), 0, is_tested)
        view = View(
            file,
            self.project,
            package=package_of(os.path.dirname(path)),  # noqa: PTH120  # for each file: strings are faster
            is_test=is_tested,
            lookup=self.lookup,
        )
        found = self._kept(_checked(view, self.rules), path)
        return FileResult(
            path,
            tuple(not_silenced(found, file.text)),
            file.text.count("\n") + 1,
            is_tested,
            self._depends(),
        )

    def _depends(self) -> tuple[str, ...]:
        """Give the files that were looked at: modules that were found, and others."""
        found = map(self.lookup.path, sorted(self.lookup.asked))
        files = {str(one) for one in (*self.lookup.noted, *found) if one is not None}
        return tuple(sorted(files))

    def _kept(self, found: list[Finding], path: str) -> list[Finding]:
        ignored = self.selection.ignored_in(path)
        return [one for one in found if not covers(ignored, one.code)]


def _read(path: str, shown: str, content: bytes | None, lookup: Lookup) -> SourceFile:
    if content is None:
        try:
            size = os.stat(path).st_size  # noqa: PTH116  # for each file: strings are faster
        except OSError as error:
            raise Unreadable(f"cannot be read: {error.strerror or error}") from None
        if size > LARGEST:
            raise Unreadable(f"is too large to be read: {size / 1e6:.1f} MB")
        known = lookup.known(Path(path))
        if known is not None:
            return known
    return read_source(Path(path), shown, content)


def _checked(view: View, rules: Sequence[SourceRule]) -> list[Finding]:
    try:
        with deep_trees():
            return check_source(view, rules)
    except RecursionError:
        why = "is nested too deeply to be checked"
    except Exception as error:  # noqa: BLE001  # a fault of ours must not end the run
        frames = traceback.extract_tb(error.__traceback__)
        last = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"
        said = f"{type(error).__name__}: {error} ({last})"
        why = f"made a rule of Loopwise fail, which is Loopwise's fault: {said}"
    return [unreadable(str(view.file.path), view.file.shown, why, 0)]


def is_test(path: str, project: Project) -> bool:
    """Tell whether pytest collects a file, or it is a conftest."""
    name = os.path.basename(path)  # noqa: PTH119  # for each file: strings are faster
    if name == "conftest.py":
        return True
    patterns = project.configuration.words("python_files", _TEST_FILES)
    return any(fnmatch(name, one) for one in patterns)


@lru_cache(maxsize=4096)
def package_of(directory: str) -> str:
    """Give the package that a directory is, as far up as there is ``__init__.py``."""
    if not os.path.isfile(os.path.join(directory, "__init__.py")):  # noqa: PTH113, PTH118  # see above
        return ""
    parent, name = os.path.split(directory)
    above = package_of(parent)
    return f"{above}.{name}" if above else name
