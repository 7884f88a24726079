"""What Loopwise says in pytest's output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from loopwise._version import __version__
from loopwise.model.settings import Mode, Settings
from loopwise.pytest_plugin.takeover import is_installed
from loopwise.report import diagnostic_text, plan_json, plan_text

if TYPE_CHECKING:
    from loopwise.pytest_plugin.runner import Runner


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


def show_diagnostics(reporter: Any, runner: Runner) -> None:
    """Print what will not fit together, once, at the end."""
    if reporter.config.option.loop_plan:
        return
    diagnostics = runner.diagnostics()
    if diagnostics:
        reporter.section("loopwise", sep="=", yellow=True)
        for number, diagnostic in enumerate(diagnostics):
            if number:
                reporter.write_line("")
            for line in diagnostic_text.render(diagnostic).splitlines():
                reporter.write_line(line)
