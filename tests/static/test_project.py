"""A project's configuration, compared with what pytest itself finds."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import _pytest.config.findpaths as theirs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loopwise.rules.checked import Checked
from loopwise.rules.registry import all_rules
from loopwise.rules.rule import ProjectRule
from loopwise.static.project import read_project
from tests.static.files import write

TEXTS = {
    "pytest.ini": ["", "[pytest]\nasyncio_mode = auto\n", "[tool:pytest]\na = 1\n"],
    ".pytest.ini": ["", "[pytest]\na = 2\n"],
    "pytest.toml": ["", '[pytest]\na = "3"\n'],
    "pyproject.toml": [
        "",
        "[project]\nname = 'x'\n",
        '[tool.pytest.ini_options]\nasyncio_mode = "strict"\nxfail_strict = true\n',
        '[tool.pytest]\na = "4"\n',
    ],
    "tox.ini": ["[tox]\n", "[pytest]\na = 5\n"],
    "setup.cfg": ["[metadata]\nname = x\n", "[tool:pytest]\na = 6\n"],
    "setup.py": [""],
}
DIRECTORIES = ("", "tests", "tests/unit", "docs")
IS_NEW = hasattr(theirs, "CONFIG_LOADERS_BY_NAME")
"""Whether the installed pytest knows the files of pytest 9."""

files = st.dictionaries(
    st.tuples(st.sampled_from(DIRECTORIES), st.sampled_from(sorted(TEXTS))),
    st.integers(0, 3),
    max_size=5,
)
args = st.lists(
    st.sampled_from(["tests", "tests/unit", "docs", "tests/test_a.py::test_a", "no"]),
    max_size=3,
)


def found_by_pytest(
    top: Path, given_args: list[str]
) -> tuple[Path, Any, dict[str, Any]]:
    # Since pytest 8.4.
    known = inspect.signature(theirs.determine_setup).parameters
    new: dict[str, Any] = {"override_ini": None} if "override_ini" in known else {}
    found = theirs.determine_setup(
        inifile=None,
        **new,
        args=[str(top / one) for one in given_args],
        rootdir_cmd_arg=None,
        invocation_dir=top,
    )
    settings_of_file: Any = found[2]
    values = {
        key: getattr(value, "value", value) for key, value in settings_of_file.items()
    }
    return found[0], found[1], values


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(chosen=files, words=args)
def test_rootdir_and_file_are_those_of_pytest(
    tmp_path_factory: pytest.TempPathFactory,
    chosen: dict[tuple[str, str], int],
    words: list[str],
) -> None:
    """The rootdir, the file and its values are what pytest itself finds."""
    top = tmp_path_factory.mktemp("project")
    for directory in DIRECTORIES:
        (top / directory).mkdir(exist_ok=True)
    (top / "tests" / "test_a.py").write_text("", "utf-8")
    # So that no directory above has a say.
    pin = "" if IS_NEW else "pytest<9\n"
    (top / "requirements.txt").write_text(pin, "utf-8")
    (top / ".git").mkdir()
    for (directory, name), choice in chosen.items():
        texts = TEXTS[name]
        (top / directory / name).write_text(texts[choice % len(texts)], "utf-8")
    rootdir, file, values = found_by_pytest(top, words)
    project = read_project(top, words)
    assert (project.rootdir, project.configuration.file) == (rootdir, file)
    ours = {
        key: one.value if isinstance(one.value, list) else str(one.value)
        for key, one in project.configuration.settings.items()
    }
    assert ours == {
        key: one if isinstance(one, list) else str(one) for key, one in values.items()
    }


def test_settings_have_their_places(tmp_path: Path) -> None:
    """Each setting names the file, as seen from the rootdir, and its line."""
    write(
        tmp_path,
        {
            "pyproject.toml": """\
            [project]
            name = "x"

            [tool.pytest.ini_options]
            # a comment
            testpaths = [
                "tests",
            ]
            asyncio_mode = "auto"
            """,
            "tests/test_a.py": "",
        },
    )
    project = read_project(tmp_path, ["tests"])
    mode = project.configuration.get("asyncio_mode")
    assert mode is not None
    assert str(mode.place) == "pyproject.toml:9"
    assert project.mode == mode


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("pytest.ini", "[pytest]\na = 1\na = 2\n", "pytest.ini:3"),
        ("pytest.ini", "a = 1\n", "pytest.ini:1"),
        ("pyproject.toml", "[tool\n", "pyproject.toml:1"),
        ("pyproject.toml", "a = 1\nb = \n", "pyproject.toml:2"),
        ("setup.cfg", "[tool:pytest]\n  x\n", "setup.cfg:2"),
    ],
)
def test_a_broken_file_is_a_problem_with_its_line(
    tmp_path: Path, name: str, text: str, place: str
) -> None:
    """A file that pytest could not read is named with the line; nothing is raised."""
    write(tmp_path, {name: text})
    project = read_project(tmp_path)
    assert [str(one.place) for one in project.problems] == [place]


def test_a_file_that_is_not_utf_8_is_a_problem(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are told with their line."""
    (tmp_path / "pytest.ini").write_bytes(b"[pytest]\naddopts = \xff\n")
    (problem,) = read_project(tmp_path).problems
    assert str(problem.place) == "pytest.ini:2"
    assert "UTF-8" in problem.text


