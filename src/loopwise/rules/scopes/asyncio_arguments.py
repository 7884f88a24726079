"""LW115: arguments that the asyncio mark or fixture does not take."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.fixes.removal import without_keyword
from loopwise.model.finding import Finding, Repair
from loopwise.model.scope import SCOPE_NAMES
from loopwise.model.step import Step
from loopwise.rules.functions import steps_to
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.surroundings import is_expected, is_for_other_versions
from loopwise.rules.view import View, repair

_MARK = "pytest.mark.asyncio"
_FIXTURE = "pytest_asyncio.fixture"
_OF_MARK = frozenset({"loop_scope", "scope", "loop_factories"})
_OF_LOOPWISE = frozenset({"loop_factory", "leftovers", "timeout"})
_OF_FIXTURE = frozenset(
    {"fixture_function", "loop_scope", "scope", "params", "autouse", "ids", "name"}
)
_SCOPES = ", ".join(SCOPE_NAMES)


class AsyncioArguments(SourceRule):
    """`pytest.mark.asyncio(…)` or `pytest_asyncio.fixture(…)` with wrong arguments.

    The mark takes keyword arguments: `loop_scope`, and `loop_factories`. Its `scope` is
    deprecated since pytest-asyncio 0.24, and called `loop_scope`. Anything else fails
    the test in its set-up.

    The fixture takes what `pytest.fixture` takes, by name, and `loop_scope`. Anything
    else fails the import of the file, so all of its tests.

    A scope is one of `function`, `class`, `module`, `package` and `session`.
    """

    code = "LW115"
    name = "asyncio-arguments"
    summary = "Bad or deprecated arguments of `pytest.mark.asyncio` or of the fixture"
    bad = (
        Example(
            {
                "test_example.py": """
                    import pytest

                    @pytest.mark.asyncio(scope="module")
                    async def test_one():
                        pass

                    class TestTwo:
                        pytestmark = pytest.mark.asyncio(scope='class')

                        async def test_two(self):
                            pass
                """
            },
            shows='"scope" keyword argument to the asyncio marker has been deprecated',
        ),
        Example(
            {
                "test_example.py": """
                    import pytest

                    @pytest.mark.asyncio("module")
                    async def test_one():
                        pass
                """
            },
            shows="mark.asyncio accepts only",
        ),
        Example(
            {
                "test_example.py": """
                    import pytest

                    @pytest.mark.asyncio(scope="module", loop_scope="module")
                    async def test_one():
                        pass
                """
            },
            shows='defines both "scope" and "loop_scope"',
        ),
        Example(
            {
                "test_example.py": """
                    import pytest

                    @pytest.mark.asyncio(loop="module")
                    async def test_one():
                        pass
                """
            },
            shows="mark.asyncio accepts only",
        ),
        Example(
            {
                "test_example.py": """
                    import pytest

                    @pytest.mark.asyncio(loop_scope="modul")
                    async def test_one():
                        pass
                """
            },
            shows="'modul'",
        ),
        Example(
            {
                "test_example.py": """
                    import pytest_asyncio

                    @pytest_asyncio.fixture(autoused=True)
                    async def one():
                        pass

                    def test_one():
                        pass
                """
            },
            shows="unexpected keyword argument 'autoused'",
        ),
        Example(
            {
                "test_example.py": """
                    import pytest
                    import pytest_asyncio

                    @pytest_asyncio.fixture("module")
                    async def one():
                        return 1

                    @pytest.mark.asyncio(loop_scope="module")
                    async def test_one(one):
                        assert one == 1
                """
            },
            shows="'str' object has no attribute",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import pytest
                    import pytest_asyncio

                    WIDE = {"loop_scope": "module"}

                    @pytest_asyncio.fixture(scope="module", loop_scope="module")
                    async def one():
                        return 1

                    @pytest.mark.asyncio(loop_scope="module")
                    async def test_one(one):
                        assert one == 1

                    @pytest.mark.asyncio(**WIDE)
                    async def test_two(one):
                        assert one == 1

                    async def same(one):
                        assert one == 1

                    test_three = pytest.mark.asyncio(loop_scope="module")(same)
                    test_four = pytest.mark.asyncio(same)
                """
            }
        ),
        Example(
            {
                "test_example.py": """
                    import pytest

                    @pytest.mark.asyncio(scope="module")
                    async def test_one():
                        pass
                """
            },
            version="0.23.8",
        ),
        Example(
            {
                "test_example.py": """
                    import pytest

                    @pytest.mark.asyncio(timeout=5)
                    async def test_one():
                        pass
                """
            },
            runner="loopwise",
        ),
    )
    nodes = (ast.Call,)
    words = ("mark.asyncio", "pytest_asyncio")

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give calls of the mark or the fixture with wrong arguments."""
        assert isinstance(node, ast.Call)
        full = view.qualified(node.func)
        if full not in {_MARK, _FIXTURE} or is_for_other_versions(view):
            return
        if is_expected(view):
            return
        if full == _MARK:
            yield from self._mark(node, view)
        else:
            yield from self._fixture(node, view)

    def _mark(self, node: ast.Call, view: View) -> Iterator[Finding]:
        known = _OF_MARK | (
            _OF_LOOPWISE if view.project.runner.is_loopwise else frozenset()
        )
        if _is_positional(node):
            yield self._positional(node, view, "`pytest.mark.asyncio`", "loop_scope")
        names = {one.arg for one in node.keywords}
        for one in node.keywords:
            if one.arg == "scope" and not view.project.runner.is_before(0, 24):
                yield self._deprecated(node, one, view, is_double="loop_scope" in names)
            elif one.arg is not None and one.arg not in known:
                yield self._unknown(one, view, "`pytest.mark.asyncio`")
            if one.arg in {"scope", "loop_scope"}:
                yield from self._value(one, view)

    def _fixture(self, node: ast.Call, view: View) -> Iterator[Finding]:
        if _is_positional(node):
            yield self._positional(node, view, "`pytest_asyncio.fixture`", "scope")
        for one in node.keywords:
            if one.arg is not None and one.arg not in _OF_FIXTURE:
                yield self._unknown(one, view, "`pytest_asyncio.fixture`")
            elif one.arg in {"scope", "loop_scope"}:
                yield from self._value(one, view)

    def _positional(
        self, node: ast.Call, view: View, called: str, name: str
    ) -> Finding:
        first, made = node.args[0], None
        if (
            len(node.args) == 1
            and isinstance(first, ast.Constant)
            and first.value in SCOPE_NAMES
            and not any(one.arg == name for one in node.keywords)
        ):
            new = f"{name}={view.file.of(first)}"
            made = repair(f"write `{new}`", view.replace(first, new))
        return view.finding(
            self.code,
            first,
            f"{called} takes keyword arguments only",
            "it is not known what an argument without a name means.",
            fixes=() if made else ("name the argument",),
            repair=made,
            path=_path(view),
        )

    def _deprecated(
        self, node: ast.Call, keyword: ast.keyword, view: View, *, is_double: bool
    ) -> Finding:
        return view.finding(
            self.code,
            keyword,
            "`pytest.mark.asyncio` has both `scope` and `loop_scope`"
            if is_double
            else "the argument `scope` of `pytest.mark.asyncio` is deprecated",
            "`scope` is the old name of `loop_scope`: with both, the test fails."
            if is_double
            else "pytest-asyncio calls it `loop_scope` since 0.24.",
            repair=_removed(node, keyword, view)
            if is_double
            else _renamed(keyword, view),
            path=_path(view),
        )

    def _unknown(self, keyword: ast.keyword, view: View, called: str) -> Finding:
        takes = "`loop_scope`" if "mark" in called else "`scope` and `loop_scope`"
        return view.finding(
            self.code,
            keyword,
            f"{called} takes no `{keyword.arg}`",
            f"what it takes that has to do with loops is {takes}.",
            fixes=("remove the argument",),
            path=_path(view),
        )

    def _value(self, keyword: ast.keyword, view: View) -> Iterator[Finding]:
        value = keyword.value
        if not isinstance(value, ast.Constant) or value.value in SCOPE_NAMES:
            return
        if value.value is None:
            return
        yield view.finding(
            self.code,
            value,
            f"`{view.file.of(value)}` is no scope",
            f"scopes are {_SCOPES}.",
            fixes=("write one of them",),
            path=_path(view),
        )


def _path(view: View) -> tuple[Step, ...]:
    """Give the function that is decorated, where it is one."""
    return steps_to(view, view.parents[-1])


def _is_positional(node: ast.Call) -> bool:
    """Tell whether a call gives a value by position: a function is what is marked."""
    return bool(node.args) and isinstance(node.args[0], ast.Constant)


def _renamed(keyword: ast.keyword, view: View) -> Repair:
    new = f"loop_{view.file.of(keyword)}"
    return repair("write `loop_scope`", view.replace(keyword, new))


def _removed(node: ast.Call, keyword: ast.keyword, view: View) -> Repair | None:
    edit = without_keyword(view.file, node, keyword)
    return None if edit is None else repair("drop `scope`", edit)
