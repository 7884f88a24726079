"""Random projects of files that are broken, cut, or oddly encoded; repaired, they hold.

The files are those of the rules' examples: all findings and repairs come up.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Sequence
from pathlib import Path

from loopwise.rules.registry import all_rules, migration_rules
from loopwise.rules.rule import Example

_TOKENS = (
    "(", ")", "[", "]", "{", "}", ":", ",", "\\\n", "\n", "\t", "\f", ";", "'''",
    '"""', "'", '"', "#", "# noqa", "# noqa: LW101", "async ", "await ", "def ",
    "class ", "lambda: ", "*", "**", "=", ":=", "->", "@", "yield ", "return ", "if ",
    "else", "with ", "as x", "global x\n", "del x\n", "import asyncio", "é", "漢",
    "\u2028", "\ufeff", "\x0b", "\x1c", "…", "\r", "\r\n", "f'{x!r:>{y}}'", "0x",
    "match x:",
)  # fmt: skip
_ENCODINGS = ("utf-8", "utf-8-sig", "latin-1", "utf-16", "cp1252", "shift-jis")
_SETTINGS = (
    "[tool.pytest.ini_options]\nasyncio_mode = 'auto'\n",
    "[tool.pytest.ini_options]\nasyncio_default_fixture_loop_scope = 'functions'\n",
    "[tool.loopwise]\nselect = ['LW2']\n",
    "[project]\nname = 'x'\nversion = '1'\ndependencies = ['pytest-asyncio==0.23.8']\n",
    "[dependency-groups]\ntest = ['pytest-asyncio>=1.2', 'loopwise']\n",
)
_INI = (
    "[pytest]\nasyncio_mode = auto\n",
    "[tool:pytest]\nasyncio_mode = auto\n",
    "[pytest]\nasyncio_mod = strict\n  asyncio_debug = maybe\n",
    "[pytest\n",
    "\ufeff[pytest]\r\npython_files = *.py\r\n",
)


def examples() -> list[Example]:
    """Give the examples of all rules."""
    rules = (*all_rules(), *migration_rules())
    return [one for rule in rules for one in (*rule.bad, *rule.good)]


def released(directory: Path) -> list[Example]:
    """Give the short files of tests that released projects have, one by one."""
    found = []
    for path in sorted(directory.rglob("*test*.py")):
        content = path.read_bytes()
        if b"async" in content and len(content) < 8_000:
            text = content.decode("utf-8", "replace")
            found.append(Example({f"test_{path.stem}.py": text}))
    return found


def write(directory: Path, seed: int, known: Sequence[Example]) -> dict[str, bytes]:
    """Write a project; give the contents of its files, by their paths."""
    chance = random.Random(seed)
    files: dict[str, bytes] = {}
    for example in chance.sample(known, chance.randint(1, 3)):
        folder = chance.choice(("", "", "tests/", "src/app/", "tests/sub dir/"))
        for name, text in example.files.items():
            files[folder + name] = _changed(textwrap.dedent(text).strip(), chance)
    if chance.random() < 0.5:
        files["pyproject.toml"] = _settings(chance.choice(_SETTINGS), chance)
    if chance.random() < 0.3:
        name = chance.choice(("pytest.ini", "setup.cfg", "tox.ini"))
        files[name] = _settings(chance.choice(_INI), chance)
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return files


def _settings(text: str, chance: random.Random) -> bytes:
    return _changed(text, chance) if chance.random() < 0.1 else text.encode()


def _changed(text: str, chance: random.Random) -> bytes:
    text += chance.choice(("\n", "\n", "", "\n\n\n", "  "))
    if chance.random() < 0.6:
        for _ in range(chance.choice((1, 1, 1, 2, 5, 30))):
            text = chance.choice(_MUTATIONS)(text, chance)
    ending = chance.choice(("\n", "\n", "\n", "\r\n", "\r"))
    return _encoded(text.replace("\n", ending), chance)


def _inserted(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(_TOKENS) + text[at:]


def _removed(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + text[at + chance.choice((1, 1, 2, 5, 40)) :]


def _truncated(text: str, chance: random.Random) -> str:
    return text[: chance.randint(0, len(text))]


def _swapped(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return "\n".join(lines)


def _doubled(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    stop = chance.randint(start, len(lines))
    return "\n".join([*lines[:stop], *lines[start:stop], *lines[stop:]])


def _indented(text: str, chance: random.Random) -> str:
    before = chance.choice(("if True:\n", "class TestIt:\n", "def outer():\n"))
    indent = chance.choice(("    ", "\t", "  "))
    return before + textwrap.indent(text, indent)


def _on_one_line(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines[at : at + 2] = ["; ".join(one.strip() for one in lines[at : at + 2])]
    return "\n".join(lines)


def _commented(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines[at] += chance.choice(("  # kept: ü", "  # noqa", " \\", "  # type: ignore"))
    return "\n".join(lines)


def _long(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    size = chance.choice((200, 5_000))
    return text[:at] + chance.choice(("(", "[", "x + ", " ", "'a' ")) * size + text[at:]


def _tabs(text: str, chance: random.Random) -> str:
    del chance
    return text.replace("    ", "\t")


def _pages(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines[at] = "\f" + lines[at]
    return "\n".join(lines)


def _renamed(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    at = chance.randrange(len(words))
    words[at] = chance.choice(words)
    return " ".join(words)


_MUTATIONS = (
    _inserted,
    _removed,
    _truncated,
    _swapped,
    _doubled,
    _indented,
    _on_one_line,
    _commented,
    _long,
    _tabs,
    _pages,
    _renamed,
)


def _encoded(text: str, chance: random.Random) -> bytes:
    if chance.random() < 0.75:
        content = text.encode("utf-8", "replace")
    else:
        encoding = chance.choice(_ENCODINGS)
        if chance.random() < 0.7:
            text = f"# -*- coding: {encoding} -*-\n{text}"
        content = text.encode(encoding, "replace")
    if chance.random() < 0.1:
        broken = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            if broken:
                broken[chance.randrange(len(broken))] = chance.randrange(256)
        content = bytes(broken)
    return content
