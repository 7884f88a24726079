"""``import pytest_asyncio`` where pytest-asyncio is not installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.metadata import Distribution, DistributionFinder
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from loopwise.compat.surface import VERSION

NAME = "pytest_asyncio"
PLUGIN = f"{NAME}.plugin"
DISTRIBUTION = "pytest-asyncio"
FOLDER = Path(__file__).with_name(NAME)


class Finder(MetaPathFinder):
    """Gives Loopwise's names for ``pytest_asyncio``.

    The last on the import path, so a real installation is always found before.
    """

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - importlib gives three
        target: ModuleType | None = None,  # noqa: ARG002 - the same
    ) -> ModuleSpec | None:
        """Find the package; its modules are then found in its folder."""
        if fullname != NAME:
            return None
        return spec_from_file_location(
            NAME, FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
        )

    @staticmethod
    def find_distributions(
        context: DistributionFinder.Context = DistributionFinder.Context(),  # noqa: B008 - the signature of importlib.metadata
    ) -> Iterator[Distribution]:
        """Give the version that is spoken to code that asks for that of the package.

        Only where it is asked for by name: nothing is there for those who list.
        """
        if (context.name or "").lower().replace("_", "-") == DISTRIBUTION:
            yield _Spoken()


class _Spoken(Distribution):
    """pytest-asyncio, as far as its names and its version go."""

    def read_text(self, filename: str) -> str | None:
        if filename != "METADATA":
            return None
        return f"Metadata-Version: 2.1\nName: {DISTRIBUTION}\nVersion: {VERSION}\n"

    def locate_file(self, path: object) -> Any:
        return FOLDER / str(path)


def install() -> None:
    """Let ``import pytest_asyncio`` find something, whatever is installed."""
    if not any(isinstance(one, Finder) for one in sys.meta_path):
        sys.meta_path.append(Finder())


def is_real(module: ModuleType) -> bool:
    """Whether a module is pytest-asyncio's own, not the one in its place."""
    return str(FOLDER) not in str(getattr(module, "__file__", ""))
