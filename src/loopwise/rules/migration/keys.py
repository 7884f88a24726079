"""LW804: settings of pytest-asyncio that Loopwise does not need."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.finding import Finding, KeyEdit, Repair
from loopwise.model.runner import LOOPWISE
from loopwise.model.settings import Mode
from loopwise.model.step import Step
from loopwise.rules.checked import Checked
from loopwise.rules.migration.surroundings import has_other_runners
from loopwise.rules.rule import Example, ProjectRule
from loopwise.static.configuration import Setting

_RENAMED = {"asyncio_debug": "loopwise_debug"}
_DEFAULTS = frozenset(
    {"asyncio_default_fixture_loop_scope", "asyncio_default_test_loop_scope"}
)


class AsyncioKeys(ProjectRule):
    """A setting of pytest-asyncio, in a project that Loopwise runs.

    **What it means.** Loopwise honours it: a mode, and the narrowest loop scope of
    tests or fixtures. Without any it runs every async test and fixture, on the loops
    that they need.

    **What to do.** `loopwise fix --migrate` removes `asyncio_mode = auto` and default
    loop scopes of `function`. What would change the run is left to `--unsafe-fixes`:
    strict mode, which leaves unmarked tests alone, and wider default loop scopes, which
    tests then share only where they need to.
    """

    code = "LW804"
    name = "asyncio-setting"
    summary = "A setting of pytest-asyncio that Loopwise does not need"
    bad = (
        Example(
            {
                "pytest.ini": """
                    [pytest]
                    asyncio_mode = auto
                    asyncio_default_fixture_loop_scope = function
                """,
                "test_example.py": """
                    async def test_example():
                        pass
                """,
            },
            runner=LOOPWISE,
            is_run=False,
            why_not="Loopwise runs it as it is: there is only less to write.",
        ),
    )
    good = (
        Example(
            {
                "pytest.ini": """
                    [pytest]
                    addopts = -q
                """,
                "test_example.py": """
                    async def test_example():
                        pass
                """,
            },
            runner=LOOPWISE,
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Give each such setting."""
        project = checked.project
        configuration = project.configuration
        for key, setting in configuration.settings.items():
            if not key.startswith("asyncio_"):
                continue
            edit, is_safe = self._edit(checked, setting)
            repair = None
            if edit is not None:
                what = f"rename it: `{edit.name}`" if edit.name else f"remove `{key}`"
                repair = Repair(what, (edit,), is_safe)
            yield Finding(
                Diagnostic(
                    self.code,
                    f"`{key}` is a setting of pytest-asyncio",
                    (Step(key, setting.place, "setting"),),
                    "Loopwise runs every async test and fixture without it.",
                    (Fix(repair.text),) if repair else (),
                ),
                setting.place,
                repair=repair,
                file=str(configuration.file or ""),
            )

    @staticmethod
    def _edit(checked: Checked, setting: Setting) -> tuple[KeyEdit | None, bool]:
        """Give what to do with a setting, and whether the run stays as it is."""
        project = checked.project
        configuration = project.configuration
        is_in_file = configuration.file is not None and setting.place.line > 0
        if not is_in_file or (
            "addopts" in configuration.settings
            and (setting.key in project.addopts.overrides)
        ):
            return None, False  # `-o` in addopts: another place to edit
        file, section, key = str(configuration.file), configuration.section, setting.key
        if key in _RENAMED:
            edit = KeyEdit(file, section, key, setting.text, _RENAMED[key])
            return edit, True
        if key == "asyncio_mode" and has_other_runners(project):
            # Another plugin would take the tests that carry no mark.
            return KeyEdit(file, section, key, setting.text, "loopwise_mode"), True
        is_safe = setting.text in {Mode.AUTO.value, "function", "fixture-scope"}
        if key in _DEFAULTS or key == "asyncio_mode":
            return KeyEdit(file, section, key, None), is_safe
        return None, False
