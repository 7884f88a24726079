"""Options in ``addopts`` and required plugins, in all ways to write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.migration.leaving import migrated, stays

PLAIN = """
    async def test_one():
        pass
"""


@pytest.mark.parametrize(
    ("name", "written", "left"),
    [
        (
            "pytest.ini",
            "[pytest]\naddopts = -q --asyncio-mode=auto -p pytest_asyncio -ra\n",
            "[pytest]\naddopts = -q -ra\n",
        ),
        (
            "pytest.ini",
            "[pytest]\naddopts =\n    -q\n    --asyncio-mode auto\n    -ra\n",
            "[pytest]\naddopts =\n    -q\n    -ra\n",
        ),
        (
            "pyproject.toml",
            '[tool.pytest.ini_options]\naddopts = "--asyncio-mode=auto -q"  # why\n',
            '[tool.pytest.ini_options]\naddopts = "-q"  # why\n',
        ),
        (
            "pyproject.toml",
            "[tool.pytest.ini_options]\naddopts = [\n    '-q',\n"  # noqa: ISC004  # one text
            "    '--asyncio-mode=auto',  # why\n    '-p', 'pytest_asyncio',\n]\n",
            "[tool.pytest.ini_options]\naddopts = [\n    '-q',\n]\n",
        ),
        (
            "pyproject.toml",
            '[tool.pytest.ini_options]\naddopts = ["--asyncio-mode", "auto", "-q"]\n',
            '[tool.pytest.ini_options]\naddopts = [ "-q"]\n',
        ),
    ],
)
def test_options_go(name: str, written: str, left: str, tmp_path: Path) -> None:
    """The mode and the plugin are taken from ``addopts``, the others stay."""
    after = migrated(tmp_path, {name: written, "test_one.py": PLAIN})
    assert after[name] == left


def test_strict_mode_stays_in_options(tmp_path: Path) -> None:
    """An option for strict mode stays while a test carries no mark."""
    written = "[pytest]\naddopts = --asyncio-mode=strict\n"
    skipped = "    import pytest\n\n    @pytest.mark.skip\n" + PLAIN.lstrip("\n")
    assert stays(tmp_path, {"pytest.ini": written, "test_one.py": skipped})


def test_loopwise_is_required_instead(tmp_path: Path) -> None:
    """A suite that requires pytest-asyncio requires Loopwise afterwards."""
    written = "[pytest]\nrequired_plugins = pytest-asyncio>=0.21\n"
    after = migrated(
        tmp_path, {"pytest.ini": written, "test_one.py": PLAIN}, passes=True
    )
    assert after["pytest.ini"] == "[pytest]\nrequired_plugins = loopwise\n"
