"""LW604: a value that a key of pytest-asyncio or Loopwise does not take."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from loopwise.model.finding import Finding, KeyEdit, Repair
from loopwise.model.scope import SCOPE_NAMES, one_of
from loopwise.model.settings import Leftovers, Mode
from loopwise.rules.checked import Checked
from loopwise.rules.in_configuration import (
    DEFAULTS,
    FLAGS,
    MODES,
    Chosen,
    chosen,
    finding,
    setting_step,
)
from loopwise.rules.rule import Example, ProjectRule
from loopwise.static.configuration import Project
from loopwise.static.near import nearest
from loopwise.static.pytest_sections import NATIVE

FIXTURE_SCOPE = "fixture-scope"
"""pytest-asyncio's word for "as the fixture's scope", since 1.5."""
LEGACY = "legacy"
"""A mode of pytest-asyncio before 0.19: LW605 has it."""

_TRUE = ("1", "true", "t", "yes", "y", "on")
_FALSE = ("0", "false", "f", "no", "n", "off")
_SECONDS = ("loopwise_slow_callback", "loopwise_timeout")

_TEST = """
    async def test_one():
        pass
"""


class InvalidValue(ProjectRule):
    """A key has a value that it does not take.

    **What it means.** pytest-asyncio and Loopwise stop the run with an error at such a
    value. Quotes are part of the value in an ini file: `asyncio_mode = "auto"` is right
    in `pyproject.toml`, and wrong in `pytest.ini`. There, a comment behind a value is
    part of it, too.

    **What to do.** Modes are `auto` and `strict`; scopes are `function`, `class`,
    `module`, `package` and `session`; flags are `true` and `false`.
    """

    code = "LW604"
    name = "invalid-value"
    summary = "A value that a key of pytest-asyncio or Loopwise does not take"
    bad: ClassVar[tuple[Example, ...]] = (
        Example(
            {
                "pytest.ini": '[pytest]\nasyncio_mode = "auto"\n',
                "test_example.py": _TEST,
            },
            shows="is not a valid asyncio_mode",
        ),
        Example(
            {
                "pyproject.toml": (
                    "[tool.pytest.ini_options]\n"
                    'asyncio_mode = "auto"\n'
                    'asyncio_default_fixture_loop_scope = "Session"\n'
                ),
                "test_example.py": _TEST,
            },
            shows="is not a valid asyncio_default_fixture_loop_scope",
        ),
    )
    good: ClassVar[tuple[Example, ...]] = (
        Example(
            {
                "pytest.ini": "[pytest]\nasyncio_mode = auto\n",
                "test_example.py": _TEST,
            },
        ),
        Example(
            {
                "pyproject.toml": (
                    "[tool.pytest.ini_options]\n"
                    'asyncio_mode = "auto"\n'
                    'asyncio_default_fixture_loop_scope = "session"\n'
                    "asyncio_debug = true\n"
                ),
                "test_example.py": _TEST,
            },
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Look at each setting that counts."""
        project = checked.project
        for one in chosen(project):
            valid = valid_values(one.setting.key)
            if valid is not None and not _is_valid(one, valid, project):
                yield self._finding(one, valid)
        for name, setting in project.addopts.options.items():
            if (
                project.configuration.file is None
                or not name.endswith("-mode")
                or setting.text in {*_modes(), LEGACY}
            ):
                continue
            one = Chosen(setting, project.configuration.file, "", is_override=True)
            yield self._finding(one, _modes())

    def _finding(self, one: Chosen, valid: tuple[str, ...]) -> Finding:
        setting = one.setting
        is_text = isinstance(setting.value, str) and setting.value
        shown = str(setting.value) if is_text else repr(setting.value)
        what = f"`{shown}` is not a valid {setting.key}"
        why = f"it is {_choices(setting.key, valid)}."
        meant = None if one.is_override else meant_value(setting.value, valid)
        if "#" in shown or ";" in shown:
            meant = None  # a comment: the repair would lose it
            why = "a comment behind a value is part of it in an ini file."
        elif shown.strip("\"'") != shown and shown.strip("\"'") in valid:
            why = "quotes are part of the value in an ini file."
        repair = None
        fixes = [f"set {setting.key} to {_choices(setting.key, valid)}"]
        if meant is not None:
            edit = KeyEdit(str(one.file), one.section, setting.key, meant)
            repair = Repair(f"set {setting.key} to {meant}", (edit,))
            fixes = []
        return finding(
            self.code,
            what,
            why,
            [setting_step(one)],
            one.file,
            fixes=fixes,
            repair=repair,
        )


def _modes() -> tuple[str, ...]:
    return tuple(one.value for one in Mode)


def valid_values(key: str) -> tuple[str, ...] | None:
    """Give the values that a key takes; empty: a number; ``None``: any text."""
    if key in MODES:
        return _modes()
    if key in DEFAULTS:
        return SCOPE_NAMES
    if key in FLAGS:
        return "true", "false"
    if key == "loopwise_leftovers":
        return tuple(one.value for one in Leftovers)
    return () if key in _SECONDS else None


def _choices(key: str, valid: tuple[str, ...]) -> str:
    if valid:
        return one_of(valid)
    least = "greater than 0" if key == "loopwise_slow_callback" else "or 0 for no limit"
    return f"a number of seconds, {least}".replace(", greater", " greater")


def _is_valid(one: Chosen, valid: tuple[str, ...], project: Project) -> bool:
    key, value = one.setting.key, one.setting.value
    if key.startswith("loopwise") and not project.runner.is_loopwise:
        return True  # nothing reads it
    if one.section == NATIVE and not one.is_override:
        # The table of pytest 9 converts nothing. What else is wrong there pytest says.
        if key in FLAGS:
            return isinstance(value, bool)
        if not isinstance(value, str):
            return not isinstance(value, (list, bool))
    elif isinstance(value, list):
        return False
    text = str(value).strip()
    # Loopwise takes an empty value for none.
    is_unset = not text and project.runner.is_loopwise
    return is_unset or _is_text_valid(key, text, valid)


def _is_text_valid(key: str, text: str, valid: tuple[str, ...]) -> bool:
    if key in FLAGS:
        return text.lower() in (*_TRUE, *_FALSE)
    if not valid:
        return _is_seconds(key, text)
    if text == LEGACY and key == "asyncio_mode":
        return True  # LW605 has more to say about it
    return text in valid or (text == FIXTURE_SCOPE and "fixture_loop_scope" in key)


def _is_seconds(key: str, text: str) -> bool:
    try:
        seconds = float(text)
    except ValueError:
        return False
    is_least = seconds > 0 if key == "loopwise_slow_callback" else seconds >= 0
    return is_least and seconds < math.inf


def meant_value(value: object, valid: tuple[str, ...]) -> str | None:
    """Give the valid value that was probably meant; ``None``: none is near."""
    if isinstance(value, bool):
        return None
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str):
        return None
    return nearest(value.strip(" \t\"'").lower(), valid, 0.7)
