"""A small HTTP server for the examples, on a loop of its own in a thread."""

from __future__ import annotations

SERVER = """
                    import asyncio
                    import os
                    import threading

                    import pytest

                    async def answer(reader, writer):
                        while await reader.readuntil(b"\\r\\n\\r\\n"):
                            head = b"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n"
                            writer.write(head)

                    @pytest.fixture(scope="session", autouse=True)
                    def url():
                        loop = asyncio.new_event_loop()
                        serving = asyncio.start_server(answer, "127.0.0.1", 0)
                        server = loop.run_until_complete(serving)
                        threading.Thread(target=loop.run_forever, daemon=True).start()
                        port = server.sockets[0].getsockname()[1]
                        os.environ["URL"] = f"http://127.0.0.1:{port}/"
                        yield os.environ["URL"]
                        loop.call_soon_threadsafe(loop.stop)
"""
