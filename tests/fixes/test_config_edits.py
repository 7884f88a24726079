"""Edits of configuration files: they do what they say, and leave all else alone."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path

import iniconfig
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from loopwise.fixes.config_edits import CannotEdit, ConfigEdit, apply_config_edits
from loopwise.model.finding import KeyEdit, SectionEdit

OPTIONS = "tool.pytest.ini_options"
FILE = "/project/file"


def setting(section: str, key: str, value: str | None, name: str = "") -> KeyEdit:
    return KeyEdit(FILE, section, key, value, name)


INI = """\
# at the top
[tool:pytest]  ; behind the head
asyncio_mode="auto"
# of the arguments
addopts =
    -x
    # between
    -y

xfail_strict : true

# of the other
[other]
a = 1
"""

TOML = """\
# at the top
[build-system]
a = 1

[tool.pytest.ini_options]  # behind the head
asyncio_mode = 'Auto' # behind the value
# of the next
asyncio_default_fixture_loop_scope   = "session"
filterwarnings = [
    "error",  # inside
]

# of the other
[tool.other]
b = 1
"""


def test_ini_files_are_edited_in_place() -> None:
    """A section gets its name, keys their values and names, and a new one its place."""
    edits: list[ConfigEdit] = [
        setting("tool:pytest", "asyncio_mode", "auto"),
        setting("tool:pytest", "asyncio_default_test_loop_scope", "session"),
        setting("tool:pytest", "addopts", None),
        setting("other", "a", "1", "b"),
        SectionEdit(FILE, "tool:pytest", "pytest"),
    ]
    assert apply_config_edits(INI, edits, "pytest.ini") == snapshot("""\
# at the top
[pytest]  ; behind the head
asyncio_mode=auto
# of the arguments

xfail_strict : true
asyncio_default_test_loop_scope = session

# of the other
[other]
b = 1
""")


def test_toml_files_are_edited_in_place() -> None:
    """The same in TOML; quotes stay as they are, and so do comments behind values."""
    edits: list[ConfigEdit] = [
        setting(OPTIONS, "asyncio_mode", "auto"),
        setting(OPTIONS, "asyncio_default_test_loop_scope", "session"),
        setting(OPTIONS, "filterwarnings", None),
        setting("build-system", "a", "1", "c"),
        SectionEdit(FILE, OPTIONS, "tool.pytest"),
    ]
    assert apply_config_edits(TOML, edits, "pyproject.toml") == snapshot("""\
# at the top
[build-system]
c = 1

[tool.pytest]  # behind the head
asyncio_mode = 'auto' # behind the value
# of the next
asyncio_default_fixture_loop_scope   = "session"
asyncio_default_test_loop_scope = "session"

