"""First party: the project's own code, which is read; libraries are not."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from loopwise.resources.look import module_attribute

_INSTALLED = ("site-packages", "dist-packages")
_STANDARD = str(Path(os.__file__).resolve().parent)
_OURS = str(Path(__file__).resolve().parent.parent)


class FirstParty:
    """Tells the project's own code from that of libraries, by the file it is in.

    First party is what is not installed: whatever lies outside the directories of
    installed packages and of the standard library, and so also an editable install.
    An installed package is first party too if the project has a package of the same
    name, in its root or in ``src``: tox and nox install the project to test it. And
    those that the user names.
    """

    def __init__(self, rootdir: str, named: Iterable[str] = ()) -> None:
        self._root = Path(rootdir)
        self._named = frozenset(named)
        self._known: dict[str, bool] = {}

    def is_file(self, filename: str) -> bool:
        """Whether code in this file is the project's own."""
        try:
            return self._known[filename]
        except KeyError:
            found = self._known[filename] = self._decide(filename)
            return found

    def is_module(self, module: object) -> bool:
        """Whether a module that was imported is the project's own."""
        filename = module_attribute(module, "__file__")
        if type(filename) is str:
            return self.is_file(filename)
        if filename is None and (path := module_attribute(module, "__path__")):
            return any(self.is_file(f"{one}/__init__.py") for one in list(path)[:1])
        return False

    def _decide(self, filename: str) -> bool:
        if filename.startswith("<"):
            return False
        parts = Path(filename).parts
        for place in _INSTALLED:
            if place in parts:
                inside = parts[len(parts) - parts[::-1].index(place) :]
                return self._is_own(inside)
        real = os.path.realpath(filename)
        return not real.startswith((_STANDARD + os.sep, _OURS + os.sep))

    def _is_own(self, inside: tuple[str, ...]) -> bool:
        names = [
            ".".join(inside[:end]).removesuffix(".py")
            for end in range(1, min(len(inside), 4) + 1)
        ]
        return any(name in self._named or name in self._packages for name in names)

    @cached_property
    def _packages(self) -> frozenset[str]:
        """Packages and modules that the project has the source of."""
        found: set[str] = set()
        for directory in (self._root, self._root / "src"):
            found |= set(_packages_in(directory, deep=directory.name == "src"))
        return frozenset(found - {"tests", "test", "conftest", "setup"})


def _packages_in(directory: Path, *, deep: bool) -> list[str]:
    found = []
    if directory.is_dir():
        for path in directory.iterdir():
            if path.suffix == ".py" or (path / "__init__.py").is_file():
                found.append(path.name.removesuffix(".py"))
            elif deep and path.is_dir() and path.name.isidentifier():
                below = _packages_in(path, deep=False)
                found += [f"{path.name}.{name}" for name in below]
    return found
