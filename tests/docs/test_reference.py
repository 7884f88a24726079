"""The reference pages name what there is: all of it, and nothing else."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from loopwise.checking.settings import _KEYS
from loopwise.report.pages import codes
from loopwise.rules.registry import all_rules, migration_rules
from loopwise.testing import ExampleSuite

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


def test_every_option_is_described(tmp_path: Path) -> None:
    """The page of options has each option and key that pytest's help lists."""
    # Without pytest-asyncio, whose options would be listed in place of ours.
    listed = ExampleSuite({"pytest.ini": "[pytest]\n"}).run(
        tmp_path, "-p", "no:asyncio", "--help"
    )
    assert listed.exit_code == 0, listed.text
    names = re.compile(
        r"^ +(--(?:loop-|asyncio-)[a-z-]+|(?:loopwise|asyncio)_[a-z_]+)", re.MULTILINE
    )
    page = (REFERENCE / "options.md").read_text("utf-8")
    described = {
        name
        for term in re.findall(r"^(`.+`)\n: ", page, re.MULTILINE)
        for name in re.findall(r"`([a-z_-]+)", term)
    }
    assert set(names.findall(listed.text)) == described


def test_every_setting_of_the_checker_is_described() -> None:
    """The page of options has each key of ``[tool.loopwise]``."""
    page = (REFERENCE / "options.md").read_text("utf-8")
    _, _, checker = page.partition("\n## The checker\n")
    described = {
        name
        for term in re.findall(r"^- (`.+?`): ", checker, re.MULTILINE)
        for name in re.findall(r"`([a-z-]+)`", term)
    }
    assert described == set(_KEYS)


def test_every_message_is_described() -> None:
    """Each code in the source is that of a rule, or of a message with a page."""
    used = {
        code
        for module in (ROOT / "src").rglob("*.py")
        for code in re.findall(r"\bLW\d{3}\b", module.read_text("utf-8"))
    }
    page = (REFERENCE / "messages.md").read_text("utf-8")
    assert re.findall(r"pages/(LW\d{3})\.md$", page, re.MULTILINE) == codes()
    rules = {one.code for one in (*all_rules(), *migration_rules())}
    assert used - rules <= set(codes()) <= used


def test_every_rule_is_described() -> None:
    """The generated list has each rule, in a family, and each has a page."""
    spec = importlib.util.spec_from_file_location(
        "rule_pages", ROOT / "docs" / "rule_pages.py"
    )
    assert spec is not None
    assert spec.loader is not None
    rule_pages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rule_pages)
    table = rule_pages.table()
    for rule in all_rules():
        assert f"[{rule.code}](rules/{rule_pages.name_of(rule)}.md)" in table
        assert rule_pages.page(rule).startswith(f"# {rule.code}: {rule.name}\n")