def test_what_addopts_overrides_counts(tmp_path: Path) -> None:
    """What ``-o`` and ``--asyncio-mode`` in addopts say wins over the keys."""
    write(
        tmp_path,
        {
            "pytest.ini": """\
            [pytest]
            asyncio_default_test_loop_scope = function
            asyncio_mode = strict
            addopts =
                -o asyncio_default_test_loop_scope=session
                --asyncio-mode=auto -p no:loopwise
            """
        },
    )
    project = read_project(tmp_path)
    scope = project.configuration.get("asyncio_default_test_loop_scope")
    assert scope is not None
    assert (scope.text, scope.place.line) == ("session", 4)
    assert project.mode is not None
    assert project.mode.text == "auto"
    assert project.runner.name == "pytest-asyncio"


def test_a_file_and_a_rootdir_may_be_given(tmp_path: Path) -> None:
    """Arguments ``-c`` and ``--rootdir`` mean what they mean to pytest."""
    write(
        tmp_path,
        {
            "pytest.ini": "[pytest]\na = 1\n",
            "ci/other.ini": "[pytest]\na = 2\n",
            "tests/test_a.py": "",
        },
    )
    project = read_project(tmp_path, ["-c", "ci/other.ini", "--rootdir=tests"])
    found = project.configuration.get("a")
    assert found is not None
    assert found.text == "2"
    assert project.rootdir == tmp_path / "tests"


def test_files_beside_and_where_the_tests_are_are_given(tmp_path: Path) -> None:
    """All files with something for pytest are there, the one that wins first."""
    write(
        tmp_path,
        {
            ".git/HEAD": "",
            "tox.ini": "[pytest]\na = 1\n",
            "pytest.ini": "[pytest]\n",
            "setup.cfg": "[metadata]\nname = x\n",
            "tests/unit/pytest.ini": "[tool:pytest]\na = 1\n",
            "docs/pytest.ini": "[pytest]\na = 1\n",
        },
    )
    project = read_project(tmp_path, ["tests/unit", "."])
    assert [one.shown for one in project.files] == [
        "pytest.ini",
        "tox.ini",
        "tests/unit/pytest.ini",
    ]


contents = st.one_of(
    st.binary(max_size=60),
    st.text(alphabet="[]=:pytestol.iniao_mdx\"'\n #;\\{}", max_size=80).map(str.encode),
    st.sampled_from(
        [
            b"[pytest]\naddopts = 'a\ntestpaths = \\\nasyncio_mode = [\n",
            b"[tool.pytest.ini_options]\naddopts = 1\ntestpaths = {}\n",
            b"[tool]\npytest = 1\n",
            b"tool = 1\nproject = 1\n",
            b"[tool.poetry]\ndependencies = 1\n[tool.hatch]\nenvs = []\n",
            b"[tool.poetry.dependencies]\npytest = '^'\nx = [1]\ny = {version = 1}\n",
            b"[project]\ndependencies = [1, 'pytest ===', 'a[', '; ;']\n",
            b"[options]\ninstall_requires = %(x)s\n",
            b"\xef\xbb\xbf[pytest]\n",
            b"{}",
            b'{"default": {"pytest": {"version": 1}}, "develop": []}',
        ]
    ),
)
every_name = st.sampled_from(
    [*TEXTS, "requirements.txt", "Pipfile", "Pipfile.lock", "uv.lock", "loopwise.toml"]
)


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.dictionaries(every_name, contents, min_size=1, max_size=4))
def test_no_files_are_too_broken(
    tmp_path_factory: pytest.TempPathFactory, found: dict[str, bytes]
) -> None:
    """Whatever is in the files, they are read, or told of as problems; so by rules."""
    top = tmp_path_factory.mktemp("project")
    (top / ".git").mkdir()
    for name, content in found.items():
        (top / name).write_bytes(content)
    project = read_project(top)
    assert project.rootdir == top
    for rule in all_rules():
        if rule.code in {"LW112", "LW601", "LW602", "LW603", "LW604", "LW605"}:
            assert issubclass(rule, ProjectRule)
            for one in rule().check(Checked(project)):
                assert one.place.file in found
