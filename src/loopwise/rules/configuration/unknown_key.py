"""LW603: a key that is nearly one of pytest-asyncio's or Loopwise's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from loopwise.model.finding import Finding, KeyEdit, Repair
from loopwise.rules.checked import Checked
from loopwise.rules.in_configuration import (
    KEYS,
    Chosen,
    chosen,
    finding,
    setting_step,
)
from loopwise.rules.rule import Example, ProjectRule
from loopwise.static.configuration import Project
from loopwise.static.near import nearest

_TEST = """
    async def test_one():
        pass
"""

_OTHERS = frozenset({"anyio_mode", "asyncio_task_timeout", "trio_mode"})
"""Keys of other plugins that look like ours."""


class UnknownKey(ProjectRule):
    """A key is misspelt, or was made up.

    **What it means.** Neither pytest-asyncio nor Loopwise has a key of this name.
    pytest warns of it and goes on, so what was meant to be set is not set: a suite with
    `asyncio_mod = auto` runs in strict mode.

    **What to do.** Write the key as it is called. The keys are `asyncio_mode`,
    `asyncio_debug`, `asyncio_default_fixture_loop_scope` and
    `asyncio_default_test_loop_scope`, and those of Loopwise, which begin with
    `loopwise_`.
    """

    code = "LW603"
    name = "unknown-key"
    summary = "A key that neither pytest-asyncio nor Loopwise has"
    bad: ClassVar[tuple[Example, ...]] = (
        Example(
            {
                "pytest.ini": "[pytest]\nasyncio_mod = auto\n",
                "test_example.py": _TEST,
            },
            shows="Unknown config option: asyncio_mod",
        ),
        Example(
            {
                "pyproject.toml": (
                    "[tool.pytest.ini_options]\n"
                    'asyncio_mode = "auto"\n'
                    'asyncio_default_fixtures_loop_scope = "session"\n'
                ),
                "test_example.py": _TEST,
            },
            shows="Unknown config option: asyncio_default_fixtures_loop_scope",
        ),
    )
    good: ClassVar[tuple[Example, ...]] = (
        Example(
            {
                "pytest.ini": "[pytest]\nasyncio_mode = auto\n",
                "test_example.py": _TEST,
            },
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Look at each key that counts."""
        project = checked.project
        for one in chosen(project):
            key = one.setting.key
            if key in KEYS or key in _OTHERS:
                continue
            is_ours = key.startswith(("asyncio_", "loopwise_"))
            meant = nearest(
                key.lower().replace("-", "_"), KEYS, 0.75 if is_ours else 0.88
            )
            if (is_ours or meant) and not _is_added(key, project):
                yield self._finding(one, meant, project)

    def _finding(self, one: Chosen, meant: str | None, project: Project) -> Finding:
        key = one.setting.key
        plugin = project.runner.name
        what = f"`{key}` is not a key that pytest-asyncio or Loopwise has"
        if meant is None:
            return finding(
                self.code,
                what,
                "pytest warns of it, and nothing is set.",
                [setting_step(one)],
                one.file,
                fixes=[f"drop {key}"],
            )
        has_it = meant in project.configuration.settings
        why = f"the key is called {meant}; as it stands, {plugin} does not see it."
        if has_it:
            why = f"the key is called {meant}, which is set, too."
        repair = None
        fix = f"drop {key}" if has_it else f"call it {meant}"
        if not has_it and not one.is_override:
            # The value is the same text: only the name is another one.
            edit = KeyEdit(str(one.file), one.section, key, _written(one), meant)
            repair = Repair(fix, (edit,))
        return finding(
            self.code,
            what,
            why,
            [setting_step(one)],
            one.file,
            fixes=[fix],
            repair=repair,
        )


def _written(one: Chosen) -> str:
    value = one.setting.value
    return value if isinstance(value, str) else str(value)


def _is_added(key: str, project: Project) -> bool:
    """Tell whether a conftest names the key, so that ``addini`` may have it."""
    names = {project.rootdir, project.rootdir / "tests", project.rootdir / "test"}
    for place in project.configuration.words("testpaths"):
        names.add(project.rootdir / place)
    return any(_names(one / "conftest.py", key) for one in names)


def _names(path: Path, key: str) -> bool:
    try:
        return key.encode() in path.read_bytes()
    except (OSError, ValueError):
        return False
