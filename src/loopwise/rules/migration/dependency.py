"""LW807: the project still declares that it depends on pytest-asyncio."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.finding import Finding
from loopwise.model.runner import LOOPWISE, PYTEST_ASYNCIO
from loopwise.model.step import Step
from loopwise.rules.checked import Checked
from loopwise.rules.rule import WARNING, Example, ProjectRule
from loopwise.static.declared import declarations


class Dependency(ProjectRule):
    """A file declares that the project depends on pytest-asyncio.

    **What it means.** Loopwise stands in for it, also where it is not installed.

    **What to do.** Declare `loopwise` in its place. `loopwise fix --migrate` leaves
    that to you: lock files change with it.
    """

    code = "LW807"
    level = WARNING
    name = "pytest-asyncio-declared"
    summary = "pytest-asyncio is declared as a dependency"
    bad = (
        Example(
            {
                "requirements.txt": "pytest\npytest-asyncio==0.23.8\n",
                "test_example.py": """
                    async def test_example():
                        pass
                """,
            },
            runner=LOOPWISE,
            is_run=False,
            why_not="Loopwise runs it as it is: there is only less to install.",
        ),
    )
    good = (
        Example(
            {
                "requirements.txt": "pytest\nloopwise\n",
                "test_example.py": """
                    async def test_example():
                        pass
                """,
            },
            runner=LOOPWISE,
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Give each place that declares it."""
        project = checked.project
        start = project.invocation or project.rootdir
        for path, one in declarations(start, project.rootdir, PYTEST_ASYNCIO):
            yield Finding(
                Diagnostic(
                    self.code,
                    f"`{one.text}` is declared",
                    (Step(one.text, one.place, "requirement"),),
                    "Loopwise stands in for it, also where it is not installed.",
                    (Fix("replace pytest-asyncio by loopwise"),),
                ),
                one.place,
                file=str(path),
            )
