"""LW605: options that the declared plugin does not have, or wants."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from loopwise.model.finding import Finding, KeyEdit, Repair
from loopwise.model.runner import LOOPWISE, PYTEST_ASYNCIO
from loopwise.model.step import Step
from loopwise.rules.checked import Checked
from loopwise.rules.configuration.invalid_value import FIXTURE_SCOPE, LEGACY
from loopwise.rules.in_configuration import (
    FIXTURE_DEFAULT,
    KEYS,
    TEST_DEFAULT,
    chosen,
    finding,
    setting_step,
)
from loopwise.rules.rule import WARNING, Example, ProjectRule
from loopwise.static.configuration import Project

SINCE = {
    "asyncio_mode": (0, 17),
    FIXTURE_DEFAULT: (0, 24),
    TEST_DEFAULT: (0, 26),
    "asyncio_debug": (1, 2),
}
"""The releases of pytest-asyncio that the keys came with."""

_BRINGS_ASYNCIO = ("pytest-asyncio", "pytest_asyncio", LOOPWISE)

_PLAIN_PLUGINS = frozenset(
    {
        "anyio", "benchmark", "clarity", "cov", "django", "env", "factoryboy", "faker",
        "freezer", "freezegun", "github-actions-annotate-failures", "html",
        "httpserver", "icdiff", "instafail", "json-report", "metadata", "mock", "order",
        "pretty", "randomly", "repeat", "rerunfailures", "reportlog", "socket", "split",
        "subtests", "sugar", "testmon", "timeout", "watch", "watcher", "xdist",
        "xprocess",
    }
)  # fmt: skip
"""Of plugins with names that begin with ``pytest-``: those that bring no other one."""

_TEST = """
    async def test_one():
        pass
