"""The user's own rows of the catalog."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.bound_types import Binds, BoundType
from loopwise.pytest_plugin.bound_types import read_catalog
from loopwise.resources.catalog import Catalog
from loopwise.resources.written import BINDS
from tests.pytest_plugin.configured import configure


class _Stop:
    """Reads the catalog in place of running anything, and may add rows of its own."""

    def __init__(self, rows: object) -> None:
        self.rows = rows
        self.catalog: Catalog | None = None
        self.error: pytest.UsageError | None = None

    def pytest_loopwise_bound_types(self, config: pytest.Config) -> object:
        assert config.getini("loopwise_bound_types") is not None
        return self.rows

    @pytest.hookimpl(tryfirst=True)
    def pytest_cmdline_main(self, config: pytest.Config) -> int:
        try:
            self.catalog = read_catalog(config)
        except pytest.UsageError as error:
            self.error = error
        return 0


def catalog_for(
    directory: Path, *lines: str, rows: object = (), args: tuple[str, ...] = ()
) -> Catalog:
    """Give the catalog with these lines in pytest.ini, and these rows from a hook."""
    ini = ["loopwise_bound_types =", *(f"    {line}" for line in lines)]
    stop = _Stop(rows)
    configure(directory, "\n".join(ini), *args, plugin=stop)
    if stop.error is not None:
        raise stop.error
    assert stop.catalog is not None
    return stop.catalog


def row_of(catalog: Catalog, name: str) -> BoundType:
    """Find a row by the name of its type."""
    (found,) = (row for row in catalog.rows if row.name == name)
    return found


def test_catalog_is_loopwises_own_without_more(tmp_path: Path) -> None:
    """Where the user declares nothing, the rows are those that come along."""
    assert catalog_for(tmp_path).rows == Catalog().rows


def test_line_names_a_type(tmp_path: Path) -> None:
    """A line with a name alone is a type that binds at its first use."""
    row = row_of(catalog_for(tmp_path, "app.search:Client"), "app.search:Client")
    assert row.binds is Binds.FIRST_USE
    assert row.verified == "loopwise_bound_types (pytest.ini)"
    assert (row.loop, row.made_by, row.closed, row.close) == ((), (), (), "")


@pytest.mark.parametrize("word", BINDS)
def test_line_says_when_it_binds(tmp_path: Path, word: str) -> None:
    """Each way to bind has a word."""
    assert (
        row_of(catalog_for(tmp_path, f"a:B binds={word}"), "a:B").binds is BINDS[word]
    )


def test_line_says_all_that_a_row_may(tmp_path: Path) -> None:
    """A line has paths, makers and methods, several of them separated by commas."""
    line = "a::B loop=_loop,x._loop made_by=a:make,a:C.open close=stop,wait closed=done"
    row = row_of(catalog_for(tmp_path, line), "a::B")
    assert row.loop == ("_loop", "x._loop")
    assert row.made_by == ("a:make", "a:C.open")
    assert row.close == "stop wait"
    assert row.closed == ("done",)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("app.Client", "'app.Client' does not name a type; write package.module:Class"),
        ("app:", "'app:' does not name a type; write package.module:Class"),
        ("a:B made_by=make", "'make' does not name a type; write package.module:Class"),
        ("a:B binds=soon", 'binds=soon of a:B means nothing; choose "creation"'),
        ("a:B bind=creation", "'bind=creation' of a:B means nothing; write"),
        ("a:B loop=", "'loop=' of a:B means nothing; write"),
        ("a:B loop", "'loop' of a:B means nothing; write"),
    ],
)
def test_line_that_means_nothing_is_refused(
    tmp_path: Path, line: str, text: str
) -> None:
    """A line that cannot be read is refused with where it stands and what would do."""
    with pytest.raises(pytest.UsageError) as caught:
        catalog_for(tmp_path, line)
    assert str(caught.value).startswith(f"loopwise_bound_types (pytest.ini): {text}")


def test_place_on_the_command_line_is_named(tmp_path: Path) -> None:
    """What is wrong on the command line is said to stand there."""
    with pytest.raises(pytest.UsageError, match=r"^loopwise_bound_types \(-o\): 'x'"):
        catalog_for(tmp_path, args=("-o", "loopwise_bound_types=x"))


def test_hook_gives_rows(tmp_path: Path) -> None:
    """A row from the hook takes part, and says that it is the user's."""
    mine = BoundType(name="app:Client", binds=Binds.CREATION)
    tested = BoundType(name="app:Pool", binds=Binds.CREATION, verified="with 3.1")
    catalog = catalog_for(tmp_path, rows=[mine, tested])
    assert row_of(catalog, "app:Client").verified == "by the user"
    assert row_of(catalog, "app:Pool") is tested


def test_users_row_takes_the_place_of_ours(tmp_path: Path) -> None:
    """A row for a type that is known already counts in its place."""
    catalog = catalog_for(tmp_path, "asyncio:Lock binds=never")
    assert row_of(catalog, "asyncio:Lock").binds is Binds.NEVER


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("app:Client", "gave 'app:Client'; return loopwise.bound_types.BoundType"),
        (BoundType(name="Client", binds=Binds.CREATION), "'Client' does not name a"),
    ],
)
def test_hook_that_gives_something_else_is_refused(
    tmp_path: Path, row: object, text: str
) -> None:
    """What a hook gives that is no row, or names no type, is refused."""
    with pytest.raises(pytest.UsageError) as caught:
        catalog_for(tmp_path, rows=[row])
    assert text in str(caught.value)
    assert str(caught.value).startswith("pytest_loopwise_bound_types")
