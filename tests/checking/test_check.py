"""A run of the checker."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from loopwise.checking.errors import CheckError
from loopwise.checking.groups import NoSuchPath
from tests.checking.projects import CLEAN, DROPPED, checked, lines_of, project, written


def test_findings_come_by_file_and_line(tmp_path: Path) -> None:
    """What is found comes with its place, in the order of files and lines."""
    project(tmp_path, test_b=DROPPED, test_a=DROPPED + DROPPED, sub__test_c=CLEAN)
    report = checked(tmp_path)
    assert lines_of(report) == [
        "test_a.py:8 LW703",
        "test_a.py:16 LW703",
        "test_b.py:8 LW703",
    ]
    assert sorted(report.files) == ["sub/test_c.py", "test_a.py", "test_b.py"]
    assert report.tests == 3
    assert report.counts == {"LW703": 3}
    assert report.notes == ()


def test_paths_are_shown_from_where_one_is(tmp_path: Path) -> None:
    """Paths are shown relative to the directory where the command was started."""
    project(tmp_path, tests__test_a=DROPPED)
    assert lines_of(checked(tmp_path / "tests")) == ["test_a.py:8 LW703"]
    (step,) = checked(tmp_path / "tests").findings[0].diagnostic.path
    assert step.place.file == "test_a.py"


def test_given_paths_are_checked_alone(tmp_path: Path) -> None:
    """Where paths are given, other files of the project have no findings."""
    project(tmp_path, test_a=DROPPED, test_b=DROPPED)
    assert lines_of(checked(tmp_path, "test_b.py")) == ["test_b.py:8 LW703"]


def test_a_file_is_checked_once(tmp_path: Path) -> None:
    """A file that is given twice, and below a given directory, is checked once."""
    project(tmp_path, test_a=DROPPED)
    report = checked(tmp_path, "test_a.py", ".", "test_a.py")
    assert lines_of(report) == ["test_a.py:8 LW703"]


def test_each_project_has_its_own_settings(tmp_path: Path) -> None:
    """Paths of several projects are checked each by its own configuration."""
    one = {"pyproject.toml": '[tool.loopwise]\nignore = ["LW703"]\n'}
    written(tmp_path / "one", {**one, "test_a.py": DROPPED})
    written(tmp_path / "two", {"test_a.py": DROPPED})
    report = checked(tmp_path, "one", "two")
    assert lines_of(report) == ["two/test_a.py:8 LW703"]
    assert report.roots == (tmp_path / "one", tmp_path / "two")


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """A path that does not exist ends the run before it begins."""
    with pytest.raises(NoSuchPath, match=r"nowhere\.py does not exist"):
        checked(project(tmp_path), "nowhere.py")


def test_a_tree_without_tests_says_so(tmp_path: Path) -> None:
    """A note says that pytest would collect nothing, or that nothing is there."""
    project(tmp_path / "app", main="x = 1\n")
    assert "no tests were found" in checked(tmp_path / "app").notes[0]
    project(tmp_path / "empty")
    assert checked(tmp_path / "empty").notes == ("no Python files were found",)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"def (:\n", "is not valid Python 3."),
        (b"x = '\xff'\n", "encoding"),
        (b"# -*- coding: no-such -*-\n", "unknown encoding"),
        (b"x = 1\x00\n", "null"),
        (b"(" * 5000, "`test_bad.py`"),
        (b"# " + b"x" * 4_000_001, "is too large to be read: 4.0 MB"),
    ],
    ids=["syntax", "bytes", "encoding", "null", "nested", "huge"],
)
def test_a_broken_file_is_told(content: bytes, what: str, tmp_path: Path) -> None:
    """A file that cannot be read is a finding, and the others are checked."""
    project(tmp_path, test_a=DROPPED)
    (tmp_path / "test_bad.py").write_bytes(content)
    found = checked(tmp_path).findings
    assert [one.code for one in found] == ["LW703", "LW000"]
    assert what in found[1].diagnostic.what


def test_a_broken_conftest_is_told_once(tmp_path: Path) -> None:
    """Rules that look into conftests leave it to the reader to say what is wrong."""
    requested = "def test_it(event_loop):\n    pass\n"
    project(tmp_path, conftest="(" * 5000, test_a=requested)
    found = checked(tmp_path).findings
    assert [(one.code, one.place.file) for one in found] == [("LW000", "conftest.py")]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_may_lead_anywhere(tmp_path: Path) -> None:
    """Links in circles and to nothing end no run; no file is checked twice."""
    project(tmp_path, tests__test_a=DROPPED)
    (tmp_path / "tests" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "tests" / "test_self.py").symlink_to("test_self.py")
    (tmp_path / "tests" / "test_gone.py").symlink_to("nowhere.py")
    (tmp_path / "test_same.py").symlink_to("tests/test_a.py")
    found = lines_of(checked(tmp_path))
    assert [one for one in found if one.endswith("LW000")] == [
        "tests/test_gone.py LW000",
        "tests/test_self.py LW000",
    ]
    assert len([one for one in found if one.endswith("LW703")]) == 1


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything"
)
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    """A file without permission is a finding, and the others are checked."""
    project(tmp_path, test_a=DROPPED, test_b=CLEAN)
    (tmp_path / "test_b.py").chmod(0)
    assert lines_of(checked(tmp_path)) == ["test_a.py:8 LW703", "test_b.py LW000"]


def test_comments_silence(tmp_path: Path) -> None:
    """A finding that its line's comment names is not reported."""
    silenced = DROPPED.replace("(work())", "(work())  # noqa: LW703")
    assert checked(project(tmp_path, test_a=silenced)).findings == ()


