"""What a project declares, and so what runs its tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.model.runner import Runner
from loopwise.static.project import read_project
from tests.static.files import write

OURS = "loopwise"
THEIRS = "pytest-asyncio"


@pytest.mark.parametrize(
    ("files", "name", "version", "source"),
    [
        ({}, OURS, None, "the default"),
        (
            {"requirements.txt": "pytest-asyncio==0.23.8\nloopwise\n"},
            OURS,
            None,
            "loopwise (requirements.txt)",
        ),
        (
            {"requirements.txt": "-r dev/more.txt\n", "dev/more.txt": "pytest-asyncio"},
            THEIRS,
            None,
            "pytest-asyncio (dev/more.txt)",
        ),
        (
            {
                "pyproject.toml": """\
                [dependency-groups]
                test = ["pytest-asyncio>=0.21"]
                """,
                "uv.lock": """\
                [[package]]
                name = "pytest-asyncio"
                version = "0.24.0"
                """,
            },
            THEIRS,
            (0, 24, 0),
            "pytest-asyncio==0.24.0 (uv.lock)",
        ),
        (
            {
                "pyproject.toml": """\
                [tool.poetry.group.dev.dependencies]
                pytest-asyncio = "^0.21"
                """
            },
            THEIRS,
            (0, 21, 2),
            "pytest-asyncio ^0.21 (pyproject.toml)",
        ),
        (
            {
                "pyproject.toml": """\
                [tool.hatch.envs.x]
                dependencies = ["pytest-asyncio<1"]
                """
            },
            THEIRS,
            (0, 26, 0),
            "pytest-asyncio<1 (pyproject.toml)",
        ),
        (
            {"setup.cfg": "[options.extras_require]\ntest =\n  pytest-asyncio<0.22\n"},
            THEIRS,
            (0, 21, 2),
            "pytest-asyncio<0.22 (setup.cfg)",
        ),
        (
            {
                "setup.py": """\
                from setuptools import setup
                tests = ["pytest-asyncio==0.20.1"]
                setup(name="x", extras_require={"test": tests + ["a"]})
                """
            },
            THEIRS,
            (0, 20, 1),
            "pytest-asyncio==0.20.1 (setup.py)",
        ),
        (
            {
                "tox.ini": """\
                [testenv]
                deps =
                    py37: pytest-asyncio<0.20
                    pytest-asyncio
                """
            },
            THEIRS,
            None,
            "pytest-asyncio (tox.ini)",
        ),
        (
            {
                "Pipfile": '[dev-packages]\npytest-asyncio = "*"\n',
                "Pipfile.lock": """\
                {"develop": {"pytest-asyncio": {"version": "==1.0.0"}}}
                """,
            },
            THEIRS,
            (1, 0, 0),
            "pytest-asyncio==1.0.0 (Pipfile.lock)",
        ),
        (
            {"requirements-min.txt": "pytest-asyncio==0.16", "pytest.ini": ""},
            OURS,
            None,
            "the default",
        ),
        (
            {"requirements.txt": "pytest-aiohttp==1.0.5"},
            THEIRS,
            None,
            "pytest-aiohttp==1.0.5 (requirements.txt)",
        ),
        (
            {
                "requirements.txt": "loopwise",
                "pytest.ini": "[pytest]\naddopts=-pno:loopwise",
            },
            THEIRS,
            None,
            "-p no:loopwise (addopts)",
        ),
    ],
)
def test_the_runner_is_what_is_declared(
    tmp_path: Path,
    files: dict[str, str],
    name: str,
    version: tuple[int, ...] | None,
    source: str,
) -> None:
    """Loopwise if it is declared, or nothing is; else pytest-asyncio of a version."""
    write(tmp_path, {".git/HEAD": "", **files})
    assert read_project(tmp_path).runner == Runner(name, version, source)


def test_what_the_user_says_comes_first(tmp_path: Path) -> None:
    """A runner that is given wins over all files, which still tell its version."""
    write(tmp_path, {"requirements.txt": "loopwise\npytest-asyncio==0.23.8\n"})
    assert read_project(tmp_path, runner=OURS).runner.name == OURS
    found = read_project(tmp_path, runner=THEIRS).runner
    assert (found.name, found.version) == (THEIRS, (0, 23, 8))


def test_directories_around_are_asked_as_far_as_the_repository_goes(
    tmp_path: Path,
) -> None:
    """The lock of a workspace counts for its members; files above it do not."""
    write(
        tmp_path,
        {
            "requirements.txt": "loopwise\n",
            "work/.git/HEAD": "",
            "work/uv.lock": '[[package]]\nname = "pytest-asyncio"\nversion = "1.1.0"\n',
            "work/one/pyproject.toml": "[project]\ndependencies = ['pytest-asyncio']",
        },
    )
    found = read_project(tmp_path / "work" / "one").runner
    assert (found.name, found.version) == (THEIRS, (1, 1, 0))


def test_broken_files_are_problems(tmp_path: Path) -> None:
    """A file that cannot be read is told of, and the others count."""
    write(
        tmp_path,
        {
            "requirements.txt": "pytest-asyncio\n-r requirements.txt\n-r none.txt\n",
            "Pipfile": "[packages\n",
            "setup.py": "setup(",
            "Pipfile.lock": "[",
        },
    )
    project = read_project(tmp_path)
    assert [str(one.place) for one in project.problems] == ["Pipfile:1"]
    assert project.runner.name == THEIRS


def test_pytest_before_9_does_not_read_its_files(tmp_path: Path) -> None:
    """Where pytest is held below 9, what is new in it is not read."""
    write(
        tmp_path,
        {
            "requirements.txt": "pytest<9\n",
            "pytest.toml": "[pytest]\na = '1'\n",
            "pyproject.toml": "[tool.pytest]\na = '2'\n",
        },
    )
    project = read_project(tmp_path)
    assert project.pytest == (8, 999)
    assert project.configuration.get("a") is None
