"""What a seed's project expects to be there already: servers, and their addresses.

None of this is part of a seed. Each project's outermost `conftest.py` asks for what its
developers would have running.
"""

import atexit
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from examples.postgres import running_postgres

# A server that is not up by then will not come.
SECONDS_TO_START = 30
SECONDS_TO_STOP = 10


_running = ExitStack()
# pytest says when it ends only if it got as far as to have read its settings.
atexit.register(_running.close)


def database(variable: str) -> None:
    """Have PostgreSQL run from now on, with its address in the environment.

    Asked for while the `conftest.py` is imported: no hook of one is called before
    those below it are imported, and they may need the address.
    """
    dsn = _running.enter_context(running_postgres())
    _say(variable, dsn.replace("postgresql:", "postgresql+asyncpg:", 1))


def web_server(variable: str, project: Path, app: str) -> None:
    """Have uvicorn serve a project's application, in a process of its own."""
    _say(variable, _running.enter_context(_uvicorn(project, app)))


def stop() -> None:
    """Stop what was started, the last one first."""
    _running.close()


def _say(variable: str, value: str) -> None:
    patch = _running.enter_context(pytest.MonkeyPatch.context())
    patch.setenv(variable, value)


@contextmanager
def _uvicorn(project: Path, app: str) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host, port = free.getsockname()
    command = [sys.executable, "-m", "uvicorn", app, f"--host={host}", f"--port={port}"]
    # Connections that the client keeps have to outlive the slowest test.
    command += ["--timeout-keep-alive=60", "--log-level=warning"]
    # Personal options, such as to make warnings errors, are for pytest alone.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONWARNINGS"}
    process = subprocess.Popen(command, cwd=project, env=environment)
    try:
        _wait_for(process, host, port)
        yield f"http://{host}:{port}"
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(process: subprocess.Popen[bytes], host: str, port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        time.sleep(0.05)
    pytest.exit(f"The web server did not start: {process.args!r}", returncode=1)
