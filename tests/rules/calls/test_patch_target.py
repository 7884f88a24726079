from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.rules.calls.patch_target import PatchTarget
from tests.rules.asked import found, lines, messages, plain, repaired

LATE = """
import os

def run():
    from app.database import Session
    from os import path as where, sep
    return Session, where, sep
"""
DATABASE = "class Session: ...\n"


def test_the_right_target_is_named(tmp_path: Path) -> None:
    """The repair names the module that a late import takes the name from."""
    text = """
        from unittest import mock
        from unittest.mock import patch

        @patch('app.flow.Session')
        def test_it(session, mocker, monkeypatch):
            mock.patch("app.flow.where")
            mocker.patch("app.flow.sep", "/")
            monkeypatch.setattr("app.flow.Session", None)
    """
    after = repaired(
        PatchTarget, tmp_path, text, app__flow=LATE, app__database=DATABASE
    )
    assert after == plain(text).replace(
        "'app.flow.Session'", "'app.database.Session'"
    ).replace('"app.flow.Session"', '"app.database.Session"').replace(
        "app.flow.where", "os.path"
    ).replace("app.flow.sep", "os.sep")


def test_a_target_that_is_nowhere_is_explained(tmp_path: Path) -> None:
    """Where no import brings the name, or two do, there is no repair."""
    text = """
        from unittest.mock import patch

        def test_it():
            patch("app.flow.missing")
            patch("app.flow.both")
    """
    flow = (
        "def one():\n    from app.one import both\n"
        "def two():\n    from app.two import both\n"
    )
    files = {"app__flow": flow, "app__one": "both = 1\n", "app__two": "both = 2\n"}
    findings = found(PatchTarget, tmp_path, text, **files)
    assert [(one.place.line, one.repair) for one in findings] == [(5, None), (6, None)]


@pytest.mark.parametrize(
    "module",
    [
        "name = 1\n",
        "import name\n",
        "from other import *\n",
        "def __getattr__(key): ...\n",
        "globals()['name'] = 1\n",
        "def start():\n    global name\n    name = 1\n",
        "try:\n    from fast import name\nexcept ImportError:\n    pass\n",
        "with open('x') as name: ...\n",
        "for name in (): ...\n",
        "class name: ...\n",
        "if (name := 1): ...\n",
        "import sys\nsys.modules[__name__] = object()\n",
    ],
)
def test_names_that_may_be_there_are_not_found(module: str, tmp_path: Path) -> None:
    """A module that binds the name in whatever way, or may do so, is let be."""
    text = """
        from unittest.mock import patch

        def test_it():
            patch("app.flow.name")
    """
    assert found(PatchTarget, tmp_path, text, app__flow=module) == []


@pytest.mark.parametrize(
    "call",
    [
        'patch("app.flow.open")',
        'patch("app.flow.__name__")',
        'patch("app.flow.name", create=True)',
        'monkeypatch.setattr("app.flow.name", 1, raising=False)',
        'monkeypatch.setattr("app.flow.name")',
        'patch("app.flow.Class.name")',
        'patch("elsewhere.name")',
        'patch("app.flow.inner")',
        'patch(f"app.flow.{name}")',
        'other.patch("app.flow.name")',
        'patch.object(flow, "name")',
    ],
)
def test_other_calls_are_not_found(call: str, tmp_path: Path) -> None:
    """Builtins, what is created, classes, submodules and other calls are let be."""
    text = f"""
        from unittest.mock import patch
        from app import flow

        def test_it(monkeypatch, name, other):
            {call}
    """
    files = {"app__flow__inner": "", "app__flow____init__": "class Class: ...\n"}
    assert found(PatchTarget, tmp_path, text, **files) == []


def test_an_expected_error_is_let_be(tmp_path: Path) -> None:
    """A test that wants the error is right."""
    text = """
        import pytest
        from unittest.mock import patch

        def test_it():
            with pytest.raises(AttributeError):
                patch("app.name").start()
    """
    assert lines(found(PatchTarget, tmp_path, text, app="")) == []


def test_the_message_leads_to_the_import(tmp_path: Path) -> None:
    """The message has the call, the late import, and the right target."""
    text = """
        from unittest.mock import patch

        @patch("app.flow.Session")
        def test_it(session): ...
    """
    findings = found(
        PatchTarget, tmp_path, text, app__flow=LATE, app__database=DATABASE
    )
    assert messages(findings) == snapshot("""\
LW705 `app.flow` has no `Session` to patch

  ▼   test_it.py:4   at import  patch
  ╰─> app/flow.py:5  run        late import

  Why: `run` imports `Session` from `app.database` when it is called.
  Fix: patch "app.database.Session"
 More: loopwise explain LW705\
""")
