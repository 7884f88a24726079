"""Lines of TOML's tables and keys."""

from __future__ import annotations

import contextlib
import tomllib

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from loopwise.static.ini_lines import BadConfiguration
from loopwise.static.toml_lines import line_of, read_toml, toml_lines

TEXT = '''\
top = 1  # [no.table]
[tool.pytest.ini_options]  # a = 1
filterwarnings = [
    "error",  # b = 2
    """
c = 3
""",
    'd = [',
]
"quoted key".e = { f = 4, g = "}" }
[[tool.'other'.h]]
i = \'\'\'
[j]
k = 5\'\'\'
l = 6
'''


def test_lines_are_those_of_keys() -> None:
    """Neither comments nor strings nor arrays are taken for keys."""
    lines = toml_lines(TEXT)
    assert tomllib.loads(TEXT)
    assert {".".join(path): line for path, line in lines.items()} == {
        "top": 1,
        "tool.pytest.ini_options": 2,
        "tool.pytest.ini_options.filterwarnings": 3,
        "tool.pytest.ini_options.quoted key": 10,
        "tool.pytest.ini_options.quoted key.e": 10,
        "tool.other.h": 11,
        "tool.other.h.i": 12,
        "tool.other.h.l": 15,
    }


def test_inside_of_inline_tables_the_nearest_line_counts() -> None:
    """A key without a line of its own is where what is around it is."""
    lines = toml_lines(TEXT)
    around = ("tool", "pytest", "ini_options", "quoted key", "e", "f")
    assert line_of(lines, *around) == 10
    assert line_of(lines, "none") == 0


keys = st.text(min_size=1, max_size=6).filter(lambda key: key.isprintable())
values: st.SearchStrategy[object] = st.recursive(
    st.one_of(st.integers(-9, 9), st.booleans(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(keys, values, max_size=4))
def test_each_key_of_any_document_is_found(content: dict[str, object]) -> None:
    """What tomlkit writes, each key at the top of it is found on its line."""
    text = tomlkit.dumps(content)
    lines = toml_lines(text)
    assert {path[0] for path in lines} == set(content)


@given(st.text(alphabet="ab=[]{}\"'.#\\\n 1,", max_size=60))
def test_no_text_is_too_broken(text: str) -> None:
    """Any text ends in lines, and reads or is said to be bad."""
    toml_lines(text)
    with contextlib.suppress(BadConfiguration):
        assert isinstance(read_toml(text), dict)


def test_bad_toml_names_its_line() -> None:
    """The line of the fault is given, also at the end of the text."""
    with pytest.raises(BadConfiguration, match="is not valid TOML: ") as raised:
        read_toml("a = 1\nb = [\n")
    assert raised.value.line == 3
