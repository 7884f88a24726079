"""What several loops of a run with pytest-asyncio touch, and how to put it on one."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from loopwise.fixes.removal import without_keyword
from loopwise.model.finding import Edit, Repair
from loopwise.model.scope import Scope
from loopwise.model.suite import FixtureDefinition, Resource, Suite
from loopwise.plan.as_written import EVENT_LOOP, AsWritten
from loopwise.plan.parted import Parted, parted
from loopwise.resources.bound_type import Binds
from loopwise.resources.catalog import Catalog
from loopwise.rules.checked import Checked
from loopwise.rules.scopes import one_loop
from loopwise.rules.scopes.given_by import gives_object, own_nodes
from loopwise.static.source_file import SourceFile
from loopwise.static.suite.static_suite import FixtureSite, TestSource


@dataclass(slots=True)
class Partings:
    """All that is parted in a suite, and the repair that serves all of it."""

    found: list[Parted]
    repair: Repair | None = None
    advice: tuple[str, ...] = ()
    """What to do where no edit does it."""

    def by_member(self) -> dict[int, list[Parted]]:
        """Give what is parted of each fixture definition or object."""
        found: dict[int, list[Parted]] = {}
        for one in self.found:
            found.setdefault(one.instance.member, []).append(one)
        return found


def strangers_of(parts: list[Parted]) -> set[int]:
    """Give the tests that touch any of these from another loop."""
    return {user.test for one in parts for user in one.strangers}


def partings(checked: Checked) -> Partings:
    """Find what is parted; nothing where Loopwise finds the loops."""
    if checked.project.runner.is_loopwise:
        return Partings([])
    bound, passing = _bound(checked), _passing(checked)
    found = parted(checked.written, bound, passing)
    if not found:
        return Partings([])
    repair = _repair(checked, found, bound, passing)
    advice: tuple[str, ...] = (one_loop.INSTALL,)
    if repair is not None and not repair.edits:
        advice = (repair.text, *advice)
        repair = None
    return Partings(found, repair, advice)


def _bound(checked: Checked) -> set[int]:
    """Give the members that belong to a loop by what their code makes.

    Primitives bind at the first wait that blocks, which most tests never come to.
    """
    static, catalog = checked.suite, Catalog()
    waits = {row.label for row in catalog.rows if row.binds is Binds.FIRST_WAIT}
    found = set()
    for number, member in enumerate(static.suite.members):
        if isinstance(member, Resource):
            made = member.type if member.lives_on_a_loop else ""
        else:
            made = static.makes.get(number, "") if member.name != EVENT_LOOP else ""
            site = static.fixtures.get(number)
            if site is not None and not gives_object(site.node, catalog):
                made = ""
        if made and made not in waits:
            found.add(number)
    return found


def _passing(checked: Checked) -> set[int]:
    """Give the fixtures that pass on what they ask for, or something made with it."""
    static = checked.suite
    return {
        number
        for number, site in static.fixtures.items()
        if static.makes.get(number) or _gives_parameter(site)
    }


def _gives_parameter(site: FixtureSite) -> bool:
    for node in own_nodes(site.node):
        if isinstance(node, (ast.Return, ast.Yield)) and node.value is not None:
            if any(name in site.names for name in _names_in(node.value)):
                return True
    return False


def _names_in(node: ast.AST) -> Iterator[str]:
    """Give the names in an expression; what was awaited is a result of its own."""
    waiting: list[ast.AST] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.Name):
            yield one.id
        elif not isinstance(one, ast.Await):
            waiting.extend(ast.iter_child_nodes(one))


def _repair(
    checked: Checked, found: list[Parted], bound: set[int], passing: set[int]
) -> Repair | None:
    """Put everything on loops of one scope, and see whether that is enough.

    Without edits it can only be told: there is no file to write it to.
    """
    project, static = checked.project, checked.suite
    if not one_loop.is_possible(project):
        return None
    scope = max(Scope.FUNCTION, *(one.instance.at.scope for one in found))
    if scope is Scope.PACKAGE:
        scope = Scope.SESSION  # a fixture of another directory has another package
    suite, edits = static.suite, list[Edit]()
    if _left(checked, suite, scope, bound, passing):
        suite, edits = _without_choices(checked, found)
        if _left(checked, suite, scope, bound, passing):
            return None
    touched = {user.test for one in found for user in one.users}
    is_safe = all(
        number in touched or not test.is_async
        for number, test in enumerate(static.suite.tests)
    )
    first = one_loop.one_loop(project, scope, is_safe=is_safe)
    if first is None and not one_loop.has_file(project):
        return Repair(one_loop.text(scope), (), is_safe)
    if first is None and not edits:
        return None
    text = one_loop.text(scope) if first is not None else "drop the loop scopes"
    given = first.edits if first is not None else ()
    return Repair(text, (*given, *edits), is_safe)


def _left(
    checked: Checked, suite: Suite, scope: Scope, bound: set[int], passing: set[int]
) -> list[Parted]:
    settings = one_loop.with_one_loop(checked.suite.settings, scope)
    return parted(AsWritten(suite, settings, checked.project.runner), bound, passing)


def _without_choices(checked: Checked, found: list[Parted]) -> tuple[Suite, list[Edit]]:
    """Drop the loop scopes of tests and fixtures that touch what is parted."""
    static = checked.suite
    tests, members = [*static.suite.tests], [*static.suite.members]
    edits: dict[Edit, None] = {}
    for user in (user for one in found for user in one.users):
        member = None if user.fixture is None else members[user.fixture]
        if isinstance(member, FixtureDefinition) and user.fixture is not None:
            site = static.fixtures.get(user.fixture)
            edit = None if site is None else _of_fixture(site)
            if member.loop_scope is not None and edit is not None:
                changed = dataclasses.replace(member, loop_scope=None)
                members[user.fixture] = changed
                edits[edit] = None
        elif user.fixture is None and tests[user.test].loop_scope is not None:
            edit = _of_test(static.tests[user.test])
            if edit is not None:
                test = dataclasses.replace(tests[user.test], loop_scope=None)
                tests[user.test] = test
                edits[edit] = None
    return dataclasses.replace(static.suite, tests=tests, members=members), [*edits]


def _of_fixture(site: FixtureSite) -> Edit | None:
    return without_loop_scope(site.file, site.decorator, site.loop_scope_node)


def _of_test(source: TestSource) -> Edit | None:
    if source.mark is None or source.loop_scope_node is None:
        return None
    file = source.mark.module.file
    return without_loop_scope(file, source.mark.node, source.loop_scope_node)


def without_loop_scope(
    file: SourceFile, call: ast.expr, value: ast.expr | None
) -> Edit | None:
    """Take the loop scope out of a decorator or a mark."""
    if not isinstance(call, ast.Call):
        return None
    for keyword in call.keywords:
        if keyword.value is value:
            return without_keyword(file, call, keyword, bare=True)
    return None
