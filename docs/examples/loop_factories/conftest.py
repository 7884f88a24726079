import asyncio


class CountingLoop(asyncio.SelectorEventLoop):
    """Counts the callbacks that it was given."""

    calls = 0

    def call_soon(self, *args, **kwargs):
        CountingLoop.calls += 1
        return super().call_soon(*args, **kwargs)


def pytest_asyncio_loop_factories(config, item):
    return {"default": asyncio.new_event_loop, "counting": CountingLoop}
