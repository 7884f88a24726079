import asyncio


class PatientLoop(asyncio.SelectorEventLoop):
    """A loop that tells of nothing that takes less than a second."""

    slow_callback_duration = 1.0


def pytest_asyncio_loop_factories(config, item):
    return {"default": asyncio.new_event_loop, "patient": PatientLoop}
