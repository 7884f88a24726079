"""LW105 to LW107: failures that say nothing of loops, but come from async fixtures."""

from __future__ import annotations

import inspect
import re

import pytest

from loopwise.loops.users_code import traceback_frames
from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.scope import Scope
from loopwise.model.settings import Mode
from loopwise.model.step import Step
from loopwise.model.suite import FixtureDefinition
from loopwise.plan.steps import member_step, test_step
from loopwise.provenance.symptoms import said_by
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.definitions import Definition
from loopwise.pytest_plugin.explaining.case import value_of
from loopwise.pytest_plugin.functions import is_async_inside
from loopwise.pytest_plugin.ownership import inner_test, is_foreign
from loopwise.pytest_plugin.runtime import Runtime

_MISMATCH = re.compile(
    r"tried to access the (?P<narrow>\w+) scoped fixture (?P<name>\w+) "
    r"with a (?P<wide>\w+) scoped request"
)
_NOT_NATIVE = "async def functions are not natively supported"
_NO_PLUGIN = "requested an async fixture"


def explain_mistake(
    runtime: Runtime, item: pytest.Item, error: BaseException
) -> Diagnostic | None:
    """Tell what an error that does not speak of loops has to do with async code."""
    said = said_by(error)
    found = _MISMATCH.search(said)
    if found is not None:
        return _scope_mismatch(runtime, item, found)
    if runtime.settings.mode is not Mode.STRICT or is_foreign(item):
        return None
    if _NOT_NATIVE in said and is_async_inside(inner_test(item)):
        return _unmarked(runtime, item)
    return _plain_fixture(runtime, item, said) or _asked_again(runtime, item, error)


def _plain_fixture(runtime: Runtime, item: pytest.Item, said: str) -> Diagnostic | None:
    """Tell of an async fixture that strict mode left to pytest, which never awaits."""
    shows = ("coroutine", "async_generator", "async generator", _NO_PLUGIN)
    if not any(word in said for word in shows):
        return None
    names = internals.active_definitions(item)
    asked = {definition: name for name, definition in names.items()}
    for definition, known in runtime.live.definitions.all():
        value = value_of(definition)
        is_unrun = inspect.isasyncgen(value) and value.ag_frame is not None
        if inspect.iscoroutine(value):
            state = inspect.getcoroutinestate(value)
            is_unrun = state == inspect.CORO_CREATED
        if _NO_PLUGIN in said and f"'{definition.argname}'" in said:
            is_unrun = True
        elif definition not in asked:
            continue
        if is_unrun and not known.member.is_async and is_async_inside(definition.func):
            return _unrun(runtime, item, known)
    return None


def _asked_again(
    runtime: Runtime, item: pytest.Item, error: BaseException
) -> Diagnostic | None:
    """Tell of such a fixture that was asked for before.

    pytest refuses it once, and then fails over what it had kept of it.
    """
    frames = [frame for frame, _ in traceback_frames(error.__traceback__)]
    if (
        type(error) is not AssertionError
        or not frames
        or frames[-1].f_globals.get("__name__") != "_pytest.fixtures"
    ):
        return None
    for name in getattr(item, "fixturenames", ()):
        for definition in internals.visible_definitions(item, name)[-1:]:
            known = runtime.live.definitions.get(definition, item)
            if known is not None and not known.member.is_async:
                if is_async_inside(definition.func):
                    return _unrun(runtime, item, known)
    return None


def _unrun(runtime: Runtime, item: pytest.Item, known: Definition) -> Diagnostic:
    name = known.member.name
    return Diagnostic(
        code="LW105",
        what=f"fixture `{name}` is async, but nothing awaited it",
        path=(member_step(known.member), _test(runtime, item)),
        why="in strict mode an async fixture is run if its decorator says so; "
        "pytest.fixture hands out the coroutine, or the generator, itself.",
        fixes=(
            Fix("decorate it with @pytest_asyncio.fixture, or @loopwise.fixture"),
            Fix("run all async fixtures: asyncio_mode = auto"),
        ),
    )


def _unmarked(runtime: Runtime, item: pytest.Item) -> Diagnostic:
    settings = runtime.settings
    why = "in strict mode only marked async tests are run."
    if not settings.is_mode_chosen:
        why = (
            "another plugin, or a conftest, runs test functions itself, so Loopwise "
            "takes marked tests only; that one left this test alone."
        )
    return Diagnostic(
        code="LW106",
        what=f"{item.name} is async, but not marked",
        path=(_test(runtime, item),),
        why=why,
        fixes=(
            Fix("mark it: @pytest.mark.asyncio"),
            Fix("run all async tests: asyncio_mode = auto"),
        ),
    )


def _scope_mismatch(
    runtime: Runtime, item: pytest.Item, found: re.Match[str]
) -> Diagnostic | None:
    """Tell of a wide fixture that asks for a narrow one, where one of them is async."""
    visible = internals.visible_definitions(item, found["name"])
    if not visible:
        return None
    narrow = runtime.live.definitions.get(visible[-1], item)
    if narrow is None or not isinstance(narrow.member, FixtureDefinition):
        return None
    users = [
        known
        for definition, known in runtime.live.definitions.all()
        if found["name"] in definition.argnames
        and definition.scope == found["wide"]
        and definition in internals.visible_definitions(item, definition.argname)
    ]
    if not users or not (
        narrow.member.is_async or any(one.member.is_async for one in users)
    ):
        return None
    user = users[0]
    path = (
        member_step(user.member, ""),
        member_step(narrow.member, ""),
    )
    fixes = []
    if _may_be_wide(runtime, item, narrow, found["wide"]):
        fixes.append(Fix(f'keep `{found["name"]}` as long: scope="{found["wide"]}"'))
    fixes.append(Fix(f'keep `{user.member.name}` as short: scope="{found["narrow"]}"'))
    return Diagnostic(
        code="LW107",
        what=f"fixture `{user.member.name}` lives longer than `{found['name']}`, "
        "which it asks for",
        path=path,
        why=f"a {found['wide']}-scoped fixture is kept for other tests, when its "
        f"{found['narrow']}-scoped one is gone.",
        fixes=tuple(fixes),
    )


def _may_be_wide(
    runtime: Runtime, item: pytest.Item, narrow: Definition, scope: str
) -> bool:
    """Whether all that a fixture asks for lives as long as it would."""
    for name in narrow.names:
        for definition in internals.visible_definitions(item, name)[-1:]:
            known = runtime.live.definitions.get(definition, item)
            if known is not None and known.member.scope < Scope.from_name(scope):
                return False
    return True


def _test(runtime: Runtime, item: pytest.Item) -> Step:
    number = runtime.live.number[item]
    return test_step(runtime.plan.suite.tests[number])