# of the other
[tool.other]
b = 1
""")


@pytest.mark.parametrize(
    ("name", "text", "edit", "expected"),
    [
        ("a.ini", "[pytest]", setting("pytest", "b", "1"), "[pytest]\nb = 1"),
        ("a.ini", "", setting("pytest", "b", "1"), "[pytest]\nb = 1\n"),
        (
            "a.ini",
            "[pytest]\r\na=1\r\n\r\n[b]\r\n",
            setting("pytest", "c", "1"),
            "[pytest]\r\na=1\r\nc=1\r\n\r\n[b]\r\n",
        ),
        (
            "a.ini",
            "\ufeff[pytest]\r\na = 1\n# x\r\n",
            setting("pytest", "a", "2"),
            "\ufeff[pytest]\r\na = 2\r\n# x\r\n",
        ),
        ("a.toml", "", setting(OPTIONS, "b", "1"), f'[{OPTIONS}]\nb = "1"\n'),
        (
            "a.toml",
            "[tool]\r\npytest.ini_options = {a = true}  # x\r\n",
            setting(OPTIONS, "a", "false"),
            "[tool]\r\npytest.ini_options = {a = false}  # x\r\n",
        ),
        (
            "a.toml",
            "[tool.pytest]\nini_options.asyncio_mod = 'auto'\n",
            setting(OPTIONS, "asyncio_mod", "auto", "asyncio_mode"),
            "[tool.pytest]\nini_options.asyncio_mode = 'auto'\n",
        ),
        (
            "a.toml",
            "[tool.x]\na = 1\n[tool.pytest.ini_options]\nb = '1'\n# end\n",
            setting(OPTIONS, "c", "2"),
            "[tool.x]\na = 1\n[tool.pytest.ini_options]\nb = '1'\nc = \"2\"\n# end\n",
        ),
    ],
)
def test_line_endings_and_layout_stay(
    name: str, text: str, edit: KeyEdit, expected: str
) -> None:
    """What is not edited stays, to the character; a second time changes nothing."""
    edited = apply_config_edits(text, [edit], name)
    assert edited == expected
    assert apply_config_edits(edited, [edit], name) == edited


@pytest.mark.parametrize(
    ("name", "text", "edit"),
    [
        ("a.ini", "a = 1\n", setting("pytest", "a", "2")),
        ("a.ini", "[a]\n[b]\n", SectionEdit(FILE, "a", "b")),
        ("a.ini", "[a]\nb = 1\nc = 1\n", setting("a", "b", "1", "c")),
        ("a.ini", "[a]\nb = 1\x0c\nc = 2\n", setting("a", "c", "1")),
        ("a.ini", "[a]\nb = 1\n", setting("a", "b", "x\n\ny")),
        ("a.toml", "a = \n", setting("pytest", "a", "2")),
        ("a.toml", "[a]\nc = 1\n[b]\nc = 1\n", SectionEdit(FILE, "a", "b")),
        ("a.toml", "[a]\nb = 1\nc = 1\n", setting("a", "b", "1", "c")),
        ("a.toml", "a = 1\n", setting("a", "b", "1")),
        ("a.toml", "a = {b = 1}\n", SectionEdit(FILE, "a", "c")),
    ],
)
def test_what_cannot_be_edited_is_said(name: str, text: str, edit: ConfigEdit) -> None:
    """Broken files, taken names and unusual layouts are refused as a whole."""
    with pytest.raises(CannotEdit):
        apply_config_edits(text, [edit], name)


words = st.sampled_from(["asyncio_mode", "a", "b.c", "ü", "addopts"])
texts = st.sampled_from(["auto", "session", "1", "x y", "it's", 'say "no"'])
noise = st.sampled_from(["", "# c", "  ", "    # inside", "; d"])
endings = st.sampled_from(["\n", "\r\n"])


@st.composite
def ini_texts(draw: st.DrawFn) -> str:
    lines = []
    for section in draw(st.lists(words, unique=True, min_size=1, max_size=3)):
        lines += [f"[{section}]", *draw(st.lists(noise, max_size=2))]
        for key in draw(st.lists(words, unique=True, max_size=3)):
            sign = draw(st.sampled_from(["=", " = ", " : "]))
            lines.append(f"{key}{sign}{draw(texts)}")
            lines += [f"  {one}" for one in draw(st.lists(texts, max_size=2))]
            lines += draw(st.lists(noise, max_size=2))
    return "".join(line + draw(endings) for line in lines)


@given(ini_texts(), words, words, texts | st.none())
def test_any_ini_file_keeps_all_else(
    text: str, section: str, key: str, value: str | None
) -> None:
    """One key is as wanted, all others and all comments are as they were."""
    edit = setting(section, key, value)
    edited = apply_config_edits(text, [edit], "pytest.ini")
    before, after = (
        {
            name: dict(of)
            for name, of in iniconfig.IniConfig("", data=one).sections.items()
        }
        for one in (text, edited)
    )
    if value is not None:
        before.setdefault(section, {})[key] = value
    else:
        before.get(section, {}).pop(key, None)
    assert after == before
    assert apply_config_edits(edited, [edit], "pytest.ini") == edited
    kept = [one for one in text.splitlines(keepends=True) if one.startswith("#")]
    assert [one for one in edited.splitlines(keepends=True) if one[0] == "#"] == kept


@given(
    st.dictionaries(words, texts | st.booleans() | st.integers(), max_size=3),
    words,
    texts | st.none(),
    endings,
)
def test_any_toml_file_keeps_all_else(
    content: dict[str, object], key: str, value: str | None, ending: str
) -> None:
    """The same for TOML."""
    lines = [f"[{OPTIONS}] # head"]
    lines += [f"{toml(name)} = {toml(one)}  # {name}" for name, one in content.items()]
    text = ending.join([*lines, "", "# other", "[other]", "a = 1", ""])
    edit = setting(OPTIONS, key, value)
    edited = apply_config_edits(text, [edit], "pyproject.toml")
    wanted = {**content, key: value}
    if value is None:
        del wanted[key]
    read = tomllib.loads(edited)["tool"]["pytest"]["ini_options"]
    same = isinstance(content.get(key), bool) and value in {"true", "false"}
    assert same or read == wanted
    assert edited.endswith(ending.join(["# other", "[other]", "a = 1", ""]))
    assert edited.count("\r\n") == (edited.count("\n") if ending == "\r\n" else 0)
    assert apply_config_edits(edited, [edit], "pyproject.toml") == edited


def toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        quoted = value.replace('"', '\\"')
        return f'"{quoted}"'
    return str(value)


@given(st.text(alphabet="ab=[]{}\"'.#;\\\n\r 1,:", max_size=60), st.booleans())
def test_no_text_is_too_broken(text: str, is_toml: bool) -> None:
    """Any text is edited, or refused with our error."""
    name = "a.toml" if is_toml else "a.ini"
    for edit in (
        setting("a", "b", "1"),
        setting("a", "b", None),
        setting("a", "b", "1", "c"),
    ):
        with contextlib.suppress(CannotEdit):
            apply_config_edits(text, [edit], name)


def test_a_missing_package_says_how_to_get_it(tmp_path: Path) -> None:
    """Without tomlkit the error has the command; ini files need no package."""
    program = """
        import sys
        sys.modules["tomlkit"] = None
        from loopwise.fixes.config_edits import MissingExtra, apply_config_edits
        from loopwise.model.finding import KeyEdit
        edit = KeyEdit("f", "pytest", "a", "1")
        print(apply_config_edits("", [edit], "pytest.ini").split())
        try:
            apply_config_edits("", [edit], "pytest.toml")
        except MissingExtra as error:
            print(error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert done.stdout == snapshot("""\
['[pytest]', 'a', '=', '1']
repairs of TOML files need the package tomlkit: pip install "loopwise[fix]"
""")
