"""What Loopwise says in pytest's output."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from loopwise._version import __version__
from loopwise.model.settings import Mode, Settings
from loopwise.pytest_plugin.takeover import is_installed
from loopwise.report import diagnostic_text

if TYPE_CHECKING:
    from loopwise.pytest_plugin.runner import Runner

TITLE = "loopwise"
"""Of sections in pytest's output."""

ABOUT = "loopwise_about"
"""An attribute of reports: what a failure was explained by."""

KEY = "loopwise"
"""Under which a worker of pytest-xdist hands its texts over."""


def prepare(config: pytest.Config) -> None:
    """Make room for a plan that is asked for: nothing runs, in no other process."""
    if not config.option.loop_plan:
        return
    if hasattr(config.option, "dist"):
        # pytest-xdist collects in other processes, which have no terminal.
        config.option.dist, config.option.tx = "no", []
    if config.option.loop_plan == "json":
        # The output is for a program: nothing else may stand there.
        config.option.verbose = -2
        config.option.no_header = config.option.disable_warnings = True


def header(settings: Settings) -> str:
    """Give Loopwise's line of the header."""
    place = " in place of pytest-asyncio" if is_installed() else ""
    who = "runs every async test"
    if settings.mode is Mode.STRICT:
        who = "runs async tests that are marked"
    extra = [
        f"{minimum.source} = {minimum.scope}, at least"
        for minimum in (settings.test_minimum, settings.fixture_minimum)
        if minimum is not None
    ]
    what = f"loopwise: {__version__}, {who} on the loop that fits{place}"
    return ", ".join([what, *extra])


def show_plan(session: pytest.Session, runner: Runner) -> bool | None:
    """Print the plan, if ``--loop-plan`` asks for it; then nothing is to run."""
    form = session.config.option.loop_plan
    if not form:
        return None
    from loopwise.report import plan_json, plan_text  # only now needed

    report = plan_json if form == "json" else plan_text
    numbers = runner.runtime.live.number
    chosen = [numbers[item] for item in session.items if item in numbers]
    errors = list(runner.runtime.live.bad_marks.values())
    text = report.render(runner.runtime.plan, runner.diagnostics(), chosen, errors)
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.ensure_newline()
        for line in text.splitlines():
            reporter.write_line(line)
    return True


def show_page(config: pytest.Config) -> int | None:
    """Print the page of a message, if ``--loop-explain`` asks for one.

    Raises:
        pytest.UsageError: no message has this code; the text lists those there are.
    """
    code: str | None = config.option.loop_explain
    if code is None:
        return None
    from loopwise.report.pages import codes, page  # only now needed

    try:
        text = page(code.upper())
    except KeyError:
        known = ", ".join(codes())
        raise pytest.UsageError(
            f"--loop-explain: no message has the code {code}; known: {known}"
        ) from None
    sys.stdout.write(printable(text))  # pytest has no terminal writer yet
    return int(pytest.ExitCode.OK)


def diagnostics_of(runner: Runner) -> dict[str, None]:
    """Write what does not fit together, as planned and as it showed."""
    texts = [diagnostic_text.render(one) for one in runner.diagnostics()]
    texts += runner.not_followed()
    if left_open := runner.left_open():
        texts.append("\n".join(left_open))
    texts += runner.finish()
    return dict.fromkeys(texts)


def hand_over(config: pytest.Config, told: list[str]) -> None:
    """Give a worker's texts to pytest-xdist, which sends them to its controller."""
    output = getattr(config, "workeroutput", None)
    if output is not None:
        output[KEY] = told


def handed_over(node: Any) -> dict[str, None]:
    """Give the texts that came from a worker, if it lived to send them."""
    return dict.fromkeys(getattr(node, "workeroutput", {}).get(KEY, ()))


def show_diagnostics(reporter: Any, told: list[str]) -> None:
    """Print what does not fit together, once, at the end."""
    explained = _explained(reporter)
    if explained:
        told = [*told, "\n".join(["Explained where it failed:", "", *explained])]
    if reporter.config.option.loop_plan or not told:
        return
    reporter.section(TITLE, sep="=", yellow=True)
    for number, text in enumerate(told):
        if number:
            reporter.write_line("")
        shown = printable(text)
        shown = diagnostic_text.paint(shown) if reporter.hasmarkup else shown
        for line in shown.splitlines():
            reporter.write_line(line)


def _explained(reporter: Any) -> list[str]:
    """Write what failures were explained by, one line each, with the tests' names."""
    tests: dict[str, dict[str, None]] = {}
    for report in (*reporter.getreports("failed"), *reporter.getreports("error")):
        if isinstance(about := getattr(report, ABOUT, None), str):
            tests.setdefault(about, {})[report.nodeid] = None
    left_out = tests.pop("", None)
    found = []
    for what, ids in tests.items():
        first = next(iter(ids)).rpartition("::")[2]
        more = f" and {len(ids) - 1} more" if len(ids) > 1 else ""
        found.append(f"{what}: {first}{more}")
    if left_out:
        found.append(f"{len(left_out)} more were not looked at, to save time.")
    return found


def paint_failures(config: pytest.Config) -> None:
    """Give the explanations of failures their colours, just before they are printed.

    Not before: what else shows them, such as a JUnit file, has none.
    """
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not reporter.hasmarkup:
        return
    for outcome in ("failed", "error"):
        for report in reporter.getreports(outcome):
            sections: list[Any] = getattr(report.longrepr, "sections", [])
            for number, (title, text, separator) in enumerate(sections):
                if title == TITLE:
                    painted = diagnostic_text.paint(text)
                    sections[number] = (title, painted, separator)


def printable(text: str) -> str:
    """Give a text with nothing that the terminal's encoding does not have."""
    # The one at the start: pytest puts others in its place while it captures.
    encoding = getattr(sys.__stdout__, "encoding", None) or "ascii"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return diagnostic_text.to_ascii(text)
    return text
