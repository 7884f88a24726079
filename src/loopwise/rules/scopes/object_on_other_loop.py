"""LW103: an object outside of async fixtures is used on several loops."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.model.diagnostic import Diagnostic
from loopwise.model.finding import Finding
from loopwise.model.place import Place
from loopwise.model.suite import FixtureDefinition
from loopwise.plan.parted import Parted
from loopwise.rules.checked import Checked
from loopwise.rules.rule import Example, ProjectRule
from loopwise.rules.scopes.found_at import finding_at, fixes, with_fix
from loopwise.rules.scopes.other_loop import path_to
from loopwise.rules.scopes.parting import Partings, partings, strangers_of


class ObjectOnOtherLoop(ProjectRule):
    """An engine, a client or a pool outside of async fixtures meets several loops.

    **What it means.** It is made when a module is imported, or by a sync fixture that
    is kept for several tests, and belongs to the first loop that uses it. With
    pytest-asyncio each test has a loop of its own unless something says otherwise: the
    second test that uses the object fails with "attached to a different loop" or "Event
    loop is closed". Loopwise gives all of these tests one loop.

    **What to do.** Give tests and fixtures one loop by the two defaults in the
    configuration, or make the object anew for each test, and close it there.
    """

    code = "LW103"
    name = "object-on-other-loop"
    summary = "An object that belongs to one event loop is used on several"
    bad = (
        Example(
            {
                "pytest.ini": """
                    [pytest]
                    asyncio_mode = auto
                """,
                "app/__init__.py": "",
                "app/http.py": """
                    import httpx

                    client = httpx.AsyncClient()
                """,
                "test_example.py": """
                    from app.http import client

                    from surroundings import serve

                    async def fetch(url):
                        return (await client.get(url)).text

                    async def test_one():
                        async with serve() as url:
                            assert await fetch(url) == "42"

                    async def test_two():
                        async with serve() as url:
                            assert await fetch(url) == "42"
                """,
            },
            is_run=False,
            why_not="it needs a server; the suites of the seeds run it.",
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
                "app.py": """
                    import httpx

                    client = httpx.AsyncClient()
                """,
                "test_example.py": """
                    from app import client

                    async def test_one():
                        assert not client.is_closed

                    async def test_two():
                        assert not client.is_closed
                """,
            },
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Give each such object that several loops touch."""
        found = partings(checked)
        for number, parts in found.by_member().items():
            member = checked.suite.suite.members[number]
            if not (isinstance(member, FixtureDefinition) and member.is_async):
                yield _told(checked, parts, found)


def _told(checked: Checked, parts: list[Parted], found: Partings) -> Finding:
    repair = found.repair
    static = checked.suite
    one = parts[0]
    member = static.suite.members[one.instance.member]
    made = member.type if not isinstance(member, FixtureDefinition) else member.makes
    loops = len(set(one.users.values()))
    noun = "fixture " if isinstance(member, FixtureDefinition) else ""
    diagnostic = Diagnostic(
        "LW103",
        f"{noun}`{member.name}` is reached from {loops} event loops, and belongs to "
        "one",
        path_to(checked, one),
        f"{_article(made)} belongs to the loop that it is used on first.",
        fixes(found.advice),
        len(strangers_of(parts)) - 1,
    )
    site = static.fixtures.get(one.instance.member)
    if site is not None:
        return finding_at(site.file, site.node, diagnostic, repair)
    if repair is not None:
        diagnostic = with_fix(diagnostic, repair.text)
    file = checked.project.rootdir / member.place.file
    place = Place(member.place.file, member.place.line, 1)
    return Finding(diagnostic, place, repair=repair, file=str(file))


def _article(made: str) -> str:
    name = made.rpartition(".")[2] or "it"
    return f"an {name}" if name[:1].lower() in "aeiou" else f"a {name}"
