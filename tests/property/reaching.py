"""How tests and fixtures of a random suite reach its application, as code."""

from __future__ import annotations

from collections.abc import Iterator

from tests.property.application import Reach
from tests.property.project import Fixture, Project, Test
from tests.property.write_application import given_by, late_imports, top_imports


class Reaching:
    """Writes what a test or a fixture does with the application."""

    def __init__(self, project: Project, twin: bool) -> None:
        self.project, self.twin = project, twin
        self.application = project.application

    def head(self, owner: str) -> Iterator[str]:
        """Give what stands at the top of a file."""
        here = [
            one
            for one in self.project.everybody
            if one.reach is not None and one.owner.partition("::")[0] == owner
        ]
        if not here:
            return
        lines = ["import asyncio", "import probes"]
        for one in here:
            lines += top_imports(self.application, one.reach)
        yield from dict.fromkeys(lines)
        yield ""
        for one in here:
            if one.reach is not None and one.reach.through == "function":
                yield from self._function(one, one.reach, "")

    def method(self, one: Fixture | Test) -> Iterator[str]:
        """Give the method that stands before a test or fixture of a class."""
        if one.reach is not None and one.reach.through == "method":
            yield from self._function(one, one.reach, "self")

    def _function(self, one: Fixture | Test, reach: Reach, first: str) -> Iterator[str]:
        yield f"def {_name(one)}({first}):"
        for line in late_imports(self.application, reach):
            yield f"    {line}"
        yield f"    return {given_by(self.application, reach, twin=self.twin)}"
        yield ""

    def use(self, one: Fixture | Test) -> Iterator[str]:
        """Give what it does with a thing, unless it hands that on."""
        reach = one.reach
        if reach is None or reach.does in {"hand", "make"}:
            return
        yield from self._before(reach)
        arguments = f'call, {self._expression(one, reach)}, "{self._key(reach)}"'
        if self.twin or reach.does == "touch":
            yield f"    probes.touch({arguments})"
        elif reach.does == "run":
            yield "    loop = asyncio.get_event_loop()"
            yield f"    loop.run_until_complete(probes.reach({arguments}))"
        else:
            yield f"    await probes.reach({arguments})"

    def thing(self, one: Fixture) -> Iterator[str]:
        """Give the line that gets what a fixture hands on or makes."""
        if one.reach is not None and one.reach.does in {"hand", "make"}:
            yield from self._before(one.reach)
            yield f"    thing = {self._expression(one, one.reach)}"

    def value(self, one: Fixture) -> str:
        """Give the expression for the value of a fixture."""
        reach = one.reach
        if reach is None or reach.does not in {"hand", "make"}:
            return "call.value()"
        key = "" if reach.does == "make" else self._key(reach)
        return f'probes.value(call, thing, "{key}", "{reach.shape}")'

    def _key(self, reach: Reach) -> str:
        return f"r{self.application.root(reach.thing).number}"

    def _before(self, reach: Reach) -> Iterator[str]:
        """Give what stands in the body before the expression."""
        if reach.through in {"function", "method"}:
            return
        for line in late_imports(self.application, reach):
            yield f"    {line}"
        given = given_by(self.application, reach, twin=self.twin)
        if reach.through == "lambda":
            yield f"    inner = lambda: {given}"
        elif reach.through == "closure":
            yield "    def inner():"
            yield f"        return {given}"

    def _expression(self, one: Fixture | Test, reach: Reach) -> str:
        if reach.through == "function":
            return f"{_name(one)}()"
        if reach.through == "method":
            return f"self.{_name(one)}()"
        if reach.through:
            return "inner()"
        return given_by(self.application, reach, twin=self.twin)


def _name(one: Fixture | Test) -> str:
    kind = "fixture" if isinstance(one, Fixture) else "test"
    return f"_reach_{kind}_{one.number}"
