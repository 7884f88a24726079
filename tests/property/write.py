"""A random suite as files: asynchronous, or its synchronous twin.

The twin is the same suite without ``async`` and ``await``. Plain pytest runs it, and
so says what pytest's own rules (overrides, autouse, parameters, caching of failures)
make of the suite: the asynchronous one must do the same, step for step.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.property.project import Fixture, Kind, Marks, Project, Test
from tests.property.reaching import Reaching
from tests.property.write_application import (
    HOOK,
    application_files,
    declared,
    imported_early,
)

LIBRARY = "site-packages"
"""Where what belongs to no project is looked for: code there is not followed."""
PROBES = {
    f"{LIBRARY}/{name}": Path(__file__).with_name(name).read_text(encoding="utf-8")
    for name in ("probe.py", "probes.py")
}
HEAD = "import loopwise\nimport pytest\n\nimport probe\n"
ROOT = """
import probes

pytest_plugins = ["probe"]
probes.RECORD.append(probe.record)
"""


def files_of(project: Project, *, twin: bool = False) -> dict[str, str]:
    """Give the texts of all files by their paths."""
    writer = _Writer(project, twin)
    files = {**PROBES, "pytest.ini": _ini(project, twin=twin)}
    application = [*application_files(project.application, twin=twin)]
    files.update(zip(application[::2], application[1::2], strict=True))
    for directory in project.directories:
        prefix = f"{directory}/" if directory else ""
        if project.is_package(directory):
            files[f"{prefix}__init__.py"] = ""
        text = writer.module(directory)
        if not directory:
            early = imported_early(project.application)
            text = text.replace(HEAD, HEAD + ROOT + early, 1)
            if project.application.declared == "hook" and not twin:
                text += HOOK
        files[f"{prefix}conftest.py"] = text
    for module in project.modules:
        files[module] = writer.module(module)
    return files


def _ini(project: Project, *, twin: bool) -> str:
    ini = project.ini
    lines = ["[pytest]", "markers =", "    asyncio: known without Loopwise too"]
    lines.append(f"pythonpath = {LIBRARY}")
    if project.application.things and not twin:
        lines += ["loopwise_bound_types ="]
        lines += (f"    {line}" for line in declared(project.application))
    # Plain pytest does not know the options of a plugin.
    known = {key: ini[key] for key in ini if not (twin and key.startswith("asyncio"))}
    return "\n".join([*lines, *(f"{key} = {known[key]}" for key in known), ""])


class _Writer:
    def __init__(self, project: Project, twin: bool) -> None:
        self.project, self.twin = project, twin
        self.reaching = Reaching(project, twin)

    def module(self, owner: str) -> str:
        lines = [HEAD, *self.reaching.head(owner)]
        marks = [*_decorators(self.project.marks.get(owner, Marks()), "")]
        if marks:
            lines.append(f"pytestmark = [{', '.join(mark[1:] for mark in marks)}]\n")
        lines += self.body(owner, "")
        return "\n".join(lines)

    def body(self, owner: str, indent: str) -> Iterator[str]:
        for fixture in self.project.owner_of(owner):
            yield from (f"{indent}{line}" for line in self.fixture(fixture))
            yield ""
        for test in self.project.tests:
            if test.owner == owner:
                yield from (f"{indent}{line}" for line in self.test(test))
                yield ""
        for cls in self.project.classes:
            if cls.rpartition("::")[0] == owner:
                yield from _decorators(self.project.marks.get(cls, Marks()), indent)
                yield f"{indent}class {cls.rpartition('::')[2]}:"
                body = list(self.body(cls, f"{indent}    "))
                yield from body or [f"{indent}    pass"]

    def fixture(self, one: Fixture) -> Iterator[str]:
        in_class = "::" in one.owner
        is_method = in_class and one.scope == "function"
        yield from self.reaching.method(one)
        yield self._decorator(one)
        if in_class and not is_method:
            # pytest gives a wider fixture no instance: it takes the class.
            yield "@classmethod"
        yield f"@probe.define({one.number})"
        first = ("self",) if is_method else ("cls",) if in_class else ()
        names = (*first, "request", *one.uses)
        yield f"{self.prefix(one.is_async)}def {one.name}({', '.join(names)}):"
        yield self._begin("set_up", one, has_self=is_method)
        yield from self._common(one)
        if one.fault in {"set-up", "skip"}:
            yield _fault(one.fault)
        yield from self.reaching.thing(one)
        value = self.reaching.value(one)
        if not one.kind.yields:
            yield f"    return {value}"
            return
        indent = "    "
        if one.span is not None and not self.twin:
            yield f'    async with call.span("{one.span}"):'
            indent += "    "
        yield f"{indent}yield {value}"
        yield f"{indent}call.tearing_down()"
        if one.reach is not None and one.reach.closes:
            yield f"{indent}thing.close_now()"
        if one.kind is Kind.ASYNC_GENERATOR and not self.twin:
            yield f"{indent}await call.pause()"
        if one.fault == "teardown":
            yield _fault("teardown")

    def _decorator(self, one: Fixture) -> str:
        args = []
        if one.scope != "function":
            args.append(f'scope="{one.scope}"')
        if one.params:
            args.append(f"params={list(one.params)}")
        if one.autouse:
            args.append("autouse=True")
        if one.loop_scope is None:
            return f"@pytest.fixture({', '.join(args)})"
        args.append(f'loop_scope="{one.loop_scope}"')
        return f"@loopwise.fixture({', '.join(args)})"

    def test(self, one: Test) -> Iterator[str]:
        yield from self.reaching.method(one)
        yield from _decorators(one.marks, "")
        names = ["self"] if "::" in one.owner else []
        names += ["request", *one.uses]
        if one.repeat:
            yield f'@pytest.mark.parametrize("value", {list(range(one.repeat))})'
            names.append("value")
        if one.indirect:
            given = f'"{one.indirect}", {list(one.values)}'
            yield f"@pytest.mark.parametrize({given}, indirect=True)"
        for ask in one.asks:
            if ask.how == "parameter":
                yield f'@pytest.mark.parametrize("which", ["{ask.name}"])'
                names.append("which")
        if one.fault == "skip mark":
            yield '@pytest.mark.skip(reason="by a mark")'
        if one.fault == "xfail":
            yield '@pytest.mark.xfail(reason="by a mark")'
        signature = f"test_{one.number}({', '.join(names)})"
        yield f"{self.prefix(one.is_async)}def {signature}:"
        yield self._begin("call_test", one, has_self="::" in one.owner)
        yield "    call.runs()"
        yield from self._common(one)
        if one.fault in {"fail", "xfail", "skip"}:
            yield _fault(one.fault)
        yield "    call.ends()"

    def _begin(self, what: str, one: Fixture | Test, *, has_self: bool) -> str:
        arguments = [str(one.number), *one.uses, *(["owner=self"] if has_self else [])]
        is_async = one.is_async and not self.twin
        return f"    call = probe.{what}({', '.join(arguments)}, is_async={is_async})"

    def _common(self, one: Fixture | Test) -> Iterator[str]:
        pause = one.is_async and not self.twin
        if pause:
            yield "    await call.pause()"
        for ask in one.asks:
            what = {
                "literal": f'"{ask.name}"',
                "computed": f"probe.name({ask.name[1:]})",
                "parameter": "which",
            }[ask.how]
            yield f"    call.got(request.getfixturevalue({what}), {ask.how!r})"
            if pause:
                yield "    await call.pause()"
        yield from self.reaching.use(one)
        if one.extra == "finalizer":
            yield "    request.addfinalizer(call.finalized)"
        elif one.extra is not None and not self.twin:
            await_ = "await " if one.is_async else ""
            yield f"    {await_}call.{one.extra}()"

    def prefix(self, is_async: bool) -> str:
        return "async " if is_async and not self.twin else ""


def _fault(fault: str) -> str:
    if fault == "skip":
        return '    pytest.skip("inside")'
    return f'    call.fail("{fault}")'


def _decorators(marks: Marks, indent: str) -> Iterator[str]:
    if marks.asyncio is not None:
        scope = marks.asyncio.loop_scope
        argument = "" if scope is None else f'(loop_scope="{scope}")'
        yield f"{indent}@pytest.mark.asyncio{argument}"
    if marks.usefixtures:
        names = ", ".join(f'"{name}"' for name in marks.usefixtures)
        yield f"{indent}@pytest.mark.usefixtures({names})"
