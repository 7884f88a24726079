"""Who takes part: the sync twin, Loopwise and its rivals."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import metadata

from benchmarks.suite import Dialect

_PYTEST = ("pytest", "-q", "-p", "no:cacheprovider")
_RUSTEST = ("rustest", "--color", "never", "--no-codeblocks", ".")

_SYNC = Dialect(is_async=False)
_ASYNCIO_INI = ("asyncio_mode = auto",)
_ANYIO_CONFTEST = """\
@fixture(scope="session")
def anyio_backend():
    return "asyncio"
"""


@dataclass(frozen=True, slots=True)
class Runner:
    """Something that runs a suite: a module to start and how it wants the source.

    Plugins are not loaded by themselves in a measured run, only the one that is
    named: whatever else is installed would weigh on both sides of the ratio.
    """

    name: str
    package: str
    command: tuple[str, ...]
    dialect: Dialect = field(default_factory=Dialect)
    by_shape: dict[str, Dialect] = field(default_factory=dict)
    note: str = ""
    env: dict[str, str] = field(default_factory=dict)
    """Variables for this one alone."""

    def dialect_for(self, shape: str) -> Dialect:
        """Give the source and settings that make this shape pass here."""
        return self.by_shape.get(shape, self.dialect)

    def version(self) -> str | None:
        """Give the installed version, or None when it is not installed."""
        try:
            return metadata.version(self.package)
        except metadata.PackageNotFoundError:
            return None


SYNC_TWIN = Runner("sync twin", "pytest", _PYTEST, _SYNC)

RUNNERS = (
    SYNC_TWIN,
    Runner("loopwise", "loopwise", (*_PYTEST, "-p", "loopwise")),
    Runner(
        "pytest-asyncio",
        "pytest-asyncio",
        (*_PYTEST, "-p", "asyncio"),
        Dialect(
            ini=(*_ASYNCIO_INI, "asyncio_default_fixture_loop_scope = function"),
        ),
        by_shape={
            "shared": Dialect(
                ini=(
                    *_ASYNCIO_INI,
                    "asyncio_default_fixture_loop_scope = session",
                    "asyncio_default_test_loop_scope = session",
                ),
            ),
        },
        note="auto mode; session loop scopes set by hand for the shared shape",
    ),
    Runner(
        "anyio",
        "anyio",
        (*_PYTEST, "-p", "anyio"),
        Dialect(ini=("anyio_mode = auto",), conftest=_ANYIO_CONFTEST),
        note="auto mode; a session fixture `anyio_backend` that returns asyncio",
    ),
    Runner(
        "rustest",
        "rustest",
        _RUSTEST,
        Dialect(fixture_from="rustest"),
        note="a runner of its own, not a pytest plugin",
    ),
    Runner(
        "rustest on sync",
        "rustest",
        _RUSTEST,
        Dialect(is_async=False, fixture_from="rustest"),
        note="the same runner on the sync twin: what async costs there",
    ),
    Runner(
        "loopwise on sync",
        "loopwise",
        (*_PYTEST, "-p", "loopwise"),
        _SYNC,
        note="what it costs to have Loopwise installed and not use it",
    ),
    Runner(
        "sync twin again",
        "pytest",
        _PYTEST,
        _SYNC,
        note="the same run twice in a round: how far to trust the other ratios",
    ),
)
