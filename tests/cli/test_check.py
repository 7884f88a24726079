"""`loopwise check`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from loopwise.cli.formats import FORMATS
from tests.checking.projects import CLEAN, DROPPED, project, written
from tests.cli.running import loopwise


def test_what_is_found_is_written_and_told_by_the_exit_code(tmp_path: Path) -> None:
    """Findings are written with place, reason and fix, and the exit code is 1."""
    project(tmp_path, tests__test_a=DROPPED)
    done = loopwise(tmp_path, "check")
    assert done.code == 1
    assert done.out.startswith("LW703 nobody keeps the task")
    assert "tests/test_a.py:8" in done.out
    assert "Found 1 mistake in 1 file (1 file, 9 lines).\n" in done.out
    assert "\x1b" not in done.out
    assert done.err == ""


def test_nothing_found_is_success(tmp_path: Path) -> None:
    """Where nothing is found, the exit code is 0."""
    done = loopwise(project(tmp_path, test_a=CLEAN), "check", "test_a.py")
    assert (done.code, done.out) == (0, "Nothing found (1 file, 3 lines).\n")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nowhere"], "nowhere does not exist"),
        (["--select", "LW9"], "no rule has the code or name 'LW9'"),
        (["--config", "nowhere.toml"], "nowhere.toml"),
        (["--config", "a.toml", "--isolated"], "contradict each other"),
        (["--stdin-filename", "a.py"], "add the path -"),
        (["-", "a.py"], "checked alone"),
        (["--per-file-ignores", "a.py"], "PATTERN:RULE"),
        (["--jobs", "-1"], "--jobs takes a number from 0"),
        (["--output-file", "no/such/directory"], "no/such/directory"),
    ],
)
def test_a_wrong_call_is_told(args: list[str], said: str, tmp_path: Path) -> None:
    """A call that means nothing says why in a line, and the exit code is 2."""
    project(tmp_path, test_a=CLEAN)
    done = loopwise(tmp_path, "check", *args)
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--exit-zero"], 0, "Found 1 mistake"),
        (["--statistics"], 1, "1  LW703  dropped-task: "),
        (["--ignore", "LW7"], 0, "Nothing found"),
        (["--select", "LW7,LW1"], 1, "Found 1 mistake"),
        (["--select", "dropped-task"], 1, "Found 1 mistake"),
        (["--select", "LW1", "--extend-select", "LW703"], 1, "Found 1 mistake"),
        (["--per-file-ignores", "test_a.py:LW703"], 0, "Nothing found"),
        (["--exclude", "test_a.py"], 0, "Nothing found"),
        (["--output-format", "concise"], 1, "test_a.py:8:5: LW703 "),
        (["--jobs", "2", "--no-cache"], 1, "Found 1 mistake"),
        (["--runner", "loopwise"], 1, "Found 1 mistake"),
        (["--show-files"], 0, "test_a.py\n"),
    ],
)
def test_options(args: list[str], code: int, said: str, tmp_path: Path) -> None:
    """Each option does what its name says."""
    done = loopwise(project(tmp_path, test_a=DROPPED), "check", *args)
    assert done.code == code, done.err
    assert said in done.out


def test_quiet_says_nothing_else(tmp_path: Path) -> None:
    """With --quiet nothing is written where nothing was found."""
    done = loopwise(project(tmp_path, app=CLEAN), "check", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_a_tree_without_tests_says_so(tmp_path: Path) -> None:
    """A tree in which pytest would collect nothing is told, beside the result."""
    done = loopwise(project(tmp_path, app="x = 1\n"), "check")
    assert done.code == 0
    assert done.err.startswith("loopwise: no tests were found")


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_can_be_written(form: str, tmp_path: Path) -> None:
    """Each format is written to standard output, or to a file."""
    project(tmp_path, test_a=DROPPED)
    done = loopwise(tmp_path, "check", "--output-format", form)
    assert done.code == 1
    assert "LW703" in done.out
    written = loopwise(
        tmp_path, "check", "--output-format", form, "--output-file", "found"
    )
    assert written.out == ""
    assert (tmp_path / "found").read_bytes() == done.bytes


def test_settings_give_defaults(tmp_path: Path) -> None:
    """What the settings say of the output holds, unless an option says otherwise."""
    settings = '[tool.loopwise]\noutput-format = "json"\n'
    written(tmp_path, {"pyproject.toml": settings, "test_a.py": DROPPED})
    assert json.loads(loopwise(tmp_path, "check").out)["format"] == 1
    other = loopwise(tmp_path, "check", "--output-format", "concise")
    assert other.out.startswith("test_a.py:8:5: ")


def test_standard_input_is_checked(tmp_path: Path) -> None:
    """Source on standard input is checked as the file that it is said to be."""
    project(tmp_path)
    args = ("check", "-", "--stdin-filename", "tests/test_new.py")
    done = loopwise(tmp_path, *args, given=DROPPED.encode())
    assert done.code == 1
    assert "tests/test_new.py:8" in done.out
    assert loopwise(tmp_path, *args, given=CLEAN.encode()).code == 0
    broken = loopwise(tmp_path, "check", "-", given=b"def (")
    assert broken.code == 1
    assert "LW000" in broken.out


@pytest.mark.parametrize(
    ("args", "env", "is_coloured"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        (["--output-format", "json"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colours(
    args: list[str], env: dict[str, str], is_coloured: bool, tmp_path: Path
) -> None:
    """Colours are written where they are asked for, and never to programs."""
    done = loopwise(project(tmp_path, test_a=DROPPED), "check", *args, env=env)
    assert ("\x1b[" in done.out) is is_coloured


def test_the_terminals_letters_are_used(tmp_path: Path) -> None:
    """On a terminal without other letters everything is written in ASCII."""
    env = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = loopwise(project(tmp_path, test_ä=DROPPED), "check", env=env)
    assert done.code == 1
    assert done.bytes.isascii()
    assert "  v   test_\\xe4.py:8" in done.out


def test_whoever_reads_may_stop(tmp_path: Path) -> None:
    """A reader that has seen enough, such as `head`, makes no noise."""
    project(tmp_path, **{f"test_{n}": DROPPED * 20 for n in range(40)})
    process = subprocess.Popen(
        [sys.executable, "-m", "loopwise", "check"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    error = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 1
    assert error == b""


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there")
def test_it_can_be_interrupted(tmp_path: Path) -> None:
    """Ctrl-C ends a run with one line, also where it works in several processes."""
    project(tmp_path, **{f"test_{n}": CLEAN * 4_000 for n in range(60)})
    process = subprocess.Popen(
        [sys.executable, "-m", "loopwise", "check", "--no-cache", "--jobs", "2"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        process.communicate(timeout=1.5)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGINT)
    out, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"loopwise: interrupted" in error
    assert b"Traceback" not in error
    assert out == b""


def test_pytest_is_not_imported() -> None:
    """The checker starts without pytest and asyncio."""
    program = (
        "import sys; from loopwise.cli.main import main; main(['rules']);"
        "assert not {'pytest', '_pytest', 'asyncio', 'libcst'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
