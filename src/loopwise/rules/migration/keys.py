"""LW804: settings of pytest-asyncio that Loopwise does not need."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.finding import Finding, KeyEdit, Repair
from loopwise.model.runner import LOOPWISE
from loopwise.model.scope import SCOPE_NAMES
from loopwise.model.settings import Mode
from loopwise.model.step import Step
from loopwise.rules.alike import are_alike, without_settings
from loopwise.rules.checked import Checked
from loopwise.rules.migration.surroundings import (
    ANYIO,
    asks_for_mark,
    has_other_runners,
    is_anywhere,
)
from loopwise.rules.rule import WARNING, Example, ProjectRule
from loopwise.rules.scopes.event_loop_override import EventLoopOverride
from loopwise.rules.scopes.said_anyway import says_something_anyway
from loopwise.static.configuration import Project, Setting

_RENAMED = {"asyncio_debug": "loopwise_debug"}
_DEFAULTS = frozenset(
    {"asyncio_default_fixture_loop_scope", "asyncio_default_test_loop_scope"}
)
_FACTORIES = r"\bpytest_asyncio_loop_factories\b"


class AsyncioKeys(ProjectRule):
    """A setting of pytest-asyncio, in a project that Loopwise runs.

    **What it means.** Loopwise honours it: a mode, and the narrowest loop scope of
    tests or fixtures. Without any it runs every async test and fixture, on the loops
    that they need.

    **What to do.** `loopwise fix --migrate` removes it where the suite, planned again
    without it, has the same async tests on the same loops. What would change the run is
    left to `--unsafe-fixes`: strict mode that leaves unmarked tests alone, and wider
    default loop scopes, which tests then share only where they need to. Where another
    plugin runs async tests, too, the mode is renamed to `loopwise_mode`.
    """

    code = "LW804"
    level = WARNING
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
        dropped: set[str] = set()
        for key, setting in configuration.settings.items():
            if not key.startswith("asyncio_"):
                continue
            edit, is_safe = _edit(checked, setting, dropped)
            if edit is not None and is_safe and edit.value is None:
                dropped.add(key)
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


def _edit(
    checked: Checked, setting: Setting, dropped: set[str]
) -> tuple[KeyEdit | None, bool]:
    """Give what to do with a setting, and whether the run stays as it is."""
    project, key = checked.project, setting.key
    if not _is_editable(project, setting):
        return None, False
    configuration = project.configuration
    file, section = str(configuration.file), configuration.section
    if key in _RENAMED:
        return KeyEdit(file, section, key, setting.text, _RENAMED[key]), True
    if key == "asyncio_mode" and _is_shared(project):
        # Another plugin would take the tests that carry no mark.
        return KeyEdit(file, section, key, setting.text, "loopwise_mode"), True
    without = without_settings(project, {*dropped, key})
    is_safe = are_alike(checked, Checked(without))
    if key in _DEFAULTS:
        if _is_one_of_several(checked):
            return None, False
        if is_anywhere(project, _FACTORIES):
            is_safe = False  # how often a fixture is set up may hang on it
    return KeyEdit(file, section, key, None), is_safe


def _is_one_of_several(checked: Checked) -> bool:
    """Whether others that keep tests together go first: not all of them may go."""
    if says_something_anyway(checked):
        return True
    found = EventLoopOverride().check(checked)
    return any(one.repair is not None and one.repair.is_safe for one in found)


def _is_editable(project: Project, setting: Setting) -> bool:
    configuration, key = project.configuration, setting.key
    if configuration.file is None or not setting.place.line:
        return False
    if key in project.addopts.overrides:
        return False  # `-o` in addopts is another place
    if key == "asyncio_mode" and asks_for_mark(project):
        return False  # with it, every async test carries the mark
    if not _is_valid(setting):
        return False  # LW604 tells what is wrong with it
    # The project's own code may read it.
    return not is_anywhere(project, rf"[\"']{key}[\"']")


def _is_valid(setting: Setting) -> bool:
    if setting.key == "asyncio_mode":
        return setting.text in {one.value for one in Mode}
    if setting.key in _DEFAULTS:
        return setting.text in {*SCOPE_NAMES, "fixture-scope", ""}
    return setting.key in _RENAMED


def _is_shared(project: Project) -> bool:
    """Whether others run async tests, too: then it matters that a mode is chosen."""
    if has_other_runners(project):
        return True
    mode = project.mode
    is_strict = mode is not None and mode.text == Mode.STRICT.value
    return is_strict and is_anywhere(project, ANYIO)
