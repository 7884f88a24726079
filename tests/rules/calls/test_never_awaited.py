from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.rules.calls.never_awaited import NeverAwaited
from tests.rules.asked import found, lines, messages, plain, repaired


def test_await_is_written_in_async_code(tmp_path: Path) -> None:
    """In async code the repair awaits; layout and comments stay."""
    text = """
        import asyncio

        async def save(*values):
            pass

        async def test_it():
            save(
                1,  # one
            )
            if 2 > 1: asyncio.sleep(0)  # let others go on
    """
    assert repaired(NeverAwaited, tmp_path, text) == plain(text).replace(
        "    save(", "    await save("
    ).replace("asyncio.sleep", "await asyncio.sleep")


def test_sync_code_is_explained(tmp_path: Path) -> None:
    """In sync code, and in a class's body, there is a finding without a repair."""
    text = """
        async def save():
            pass

        def test_it():
            save()

        async def test_other():
            class Inner:
                save()
    """
    findings = found(NeverAwaited, tmp_path, text)
    assert [(one.place.line, one.repair) for one in findings] == [(6, None), (10, None)]


@pytest.mark.parametrize(
    "statement",
    [
        "await save()",
        "x = save()",
        "numbers()",
        "wrapped()",
        "save",
        "unknown()",
        "other.save()",
        "with pytest.raises(TypeError): save(1)",
        "with pytest.warns(RuntimeWarning): save()",
        "if IS_SYNC: save()",
        "save()  # type: ignore[unused-coroutine]",
    ],
)
def test_other_statements_are_not_found(statement: str, tmp_path: Path) -> None:
    """What is awaited, kept, no coroutine, or meant as it is, is let be."""
    text = f"""
        import pytest

        async def save():
            pass

        async def numbers():
            yield 1

        @pytest.fixture
        async def wrapped():
            pass

        async def test_it(other):
            {statement}
    """
    assert found(NeverAwaited, tmp_path, text) == []


def test_names_that_are_patched_are_not(tmp_path: Path) -> None:
    """What a test puts a mock in the place of may be no coroutine function."""
    text = """
        import app

        async def test_it(monkeypatch):
            monkeypatch.setattr(app, "save", print)
            app.save()
    """
    assert found(NeverAwaited, tmp_path, text, app="async def save(): ...") == []


def test_other_modules_are_known(tmp_path: Path) -> None:
    """Coroutine functions of first-party modules and of libraries are known."""
    text = """
        import asyncio
        from asyncio import sleep
        from app import save

        async def test_it():
            save()
            sleep(1)
            asyncio.wait_for(save(), 1)
            asyncio.gather(save())
    """
    app = "async def save(): ...\n"
    assert lines(found(NeverAwaited, tmp_path, text, app=app)) == [7, 8, 9]


def test_methods_of_the_same_class_are_known(tmp_path: Path) -> None:
    """`self.save()` is found where the class has one `async def save`."""
    text = """
        class TestIt:
            async def save(self): ...
            async def load(self): ...
            def load(self): ...

            async def test_it(self):
                self.save()
                self.load()

        async def test_other(self):
            self.save()
    """
    assert lines(found(NeverAwaited, tmp_path, text)) == [8]


SERVICE = """
class Service:
    async def start(self): ...
    def stop(self): ...
    async def changed(self): ...
    def __init__(self):
        self.changed = print
    async def numbers(self):
        yield 1

class Child(Service): ...
"""


def test_methods_of_known_objects_are_known(tmp_path: Path) -> None:
    """Methods are known where the file makes the object, or annotates it."""
    text = """
        import asyncio
        from app import Child, Service, make
        from sqlalchemy.ext.asyncio import AsyncSession

        async def test_it(given: Service, session: AsyncSession, other):
            made = Service()
            made.start()
            given.start()
            session.commit()
            queue = asyncio.Queue()
            queue.put(1)

            made.stop(); made.changed(); made.numbers(); made.unknown()
            session.add(1); session.unknown(); queue.put_nowait(1)
            other.start()
            child = Child()
            child.start()
            factory = make(Service)
            factory.start()
            given = other
            given.stop()
    """
    found_lines = lines(found(NeverAwaited, tmp_path, text, app=SERVICE))
    assert found_lines == [8, 10, 12]


def test_objects_that_may_be_others_are_not(tmp_path: Path) -> None:
    """An attribute that the file sets, or names in a string, is in doubt."""
    text = """
        from app import Service

        async def test_it(monkeypatch):
            made = Service()
            made.start = print
            made.start()

        async def test_other(monkeypatch):
            made = Service()
            monkeypatch.setattr(Service, "stop", print)
            made.stop()
    """
    app = SERVICE.replace("def stop", "async def stop")
    assert found(NeverAwaited, tmp_path, text, app=app) == []


def test_the_message_names_the_function(tmp_path: Path) -> None:
    """The message has the call, and where the function is defined."""
    text = """
        from app import save

        async def test_it():
            save()
    """
    findings = found(NeverAwaited, tmp_path, text, app="async def save(): ...")
    assert messages(findings) == snapshot("""\
LW403 the coroutine of `save` is never awaited

  ▼   app.py:1      save     async function
  ╰─> test_it.py:5  test_it  call

  Why: the call only makes the coroutine: none of the function's code runs.
  Fix: await it: `await save(…)`
 More: loopwise explain LW403\
""")
