"""``fixture`` and ``mark``: what a test suite may import from Loopwise.

Neither is needed: ``pytest.fixture`` and an unmarked ``async def`` do the same. They
are for those who want to choose a loop scope by hand.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, TypeVar, overload

import pytest

from loopwise.model.scope import Scope

ScopeName = Literal["session", "package", "module", "class", "function"]
F = TypeVar("F", bound=Callable[..., Any])

_Ids = Sequence[object | None] | Callable[[Any], object | None]
_ScopeOrCallable = ScopeName | Callable[[str, pytest.Config], ScopeName]


@overload
def fixture(
    function: F,
    *,
    scope: _ScopeOrCallable = ...,
    loop_scope: ScopeName | None = ...,
    params: Iterable[object] | None = ...,
    autouse: bool = ...,
    ids: _Ids | None = ...,
    name: str | None = ...,
) -> F: ...


@overload
def fixture(
    function: None = None,
    *,
    scope: _ScopeOrCallable = ...,
    loop_scope: ScopeName | None = ...,
    params: Iterable[object] | None = ...,
    autouse: bool = ...,
    ids: _Ids | None = ...,
    name: str | None = ...,
) -> Callable[[F], F]: ...


def fixture(
    function: Callable[..., Any] | None = None,
    *,
    scope: _ScopeOrCallable = "function",
    loop_scope: ScopeName | None = None,
    params: Iterable[object] | None = None,
    autouse: bool = False,
    ids: _Ids | None = None,
    name: str | None = None,
) -> Any:
    """Make a fixture of a function, sync or async.

    Takes what ``pytest.fixture`` takes, with the same meaning, and ``loop_scope``.

    Args:
        function: The fixture function, where the decorator has no parentheses.
        scope: How long the fixture is cached.
        loop_scope: The narrowest loop scope to run it with. Not needed: the loop is
            found by what uses the fixture. It may make the loop wider, never narrower
            than ``scope``.
        params: Values for each of which the fixture, and its tests, run once.
        autouse: Whether tests that can see it use it without asking.
        ids: Names for ``params`` in test ids.
        name: The name to ask for it by, if not the function's.

    Raises:
        ValueError: ``scope`` or ``loop_scope`` is not a scope; the text says where.
    """
    if function is None:

        def decorate(decorated: F) -> F:
            return fixture(
                decorated,
                scope=scope,
                loop_scope=loop_scope,
                params=params,
                autouse=autouse,
                ids=ids,
                name=name,
            )

        return decorate
    _check(scope if isinstance(scope, str) else None, "scope", function)
    _check(loop_scope, "loop_scope", function)
    _declare(function, loop_scope)
    return pytest.fixture(
        function, scope=scope, params=params, autouse=autouse, ids=ids, name=name
    )


def _check(name: object, what: str, function: object) -> None:
    if name is None:
        return
    try:
        Scope.from_name(name)
    except ValueError as error:
        code = getattr(function, "__code__", None)
        place = f"{code.co_filename}:{code.co_firstlineno}: " if code else ""
        which = getattr(function, "__name__", repr(function))
        raise ValueError(f"{place}fixture `{which}`: {what} {error}") from None


def _declare(function: Any, loop_scope: ScopeName | None) -> None:
    """Note the choice where pytest-asyncio notes it too, so that both honour it."""
    target = getattr(function, "__func__", function)
    wanted = loop_scope is not None or inspect.iscoroutinefunction(target)
    if wanted or inspect.isasyncgenfunction(target):
        vars(target).update(_force_asyncio_fixture=True, _loop_scope=loop_scope)


class _Mark:
    """``mark.asyncio``, typed; every other mark is ``pytest.mark``'s."""

    @overload
    def asyncio(self, function: F, /) -> F: ...

    @overload
    def asyncio(
        self,
        function: None = None,
        /,
        *,
        loop_scope: ScopeName | None = ...,
        leftovers: Literal["warn", "error", "off"] | None = ...,
        timeout: float | None = ...,
    ) -> pytest.MarkDecorator: ...

    def asyncio(
        self,
        function: Callable[..., Any] | None = None,
        /,
        *,
        loop_scope: ScopeName | None = None,
        leftovers: Literal["warn", "error", "off"] | None = None,
        timeout: float | None = None,
    ) -> Any:
        """Mark a test, or a class, as one that runs on an event loop.

        Args:
            function: The test, where the decorator has no parentheses.
            loop_scope: The loop scope to run it with, honoured as given. Not needed:
                the loop is found by what the test uses.
            leftovers: What becomes of what it leaves behind: ``"warn"`` of it, an
                ``"error"``, or nothing: ``"off"``.
            timeout: How many seconds the test may take, with the set-up and teardown
                of what it is the first to use; 0 for as many as it likes. The closest
                mark that says a number counts.

        Raises:
            ValueError: ``loop_scope`` is not a scope.
        """
        said: dict[str, object] = {}
        if loop_scope is not None:
            try:
                Scope.from_name(loop_scope)
            except ValueError as error:
                raise ValueError(f"mark.asyncio: loop_scope {error}") from None
            said["loop_scope"] = loop_scope
        if leftovers is not None:
            said["leftovers"] = leftovers
        if timeout is not None:
            said["timeout"] = timeout
        made = pytest.mark.asyncio(**said) if said else pytest.mark.asyncio
        return made if function is None else made(function)

    def __getattr__(self, name: str) -> pytest.MarkDecorator:
        return getattr(pytest.mark, name)  # type: ignore[no-any-return]  # pytest's is untyped


mark: _Mark = _Mark()
