"""Repairs, tried on a copy."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from loopwise.checking.fix import Fixed, fix
from loopwise.checking.options import Options
from loopwise.model.finding import Finding, KeyEdit
from loopwise.rules.checked import Checked
from loopwise.rules.registry import all_rules
from loopwise.rules.rule import Example, ProjectRule, Rule, SourceRule
from loopwise.rules.view import View, repair
from tests.checking.projects import project, written

NEVER = """
import asyncio

async def test_one():
    asyncio.sleep(0)
"""


class Renamed(SourceRule):
    """Names that begin with `old` shall begin otherwise."""

    code: ClassVar[str] = "LW998"
    name: ClassVar[str] = "renamed"
    summary: ClassVar[str] = "A name is old"
    bad: ClassVar[tuple[Example, ...]] = ()
    good: ClassVar[tuple[Example, ...]] = ()
    nodes = (ast.Name,)
    new: ClassVar[str] = "new"
    is_safe: ClassVar[bool] = True

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        assert isinstance(node, ast.Name)
        if node.id.startswith("old"):
            edit = view.replace(node, self.new or f"{node.id}er")
            made = repair("rename it", edit, is_safe=self.is_safe)
            yield view.finding(self.code, node, "old", "because", repair=made)


class Unsettled(Renamed):
    """Each repair makes another one."""

    new = ""  # longer by two letters


class Unsafe(Renamed):
    """Repairs are made only if they are asked for."""

    is_safe = False


class Breaking(Renamed):
    """The repair leaves no Python."""

    new = "1 new"


class Revealing(Renamed):
    """Finds what the other one writes."""

    code = "LW997"
    name = "revealing"

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        assert isinstance(node, ast.Name)
        if node.id == "new":
            yield view.finding(self.code, node, "new", "because")


class Both(ProjectRule):
    """A key of the configuration has to go, with a name in a source."""

    code = "LW996"
    name = "both"
    summary = "Two files say it"
    bad: ClassVar[tuple[Example, ...]] = ()
    good: ClassVar[tuple[Example, ...]] = ()

    def check(self, checked: Checked) -> Iterator[Finding]:
        from loopwise.model.diagnostic import Diagnostic
        from loopwise.model.finding import Repair, TextEdit
        from loopwise.model.place import Place

        root = checked.project.rootdir
        source, ini = root / "test_a.py", root / "pytest.ini"
        if "stale" in ini.read_text("utf-8"):
            edits = (
                TextEdit(str(source), 0, 3, "new"),
                KeyEdit(str(ini), "pytest", "stale", None),
            )
            yield Finding(
                Diagnostic(self.code, "both", (), "because"),
                Place("pytest.ini", 2),
                repair=Repair("do both", edits),
                file=str(ini),
            )


def fixed(
    directory: Path, *rules: type[Rule], is_unsafe: bool = False, **options: object
) -> Fixed:
    chosen = Options(directory=directory, is_cached=False, **options)  # type: ignore[arg-type]  # as the tests give them
    return fix([Path()], chosen, rules or all_rules(), is_unsafe=is_unsafe)


def texts_of(found: Fixed) -> dict[str, str]:
    return {path.name: new.decode() for path, (_, new) in found.contents.items()}


def test_what_can_be_repaired_is(tmp_path: Path) -> None:
    """Repairs are given with the contents that the files had, and none is written."""
    project(tmp_path, tests__test_a=NEVER)
    path = tmp_path / "tests" / "test_a.py"
    before = path.read_bytes()
    found = fixed(tmp_path)
    new = before.replace(b"    asyncio.", b"    await asyncio.")
    assert found.contents == {path: (before, new)}
    assert found.made == 1
    assert [one.code for one in found.before.findings] == ["LW403"]
    assert found.after.findings == ()
    assert path.read_bytes() == before


def test_endings_and_encodings_stay(tmp_path: Path) -> None:
    """Line endings, a byte order mark and an encoding are kept."""
    project(tmp_path)
    contents = {
        "test_crlf.py": NEVER.replace("\n", "\r\n").encode(),
        "test_bom.py": b"\xef\xbb\xbf" + NEVER.encode(),
        "test_latin.py": f"# coding: latin-1\nx = 'ä'{NEVER}".encode("latin-1"),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    found = {path.name: new for path, (_, new) in fixed(tmp_path).contents.items()}
    assert found == {
        name: content.replace(b"    asyncio.", b"    await asyncio.")
        for name, content in contents.items()
    }


def test_all_repairs_of_a_file_are_made(tmp_path: Path) -> None:
    """Several repairs are made together."""
    project(tmp_path, test_a="x = (old, old)\nold\n")
    found = fixed(tmp_path, Renamed)
    assert texts_of(found) == {"test_a.py": "x = (new, new)\nnew\n"}
    assert found.made == 3


def test_unsafe_repairs_are_asked_for(tmp_path: Path) -> None:
    """A repair that is not safe is made only where that is wanted."""
    project(tmp_path, test_a="old\n")
    assert fixed(tmp_path, Unsafe).contents == {}
    assert texts_of(fixed(tmp_path, Unsafe, is_unsafe=True)) == {"test_a.py": "new\n"}


def test_repairs_that_do_not_settle_are_told(tmp_path: Path) -> None:
    """Where each round makes more to repair, it ends, and the rule is named."""
    found = fixed(project(tmp_path, test_a="old\n"), Unsettled)
    assert any("LW998: repairs do not settle" in one for one in found.notes)


def test_what_would_be_broken_stays(tmp_path: Path) -> None:
    """A repair that leaves no Python is not made, and the finding stays."""
    found = fixed(project(tmp_path, test_a="old\n"), Breaking)
    assert found.contents == {}
    assert [one.code for one in found.after.findings] == ["LW998"]


def test_what_would_bring_another_mistake_stays(tmp_path: Path) -> None:
    """A file in which repairs bring a finding that was not there is left alone."""
    project(tmp_path, test_a="old\n", test_b="x = 1\n")
    found = fixed(tmp_path, Renamed, Revealing)
    assert found.contents == {}
    assert [one.code for one in found.after.findings] == ["LW998"]
    assert found.notes == ["test_a.py stays as it is: its repairs would bring LW997"]


def test_a_repair_of_two_files_is_made_in_both(tmp_path: Path) -> None:
    """Edits of a source and of a configuration file that belong together are made."""
    ini = "[pytest]\nstale = 1\naddopts = -q\n"
    written(tmp_path, {"pytest.ini": ini, "test_a.py": "old = 1\n"})
    assert texts_of(fixed(tmp_path, Both)) == {
        "pytest.ini": "[pytest]\naddopts = -q\n",
        "test_a.py": "new = 1\n",
    }


def test_one_of_two_files_is_not_repaired_alone(tmp_path: Path) -> None:
    """Where an edit of one file is not possible, the other one is left alone, too."""
    ini = "[pytest]\nstale = 1\n"
    written(tmp_path, {"pytest.ini": ini, "test_a.py": "old( = 1\n"})
    assert fixed(tmp_path, Both).contents == {}


def test_settings_above_the_project_hold_in_the_copy(tmp_path: Path) -> None:
    """What settings of a directory above ignore is not repaired either."""
    (tmp_path / ".git").mkdir()
    settings = '[per-file-ignores]\n"sub/test_b.py" = ["LW403"]\n'
    (tmp_path / "loopwise.toml").write_text(settings, encoding="utf-8")
    project(tmp_path / "sub", test_a=NEVER, test_b=NEVER)
    assert set(texts_of(fixed(tmp_path / "sub"))) == {"test_a.py"}


def test_given_contents_are_repaired(tmp_path: Path) -> None:
    """Contents that do not come from the disk are repaired all the same."""
    path = project(tmp_path) / "test_new.py"
    extra = {str(path): NEVER.encode()}
    chosen = Options(directory=tmp_path, extra=extra)
    found = fix([path], chosen)
    assert texts_of(found) == {
        "test_new.py": NEVER.replace("asyncio.sleep", "await asyncio.sleep")
    }
    assert not path.exists()


@pytest.mark.parametrize("rules", [(Renamed,), all_rules()], ids=["one", "all"])
def test_repairs_are_idempotent(rules: tuple[type[Rule], ...], tmp_path: Path) -> None:
    """What was repaired once has nothing left to be repaired."""
    project(tmp_path, test_a=NEVER + "old\n")
    found = fixed(tmp_path, *rules, is_unsafe=True)
    for path, (_, new) in found.contents.items():
        path.write_bytes(new)
    assert fixed(tmp_path, *rules, is_unsafe=True).contents == {}


def test_configuration_is_repaired_first(tmp_path: Path) -> None:
    """What a section that pytest does not read would have said is no mistake."""
    project(tmp_path, test_a="async def test_one():\n    pass\n")
    section = "[tool:pytest]\nasyncio_mode = auto\n"
    (tmp_path / "pytest.ini").write_text(section, encoding="utf-8")
    options = Options(directory=tmp_path, is_cached=False, runner="pytest-asyncio")
    done = fix([tmp_path], options)
    assert {one.code for one in done.before.findings} == {"LW601"}
    assert [path.name for path in done.contents] == ["pytest.ini"]
    assert not done.after.findings


def test_imports_go_with_their_last_use(tmp_path: Path) -> None:
    """An import that a repair leaves without use is removed."""
    text = "import time\n\n\nasync def test_one():\n    time.sleep(0.1)\n"
    project(tmp_path, test_a="import asyncio\n" + text)
    options = Options(directory=tmp_path, is_cached=False)
    done = fix([tmp_path], options, is_unsafe=True)
    ((_, new),) = done.contents.values()
    assert new.decode() == (
        "import asyncio\n\n\nasync def test_one():\n    await asyncio.sleep(0.1)\n"
    )
