"""LW101: a fixture lives on another loop than the test that awaits it."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.model.diagnostic import Diagnostic
from loopwise.model.finding import Edit, Finding, Repair
from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.model.suite import FixtureDefinition
from loopwise.plan.assign import assign
from loopwise.plan.conflicts import Conflict, conflicts
from loopwise.plan.diagnose import WHY, diagnose
from loopwise.plan.parted import Parted, nearest
from loopwise.plan.steps import member_step, test_step, way_to
from loopwise.rules.checked import Checked
from loopwise.rules.rule import Example, ProjectRule
from loopwise.rules.scopes.found_at import finding_at, fixes
from loopwise.rules.scopes.parting import (
    Partings,
    partings,
    strangers_of,
    without_loop_scope,
)
from loopwise.static.suite.static_suite import StaticSuite


class OtherLoop(ProjectRule):
    """A fixture lives on another event loop than the test that awaits it.

    **What it means.** The fixture's value belongs to a loop: a client, a pool, a
    connection. The test, or another fixture, awaits it on another one. That fails, or
    hangs, as soon as the value has to wait for something of its own loop.

    With pytest-asyncio a test runs on a loop of its own unless its mark or
    `asyncio_default_test_loop_scope` say otherwise, and an async fixture on the loop of
    its scope. Loopwise finds one loop for both; there only an explicit loop scope parts
    them.

    **What to do.** Give tests and fixtures one loop: with pytest-asyncio the two
    defaults in the configuration, with Loopwise no loop scope at all.
    """

    code = "LW101"
    name = "fixture-on-other-loop"
    summary = "A fixture lives on another event loop than the test that awaits it"
    bad = (
        Example(
            {
                "pytest.ini": """
                    [pytest]
                    asyncio_mode = auto
                """,
                "conftest.py": """
                    import asyncio

                    import aiohttp
                    import pytest
                    from aiohttp import web

                    async def answer(request):
                        return web.Response(text="42")

                    @pytest.fixture(scope="session")
                    async def server():
                        app = web.Application()
                        app.router.add_get("/", answer)
                        runner = web.AppRunner(app)
                        await runner.setup()
                        site = web.TCPSite(runner, "127.0.0.1", 0)
                        await site.start()
                        yield f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
                        await runner.cleanup()

                    @pytest.fixture(scope="session")
                    async def client(server):
                        async with aiohttp.ClientSession(server) as session:
                            yield session
                """,
                "test_example.py": """
                    async def test_answer(client):
                        async with client.get("/") as response:
                            assert await response.text() == "42"
                """,
            },
            shows="Timeout context manager should be used inside a task",
        ),
        Example(
            {
                "test_example.py": """
                    import asyncio

                    import pytest

                    @pytest.fixture(scope="module")
                    async def waiting():
                        return asyncio.get_running_loop().create_future()

                    @pytest.mark.asyncio(loop_scope="function")
                    async def test_waiting(waiting):
                        asyncio.get_running_loop().call_later(1, waiting.set_result, 1)
                        assert await waiting == 1
                """,
            },
            shows="attached to a different loop",
            runner="loopwise",
        ),
    )
    good = (
        Example(
            {
                "pytest.ini": """
                    [pytest]
                    asyncio_mode = auto
                    asyncio_default_fixture_loop_scope = session
                    asyncio_default_test_loop_scope = session
                """,
                "test_example.py": """
                    import aiohttp
                    import pytest

                    @pytest.fixture(scope="session")
                    async def client():
                        async with aiohttp.ClientSession() as session:
                            yield session

                    async def test_answer(client):
                        assert not client.closed
                """,
            },
        ),
        Example(
            {
                "pytest.ini": """
                    [pytest]
                    asyncio_mode = auto
                """,
                "test_example.py": """
                    import aiohttp
                    import pytest

                    @pytest.fixture(scope="session")
                    async def numbers():
                        return [1, 2]

                    @pytest.fixture(scope="session")
                    async def address():
                        client = aiohttp.ClientSession()
                        await client.close()
                        return "http://localhost"

                    async def test_sum(numbers, address):
                        assert sum(numbers) == 3
                        assert address.startswith("http")
                """,
            },
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Give what is parted, or what explicit loop scopes part under Loopwise."""
        if checked.project.runner.is_loopwise:
            yield from _in_plan(checked.suite)
            return
        found = partings(checked)
        for number, parts in found.by_member().items():
            member = checked.suite.suite.members[number]
            if isinstance(member, FixtureDefinition) and member.is_async:
                yield _as_written(checked, parts, found)


def _as_written(checked: Checked, parts: list[Parted], found: Partings) -> Finding:
    static = checked.suite
    one = parts[0]
    number = one.instance.member
    member = static.suite.members[number]
    user = nearest(one, checked.written)
    what = f"fixture `{member.name}` lives on another event loop than"
    if user.fixture is None:
        what += " the test that awaits it"
    else:
        what += f" `{static.suite.members[user.fixture].name}`, which awaits it"
    others = len(strangers_of(parts)) - 1
    diagnostic = Diagnostic(
        "LW101", what, path_to(checked, one), WHY, fixes(found.advice), others
    )
    site = static.fixtures[number]
    return finding_at(site.file, site.node, diagnostic, found.repair)


def path_to(checked: Checked, one: Parted) -> tuple[Step, ...]:
    """Give the steps from what is parted to who shows it best, with their loops."""
    suite, written = checked.suite.suite, checked.written
    user = nearest(one, written)
    test = suite.tests[user.test]
    home = one.home or next(iter(one.users.values()))
    number = one.instance.member
    path = [member_step(suite.members[number], str(home))]
    if user.fixture is not None:
        path.append(member_step(suite.members[user.fixture], str(one.users[user])))
        return (*path, test_step(test))
    between = way_to(test, number)[:-1]
    path += [member_step(suite.members[each]) for each in reversed(between)]
    return (*path, test_step(test, str(one.users[user])))


def _in_plan(static: StaticSuite) -> Iterator[Finding]:
    plan = assign(static.suite, static.settings)
    found = conflicts(plan)
    if not found:
        return
    told = diagnose(plan, static.settings)
    for conflict, diagnostic in zip(found, told, strict=True):
        place = diagnostic.path[-1].place
        tests = [test for group in conflict.nearest for test in plan.groups[group]]
        file = static.tests[tests[0]].defined_in
        for test in tests:
            if static.suite.tests[test].place == place:
                file = static.tests[test].defined_in
        yield Finding(
            diagnostic,
            Place(place.file, place.line, 1),
            repair=_dropping(static, tests, diagnostic, conflict),
            file=str(file.path),
        )


def _dropping(
    static: StaticSuite, tests: list[int], diagnostic: Diagnostic, conflict: Conflict
) -> Repair | None:
    """Give the repair that drops the loop scopes, where that is a fix that works."""
    text = next((one.text for one in diagnostic.fixes), "")
    if not text.startswith("drop loop_scope"):
        return None
    edits: dict[Edit, None] = {}
    for test in tests:
        source = static.tests[test]
        if source.mark is None or source.loop_scope_node is None:
            return None
        file = source.mark.module.file
        edit = without_loop_scope(file, source.mark.node, source.loop_scope_node)
        if edit is None:
            return None
        edits[edit] = None
    return Repair(text, tuple(edits)) if conflict.nearest else None