"""


class PluginAndOptions(ProjectRule):
    """The options and the plugin that the project declares do not fit together.

    **What it means.** Keys came and went with releases of pytest-asyncio:

    | Key or value | since | until |
    |---|---|---|
    | `asyncio_mode` | 0.17 | |
    | `asyncio_mode = legacy` | 0.17 | 0.18 |
    | `asyncio_default_fixture_loop_scope` | 0.24 | |
    | `asyncio_default_test_loop_scope` | 0.26 | |
    | `asyncio_debug` | 1.2 | |
    | `asyncio_default_fixture_loop_scope = fixture-scope` | 1.5 | |

    A key that the plugin does not know has no effect but a warning. From 0.24 on
    pytest-asyncio warns at the start of each run until
    `asyncio_default_fixture_loop_scope` is set. Without a plugin that runs async tests
    none of the keys has an effect.

    The release is the one that the project's files declare; where they leave it open,
    nothing is said that depends on it.

    **What to do.** Declare the release that is wanted, or drop the key.
    """

    code = "LW605"
    level = WARNING
    name = "plugin-and-options"
    summary = "An option that the declared plugin does not have, or wants to be set"
    bad: ClassVar[tuple[Example, ...]] = (
        Example(
            {
                "pytest.ini": "[pytest]\nasyncio_mode = auto\n",
                "requirements.txt": "pytest>=8.2\npytest-cov\n",
                "test_example.py": _TEST,
            },
            shows="async def functions are not natively supported",
            args=("-p", "no:asyncio"),
        ),
        Example(
            {
                "pytest.ini": "[pytest]\nasyncio_mode = auto\n",
                "requirements.txt": "pytest>=8.2\npytest-asyncio==1.3.0\n",
                "test_example.py": _TEST,
            },
            shows='"asyncio_default_fixture_loop_scope" is unset',
        ),
        Example(
            {
                "pytest.ini": (
                    "[pytest]\n"
                    "asyncio_mode = auto\n"
                    "asyncio_default_test_loop_scope = session\n"
                ),
                "requirements.txt": "pytest>=8.2\npytest-asyncio==0.23.8\n",
                "test_example.py": _TEST,
            },
            version="0.23.8",
        ),
    )
    good: ClassVar[tuple[Example, ...]] = (
        Example(
            {
                "pytest.ini": (
                    "[pytest]\n"
                    "asyncio_mode = auto\n"
                    "asyncio_default_fixture_loop_scope = function\n"
                ),
                "requirements.txt": "pytest>=8.2\npytest-asyncio==1.3.0\n",
                "test_example.py": _TEST,
            },
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Compare each setting that counts with what is declared."""
        project = checked.project
        if _has_no_plugin(project):
            yield from self._no_plugin(project)
        elif project.runner.is_loopwise:
            yield from self._legacy(project)
        else:
            yield from self._too_new(project)
            yield from self._legacy(project)
            yield from self._unset(project)

    def _no_plugin(self, project: Project) -> Iterator[Finding]:
        one = next((one for one in chosen(project) if one.setting.key in KEYS), None)
        if one is not None:
            yield finding(
                self.code,
                f"`{one.setting.key}` is set, but no plugin for it is declared",
                "the files that declare what the tests need name neither Loopwise nor "
                "pytest-asyncio; without one of them the key has no effect, and async "
                "tests fail.",
                [setting_step(one)],
                one.file,
                fixes=["declare loopwise", "declare pytest-asyncio"],
            )

    def _too_new(self, project: Project) -> Iterator[Finding]:
        version = _version(project)
        for one in chosen(project):
            key, text = one.setting.key, one.setting.text
            since = SINCE.get(key)
            if version is None or since is None:
                continue
            what = f"`{key}` came with pytest-asyncio {_dotted(since)}"
            if key == FIXTURE_DEFAULT and text == FIXTURE_SCOPE and version < (1, 5):
                what, since = "`fixture-scope` came with pytest-asyncio 1.5", (1, 5)
            if version < since:
                yield finding(
                    self.code,
                    f"{what}, and the project has an older one",
                    f"{project.runner.source} is declared; "
                    "what that does not know has no effect, or is an error.",
                    [setting_step(one)],
                    one.file,
                    fixes=[
                        f"declare pytest-asyncio>={_dotted(since)}",
                        f"drop {key}",
                    ],
                )

    def _legacy(self, project: Project) -> Iterator[Finding]:
        if project.runner.is_before(0, 19):
            return
        for one in chosen(project):
            key = one.setting.key
            if key == "asyncio_mode" and one.setting.text == LEGACY:
                text = f"set {key} to auto"
                edit = KeyEdit(str(one.file), one.section, key, "auto")
                repair = Repair(text, (edit,), is_safe=False)
                yield finding(
                    self.code,
                    "`legacy` is no longer a valid asyncio_mode",
                    "pytest-asyncio dropped it with 0.19; auto does what it did.",
                    [setting_step(one)],
                    one.file,
                    fixes=[text],
                    repair=None if one.is_override else repair,
                )

    def _unset(self, project: Project) -> Iterator[Finding]:
        configuration, version = project.configuration, _version(project)
        if version is None or version < (0, 24) or configuration.file is None:
            return
        if configuration.get(FIXTURE_DEFAULT) is not None:
            return
        file = next((o for o in project.files if o.path == configuration.file), None)
        if file is None or file.read is None:
            return
        fix, repair = "set it to function, if no async fixture is kept for longer", None
        if version >= (1, 5):  # the one value that changes nothing came late
            fix = f"set {FIXTURE_DEFAULT} to {FIXTURE_SCOPE}"
            name = file.read.name
            edit = KeyEdit(str(file.path), name, FIXTURE_DEFAULT, FIXTURE_SCOPE)
            repair = Repair(fix, (edit,))
        yield finding(
            self.code,
            f"pytest-asyncio warns at each run that `{FIXTURE_DEFAULT}` is unset",
            f"{project.runner.source} is declared, and wants to be told; unset, a "
            "fixture runs on the loop of its own scope.",
            [Step(f"[{file.read.name}]", file.read.place, "read by pytest")],
            file.path,
            fixes=[fix],
            repair=repair,
        )


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _version(project: Project) -> tuple[int, ...] | None:
    if project.runner.version is not None:
        return project.runner.version
    declared = project.declares.get(PYTEST_ASYNCIO)
    return None if declared is None else declared.version


def _has_no_plugin(project: Project) -> bool:
    """Tell whether nothing that runs async tests is declared; if unsure, not so."""
    names = project.declares
    if "pytest" not in names or LOOPWISE in names or PYTEST_ASYNCIO in names:
        return False
    for name in names:
        is_plugin = name.startswith("pytest-")
        if is_plugin and name.removeprefix("pytest-") not in _PLAIN_PLUGINS:
            return False  # it may bring one
    return not any(_is_named_in(path) for path in _files_of(project.rootdir))


def _files_of(rootdir: Path) -> Iterator[Path]:
    """Give the files in which people install things: scripts, workflows, images."""
    for directory in (
        rootdir,
        rootdir / "requirements",
        rootdir / ".github" / "workflows",
        rootdir / "ci",
        rootdir / "docker",
    ):
        try:
            yield from (one for one in directory.iterdir() if one.is_file())
        except OSError:
            continue


def _is_named_in(path: Path) -> bool:
    try:
        if path.stat().st_size > 2_000_000:
            return False
        content = path.read_bytes()
    except OSError:
        return False
    if path.name == "pytest.ini":
        return False
    return any(name.encode() in content for name in _BRINGS_ASYNCIO)
