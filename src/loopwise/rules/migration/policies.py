"""LW806: a fixture ``event_loop_policy`` that one setting does the work of."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.finding import Finding
from loopwise.model.runner import LOOPWISE
from loopwise.rules.checked import Checked
from loopwise.rules.rule import WARNING, Example, ProjectRule
from loopwise.rules.scopes.found_at import finding_at, step_at

_NAME = "event_loop_policy"


class PolicyFixture(ProjectRule):
    """A fixture `event_loop_policy`, which chooses what makes the loops.

    **What it means.** Loopwise honours it. Policies are deprecated since Python 3.14.

    **What to do.** Set `loopwise_loop_factory` to what makes the loops, such as
    `uvloop:new_event_loop`, and delete the fixture. `loopwise fix --migrate` leaves it:
    what a policy does besides cannot be told.
    """

    code = "LW806"
    level = WARNING
    name = "event-loop-policy-fixture"
    summary = "A fixture `event_loop_policy` that one setting does the work of"
    bad = (
        Example(
            {
                "conftest.py": """
                    import asyncio

                    import pytest

                    @pytest.fixture(scope="session")
                    def event_loop_policy():
                        return asyncio.DefaultEventLoopPolicy()
                """,
                "test_example.py": """
                    async def test_example():
                        pass
                """,
            },
            runner=LOOPWISE,
            is_run=False,
            why_not="Loopwise runs it as it is: there is only less to write.",
        ),
    )
    good = (
        Example(
            {
                "pytest.ini": """
                    [pytest]
                    loopwise_loop_factory = asyncio:SelectorEventLoop
                """,
                "test_example.py": """
                    async def test_example():
                        pass
                """,
            },
            runner=LOOPWISE,
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Give each such fixture."""
        static = checked.suite
        sites = {id(one.node): one for one in static.all_fixtures if one.name == _NAME}
        for site in sites.values():
            is_uvloop = "uvloop" in site.file.of(site.node)
            factory = "uvloop:new_event_loop" if is_uvloop else "package.module:name"
            diagnostic = Diagnostic(
                self.code,
                "fixture `event_loop_policy` chooses what makes the loops",
                (step_at(site.file, site.node, site.name, "fixture"),),
                "one setting does that, without a policy.",
                (Fix(f"set loopwise_loop_factory = {factory}, and delete it"),),
            )
            yield finding_at(site.file, site.node, diagnostic)
