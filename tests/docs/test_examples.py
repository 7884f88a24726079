"""The code in the documentation is in files, and the files run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loopwise.testing import ExampleSuite
from tests.cli.running import loopwise

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = sorted(
    path
    for path in (DOCS / "examples").iterdir()
    if (path.suffix == ".py" or path.is_dir()) and not path.name.startswith("failing_")
)
FAILING = sorted((DOCS / "examples").glob("failing_*.py"))
REPORTS = sorted((DOCS / "examples").glob("*.report.txt"))
PLANS = sorted((DOCS / "examples").glob("*.plan.txt"))
CHECKED = sorted((DOCS / "examples").glob("*.check.txt"))
DIFFS = sorted((DOCS / "examples").glob("*.diff.txt"))
GENERATED = DOCS / "reference" / "rules"
"""Made from the rules; their examples run in the tests of the rules."""
PAGES = sorted(
    path
    for path in DOCS.rglob("*.md")
    if "_build" not in path.parts and path.parent != GENERATED
)

FENCE = re.compile(r"^```\{?(?P<what>[\w:-]*)\}?(?P<of>.*)$", re.MULTILINE)


def suite_of(example: Path) -> ExampleSuite:
    """Give an example as a suite of its own: none of this repository's settings."""
    files = [example] if example.is_file() else sorted(example.iterdir())
    texts = {path.name: path.read_text(encoding="utf-8") for path in files}
    return ExampleSuite({"pytest.ini": "[pytest]\n", **texts})


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_examples_pass(example: Path, tmp_path: Path) -> None:
    """Every example in the documentation passes, and no warning is raised."""
    result = suite_of(example).run(tmp_path, "-W", "error")
    assert result.exit_code == 0, result.text
    assert set(result.counts) == {"passed"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_examples_pass_backwards(example: Path, tmp_path: Path) -> None:
    """Every example passes with its tests in reverse order, too."""
    suite = suite_of(example)
    backwards = "def pytest_collection_modifyitems(items): items.reverse()\n"
    files = {**suite.files, "backwards.py": backwards}
    result = ExampleSuite(files).run(tmp_path, "-p", "backwards")
    assert result.exit_code == 0, result.text


@pytest.mark.parametrize("shown", PLANS, ids=lambda path: path.stem)
def test_plans_are_what_pytest_prints(shown: Path, tmp_path: Path) -> None:
    """A plan shown in the documentation is the one that its example gives."""
    example = shown.with_name(shown.name.removesuffix(".plan.txt") + ".py")
    result = suite_of(example).run(tmp_path, "--loop-plan", "-q")
    assert result.exit_code == 0, result.text
    plan, _, _ = result.text.rpartition("\nno tests ran in ")
    assert plan.strip() == shown.read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("example", FAILING, ids=lambda path: path.stem)
def test_reports_are_what_pytest_prints(example: Path, tmp_path: Path) -> None:
    """A failure shown in the documentation is explained in the words shown with it."""
    suite = ExampleSuite(
        {"pytest.ini": "[pytest]\n", "test_it.py": example.read_text("utf-8")}
    )
    result = suite.run(tmp_path)
    assert result.counts == {"failed": 1}, result.text
    said = result.text.partition("- loopwise -")[2].partition("\n")[2]
    shown = example.with_suffix(".report.txt").read_text(encoding="utf-8")
    assert said.startswith(shown), result.text


@pytest.mark.parametrize(
    ("shown", "args"),
    [
        *((one, ("check",)) for one in CHECKED),
        *((one, ("fix", "--diff")) for one in DIFFS),
    ],
    ids=lambda one: one.name if isinstance(one, Path) else one[0],
)
def test_what_the_checker_says_is_what_is_shown(
    shown: Path, args: tuple[str, ...], tmp_path: Path
) -> None:
    """What pages show of the checker is what it prints of the example."""
    name = shown.name.partition(".")[0] + ".py"
    suite_of(shown.with_name(name)).write(tmp_path)
    assert loopwise(tmp_path, *args).out == shown.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "page", PAGES, ids=lambda path: path.relative_to(DOCS).as_posix()
)
def test_python_in_pages_is_included(page: Path) -> None:
    """No page holds Python code of its own, which nothing would run."""
    fences = [match["what"] for match in FENCE.finditer(page.read_text("utf-8"))]
    assert not {"python", "py", "code-block"} & set(fences)


def test_examples_are_shown() -> None:
    """Every example is included by a page, and every file that pages include exists."""
    included = {
        (page.parent / match["of"].strip()).resolve()
        for page in PAGES
        for match in FENCE.finditer(page.read_text("utf-8"))
        if match["what"] == "literalinclude"
    }
    assert all(path.is_file() for path in included)
    examples = DOCS / "examples"
    # Of an example in several files a page shows those that matter.
    shown = {path if path.parent == examples else path.parent for path in included}
    files = (*EXAMPLES, *FAILING, *PLANS, *REPORTS, *CHECKED, *DIFFS)
    assert shown == {path.resolve() for path in files}


def test_readme_shows_a_real_plan() -> None:
    """The plan in the README is the one that the documentation shows."""
    plan = (DOCS / "examples" / "test_mixed_scopes.plan.txt").read_text("utf-8")
    assert plan.strip() in (DOCS.parent / "README.md").read_text("utf-8")


def test_readme_shows_a_real_report() -> None:
    """The report in the README is the one that the documentation shows."""
    report = (DOCS / "examples" / "failing_queue.report.txt").read_text("utf-8")
    assert report.strip() in (DOCS.parent / "README.md").read_text("utf-8")
