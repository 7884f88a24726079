import asyncio


class PatientLoop(asyncio.SelectorEventLoop):
    """In debug mode, tells of no callback that takes less than a second."""

    def __init__(self):
        super().__init__()
        self.slow_callback_duration = 1.0


def pytest_asyncio_loop_factories(config, item):
    return {"default": asyncio.new_event_loop, "patient": PatientLoop}