def test_settings_hold(tmp_path: Path) -> None:
    """What the project's settings ignore, for all files or for some, is not found."""
    settings = """
        [tool.loopwise]
        extend-exclude = ["vendored"]
        [tool.loopwise.per-file-ignores]
        "tests/*" = ["LW703"]
    """
    files = dict.fromkeys(("tests/test_a.py", "vendored/test_b.py"), DROPPED)
    written(tmp_path, {"pyproject.toml": settings, **files, "test_c.py": DROPPED})
    assert lines_of(checked(tmp_path)) == ["test_c.py:8 LW703"]
    assert len(lines_of(checked(tmp_path, is_isolated=True))) == 3
    chosen = {"test_c.py": ("LW703",)}
    assert lines_of(checked(tmp_path, per_file_ignores=chosen)) == []


def test_what_is_asked_for_wins(tmp_path: Path) -> None:
    """What is selected on the command line takes the place of the settings."""
    written(
        tmp_path,
        {
            "pyproject.toml": '[tool.loopwise]\nselect = ["LW1"]\n',
            "test_a.py": DROPPED,
        },
    )
    assert lines_of(checked(tmp_path)) == []
    assert lines_of(checked(tmp_path, select=("LW7",))) == ["test_a.py:8 LW703"]
    assert lines_of(checked(tmp_path, extend_select=("LW703",))) == [
        "test_a.py:8 LW703"
    ]


@pytest.mark.parametrize(
    "settings",
    ["[tool.loopwise]\nselekt = []\n", '[tool.loopwise]\nselect = ["LW9"]\n'],
)
def test_wrong_settings_end_the_run(settings: str, tmp_path: Path) -> None:
    """Settings that mean nothing are an error, and nothing is checked."""
    written(tmp_path, {"pyproject.toml": settings})
    with pytest.raises(CheckError):
        checked(tmp_path)


def test_contents_may_come_from_elsewhere(tmp_path: Path) -> None:
    """A file's content may be given, whether the file exists or not."""
    project(tmp_path, test_a=CLEAN)
    for name in ("test_a.py", "test_new.py"):
        extra = {str(tmp_path / name): DROPPED.encode()}
        assert lines_of(checked(tmp_path, name, extra=extra)) == [f"{name}:8 LW703"]


def test_progress_is_told(tmp_path: Path) -> None:
    """Whoever asks is told how many files are done, of how many."""
    from loopwise.checking.check import check
    from loopwise.checking.options import Options

    project(tmp_path, test_a=CLEAN, test_b=CLEAN)
    seen: list[tuple[int, int]] = []
    options = Options(directory=tmp_path, is_cached=False)
    check([tmp_path], options, progress=lambda *told: seen.append(told))
    assert seen == [(1, 2), (2, 2)]


def test_long_sums_are_no_trouble(tmp_path: Path) -> None:
    """A file in which something is nested very deeply is checked as any other."""
    text = f"{DROPPED}\nx = {' + '.join(['1'] * 2000)}\n"
    assert lines_of(checked(project(tmp_path, test_a=text))) == ["test_a.py:8 LW703"]


def test_each_project_below_is_one_of_its_own(tmp_path: Path) -> None:
    """A directory that is no project, but holds some, is checked as all of them."""
    section = '[tool.pytest.ini_options]\naddopts = "-q"\n'
    settings = {
        "one": section,
        "two": f'{section}[tool.loopwise]\nignore = ["LW703"]\n',
    }
    for name, text in settings.items():
        project(tmp_path / name, test_a=DROPPED)
        (tmp_path / name / "pytest.ini").unlink()
        (tmp_path / name / "pyproject.toml").write_text(text, encoding="utf-8")
    (tmp_path / "beside.py").write_text("x = 1\n", encoding="utf-8")
    report = checked(tmp_path)
    assert [one.place.file for one in report.findings] == ["one/test_a.py"]
    assert sorted(report.files) == ["beside.py", "one/test_a.py", "two/test_a.py"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    """What is no regular file is reported, and nothing waits for its end."""
    project(tmp_path, test_a=DROPPED)
    os.mkfifo(tmp_path / "test_pipe.py")
    report = checked(tmp_path)
    assert {one.code for one in report.findings} >= {"LW703"}
