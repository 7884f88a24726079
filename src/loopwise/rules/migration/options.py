"""LW808: options and plugins of pytest-asyncio that the configuration asks for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from loopwise.fixes.option_edits import with_other_word, without_option
from loopwise.model.finding import Finding, Repair, TextEdit
from loopwise.model.runner import LOOPWISE, PYTEST_ASYNCIO
from loopwise.model.settings import Mode
from loopwise.model.step import Step
from loopwise.rules.alike import are_alike
from loopwise.rules.checked import Checked
from loopwise.rules.in_configuration import finding
from loopwise.rules.migration.surroundings import asks_for_mark, has_other_runners
from loopwise.rules.rule import WARNING, Example, ProjectRule
from loopwise.static.configuration import Project, Setting

_MODE = "--asyncio-mode"
_PLUGINS = ("pytest_asyncio", "pytest_asyncio.plugin")


class AsyncioOptions(ProjectRule):
    """An option in `addopts`, or a required plugin, that is pytest-asyncio's.

    **What it means.** `--asyncio-mode=auto` says what Loopwise does by itself, and
    `-p pytest_asyncio` loads what it is already. A `required_plugins` that names
    pytest-asyncio stops pytest where that is not installed.

    **What to do.** `loopwise fix --migrate` removes the options where the same tests
    run without them, and requires Loopwise in place of pytest-asyncio.
    """

    code = "LW808"
    level = WARNING
    name = "asyncio-option"
    summary = "An option or a required plugin that is pytest-asyncio's"
    bad = (
        Example(
            {
                "pytest.ini": """
                    [pytest]
                    addopts = -q --asyncio-mode=auto -p pytest_asyncio
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
                    required_plugins = loopwise
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
        """Give each such option, and each such plugin."""
        project = checked.project
        configuration = project.configuration
        if configuration.file is None:
            return
        text, addopts = _text(configuration.file), configuration.get("addopts")
        where = str(configuration.file), text, configuration.section
        mode = project.addopts.options.get(_MODE)
        if addopts is not None and mode is not None:
            edit = without_option(*where, "addopts", _MODE, mode.text)
            if not _may_go(checked, mode):
                edit = None
            yield self._finding(checked, addopts, f"{_MODE}={mode.text}", edit)
        for one in project.addopts.plugins:
            if addopts is not None and one in _PLUGINS:
                edit = without_option(*where, "addopts", "-p", one)
                yield self._finding(checked, addopts, f"-p {one}", edit)
        required = configuration.get("required_plugins")
        if required is not None and PYTEST_ASYNCIO in required.text:
            for one in required.words:
                if one.startswith(PYTEST_ASYNCIO):
                    edit = with_other_word(*where, required.key, (one, LOOPWISE))
                    yield self._finding(checked, required, one, edit)

    def _finding(
        self,
        checked: Checked,
        setting: Setting | None,
        what: str,
        edit: TextEdit | None,
    ) -> Finding:
        assert setting is not None
        file = checked.project.configuration.file
        assert file is not None
        done = f"write `{edit.new}`" if edit and edit.new else f"remove `{what}`"
        return finding(
            self.code,
            f"`{what}` in `{setting.key}` is meant for pytest-asyncio",
            "Loopwise is a plugin by itself, and runs every async test.",
            [Step(setting.key, setting.place, "setting")],
            file,
            repair=None if edit is None else Repair(done, (edit,)),
        )


def _may_go(checked: Checked, mode: Setting) -> bool:
    """Whether the same tests run without a mode."""
    project = checked.project
    if asks_for_mark(project) or has_other_runners(project):
        return False
    if mode.text == Mode.AUTO.value and project.configuration.get("asyncio_mode"):
        return False  # that key goes first, and would count without the option
    if mode.text not in {one.value for one in Mode}:
        return False
    return are_alike(checked, Checked(_without_mode(project)))


def _without_mode(project: Project) -> Project:
    """Give a project as it is read without the option for the mode."""
    configuration = project.configuration
    kept: list[str] = []
    is_value = False
    for word in configuration.words("addopts"):
        name, sign, _ = word.partition("=")
        if name != _MODE and not is_value:
            kept.append(word)
        is_value = name == _MODE and not sign
    addopts = configuration.settings["addopts"]
    settings = {
        **configuration.settings,
        "addopts": dataclasses.replace(addopts, value=kept),
    }
    return dataclasses.replace(
        project, configuration=dataclasses.replace(configuration, settings=settings)
    )


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except (OSError, UnicodeError):
        return ""
