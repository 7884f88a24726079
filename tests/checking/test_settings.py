"""Settings of the checker, from ``[tool.loopwise]`` and ``loopwise.toml``."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.checking.settings import (
    BadSetting,
    CheckSettings,
    find_settings,
    read_settings,
)
from tests.static.files import write


def test_all_keys_are_read(tmp_path: Path) -> None:
    """Each key of the table is a choice."""
    write(
        tmp_path,
        {
            "pyproject.toml": """\
            [tool.loopwise]
            select = ["LW1", "LW601"]
            extend-select = ["ALL"]
            ignore = ["LW112"]
            extend-ignore = ["LW2"]
            exclude = ["build"]
            extend-exclude = ["gen/*"]
            runner = "pytest-asyncio"
            cache = false
            cache-dir = ".cache/loopwise"
            output-format = "json"
            fix = true
            unsafe-fixes = true

            [tool.loopwise.per-file-ignores]
            "tests/*" = ["LW3"]
            """
        },
    )
    path = tmp_path / "pyproject.toml"
    assert find_settings(tmp_path) == CheckSettings(
        select=("LW1", "LW601"),
        extend_select=("ALL",),
        ignore=("LW112",),
        extend_ignore=("LW2",),
        per_file_ignores={"tests/*": ("LW3",)},
        exclude=("build",),
        extend_exclude=("gen/*",),
        runner="pytest-asyncio",
        cache=False,
        cache_dir=".cache/loopwise",
        output_format="json",
        fix=True,
        unsafe_fixes=True,
        directory=tmp_path,
        file=path,
    )


def test_the_nearest_file_with_settings_counts(tmp_path: Path) -> None:
    """A ``pyproject.toml`` without the table is passed over; the repository ends it."""
    write(
        tmp_path,
        {
            "loopwise.toml": 'ignore = ["LW1"]',
            "work/.git/HEAD": "",
            "work/loopwise.toml": 'ignore = ["LW2"]',
            "work/one/pyproject.toml": "[project]\nname = 'one'\n",
            "other/.git/HEAD": "",
        },
    )
    assert find_settings(tmp_path / "work" / "one").ignore == ("LW2",)
    assert find_settings(tmp_path / "other") == CheckSettings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "\n[tool.loopwise]\nper_file_ignore = {}\n",
            ":3: `per_file_ignore` is not a key of Loopwise's checker; did you mean",
        ),
        (
            "[tool.loopwise]\nselect = 'LW1'\n",
            ":2: `select` has to be a list of strings, not 'LW1'",
        ),
        (
            "[tool.loopwise]\nselect = ['E501']\n",
            ':2: `select` has \'E501\'; codes are like "LW101", or begin so, or "ALL"',
        ),
        (
            "[tool.loopwise]\nrunner = 'trio'\n",
            ':2: `runner` has to be "loopwise" or "pytest-asyncio", not ' + "'trio'",
        ),
        (
            "[tool.loopwise]\nfix = 1\n",
            ":2: `fix` has to be true or false, not 1",
        ),
        (
            "[tool.loopwise]\nper-file-ignores = []\n",
            ":2: `per-file-ignores` has to be a table of lists by patterns of paths",
        ),
        ("[tool.loopwise\n", ":1 is not valid TOML: "),
    ],
)
def test_bad_settings_name_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    """The error names the file, the line, the key, and what is valid."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")
    with pytest.raises(BadSetting) as raised:
        read_settings(tmp_path / "pyproject.toml")
    assert str(raised.value).startswith(f"pyproject.toml{message}")
