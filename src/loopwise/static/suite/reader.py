"""The static reader: a project's source in, a Suite out."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from loopwise.model.place import Place
from loopwise.model.scope import Branch, Scope, ScopeInstance
from loopwise.model.settings import Mode
from loopwise.model.suite import Parameter, Suite, Test, Uses
from loopwise.reach.reach import Reach
from loopwise.reach.reaching import Reaching
from loopwise.resources.catalog import Catalog
from loopwise.static.configuration import Project
from loopwise.static.source_file import SourceFile
from loopwise.static.suite.collection import CollectedFile, Collection
from loopwise.static.suite.definitions import Definition, Definitions
from loopwise.static.suite.fixtures import (
    EVENT_LOOP,
    Fixtures,
    parameters_asked,
    texts_asked,
)
from loopwise.static.suite.hooks import Hooks
from loopwise.static.suite.literals import UNKNOWN, Literals
from loopwise.static.suite.marks import ASYNCIO, Mark, Marks
from loopwise.static.suite.modules import Module, Modules
from loopwise.static.suite.names import Class, Names, Value
from loopwise.static.suite.options import read_collecting, read_settings
from loopwise.static.suite.parameters import (
    Parameters,
    Parametrization,
    combinations,
)
from loopwise.static.suite.reaching import SourceModules, Sources
from loopwise.static.suite.registry import PLUGINS, Registered, Registry
from loopwise.static.suite.static_suite import StaticSuite, TestSource
from loopwise.static.suite.tests import CollectedTest, Tests

FOREIGN = frozenset({"anyio", "trio", "twisted"})
"""Marks by which other plugins know the tests that they run."""
ANYIO_BACKEND = "anyio_backend"


def read_suite(project: Project, catalog: Catalog | None = None) -> StaticSuite:
    """Read what pytest would collect of a project, without importing any of it."""
    return _Reader(project, catalog or Catalog()).read()


@dataclass(slots=True)
class _Site:
    """Where the tests of one module or class are collected."""

    id: str
    chain: tuple[str, ...]
    branch: Branch
    marks: tuple[Mark, ...]
    """Of the classes and the module, the closest first."""


@dataclass(slots=True)
class _Closure:
    """A test's uses while they are being followed."""

    site: _Site
    direct: frozenset[str]
    of: dict[int, tuple[int, ...]] = field(default_factory=dict)


class _Reader:
    def __init__(self, project: Project, catalog: Catalog) -> None:
        self._project = project
        collecting = self._collecting = read_collecting(project)
        roots = (*collecting.pythonpath, project.rootdir, project.rootdir / "src")
        self._modules = Modules(project.rootdir, roots)
        self._names = Names(self._modules)
        self._literals = Literals(self._names)
        self._fixtures = Fixtures(self._names, self._literals)
        self._marks = Marks(self._names)
        self._parameters = Parameters(self._names, self._literals)
        self._registry = Registry(self._names, self._fixtures)
        self._hooks = Hooks(self._names, self._marks)
        self._tests = Tests(self._names, collecting)
        self._collection = Collection(
            project, self._modules, collecting, self._literals
        )
        sources = SourceModules(
            self._modules, project.configuration.words("loopwise_first_party")
        )
        self._sources = Sources(self._names, sources)
        rootdir = str(project.rootdir)
        reach = Reach(rootdir, catalog, modules=sources)
        self._definitions = Definitions(self._sources)
        self._reaching = Reaching(reach, self._definitions.members)
        self._settings = read_settings(project)
        self._uses: dict[Hashable, Uses] = {}
        self._merged: set[int] = set()
        self._sites: dict[tuple[str, tuple[Class, ...]], _Site] = {}
        self._session = ScopeInstance(Scope.SESSION, "")
        self._found: list[Test] = []
        self._located: list[TestSource] = []
        self._foreign: list[TestSource] = []

    def read(self) -> StaticSuite:
        files = list(self._collection.files())
        for name in self._collecting.plugins:
            self._plugin(name)
        for file in files:
            self._register(file)
        has_other = self._hooks.has_other_runner
        self._settings = read_settings(self._project, has_other_runner=has_other)
        self._definitions.begin(self._settings.mode, self._reaching)
        for file in files:
            for test in self._tests.of(file.module):
                self._read_test(file, test)
        self._reaching.finish()
        members = self._definitions.members
        suite = Suite(
            self._found, members, frozenset(self._merged), self._reaching.between
        )
        return StaticSuite(
            suite,
            self._settings,
            self._located,
            self._definitions.sites(),
            self._definitions.all_sites(self._registry.all()),
            self._foreign,
            self._files(files),
            self._definitions.makes(),
            self._names,
            [*self._modules.errors, *self._reaching.errors],
        )

    def _files(self, files: Iterable[CollectedFile]) -> dict[str, SourceFile]:
        """Give the test modules and conftests, by their shown paths."""
        found: dict[str, SourceFile] = {}
        for one in files:
            for folder in one.folders:
                conftest = self._collection.conftest(folder)
                if conftest is not None:
                    found[conftest.file.shown] = conftest.file
            found[one.module.file.shown] = one.module.file
        return found

    def _register(self, file: CollectedFile) -> None:
        for folder in file.folders:
            conftest = self._collection.conftest(folder)
            if conftest is not None:
                holder = self._collection.node_id(folder)
                self._registry.add_module(holder, conftest)
                self._hooks.add_conftest(holder, conftest)
                self._plugins_of(conftest)
        self._registry.add_module(file.id, file.module)
        self._registry.add_module_setup(file.id, file.module)
        self._plugins_of(file.module)

    def _plugins_of(self, module: Module) -> None:
        if "pytest_plugins" not in module.file.text:
            return
        found = self._names.follow(ast.Name("pytest_plugins"), module)
        if not isinstance(found, Value):
            return
        said = self._literals.of(found.node, found.module)
        for name in [said] if isinstance(said, str) else said or ():
            if isinstance(name, str):
                self._plugin(name, module)

    def _plugin(self, name: str, near: Module | None = None) -> None:
        self._hooks.add_plugin(name)
        module = self._modules.named(name, near)
        if module is not None and not self._hooks.knows(module):
            self._registry.add_module(PLUGINS, module)
            self._hooks.add_conftest(PLUGINS, module)
            self._plugins_of(module)

    def _site(self, file: CollectedFile, classes: tuple[Class, ...]) -> _Site:
        key = (file.id, classes)
        known = self._sites.get(key)
        if known is not None:
            return known
        if classes:
            above = self._site(file, classes[:-1])
            cls = classes[-1]
            name = f"{above.id}::{cls.node.name}"
            if not self._tests.is_unittest(cls) or True:
                self._registry.add_class(name, cls)
            depth = file.depth + len(classes)
            instance = ScopeInstance(Scope.CLASS, name, depth)
            branch = Branch(
                above.branch.session,
                above.branch.packages,
                above.branch.module,
                (*above.branch.classes, instance),
            )
            found = _Site(
                name,
                (*above.chain, name),
                branch,
                (*self._marks.of_class(cls), *above.marks),
            )
        else:
            holders = [self._collection.node_id(one) for one in file.folders]
            module = ScopeInstance(Scope.MODULE, file.id, file.depth)
            found = _Site(
                file.id,
                (PLUGINS, *holders, file.id),
                Branch(self._session, file.packages, module),
                self._marks.of_module(file.module),
            )
        self._sites[key] = found
        return found

    def _read_test(self, file: CollectedFile, test: CollectedTest) -> None:
        names = (*(one.node.name for one in test.classes), test.name)
        if file.only and not any(names[: len(one)] == one for one in file.only):
            return
        site = self._site(file, test.classes)
        marks = [*self._marks.of_function(test.function), *site.marks]
        is_async_def = isinstance(test.function.node, ast.AsyncFunctionDef)
        if is_async_def:
            marks = self._hooks.with_added(marks, site.chain)
        source = self._source(file, test, marks, is_async_def=is_async_def)
        parametrized = self._parametrized(test, site, marks)
        direct = frozenset(
            name
            for one in parametrized
            for name in one.names
            if name not in one.indirect
        )
        asked = texts_asked(test.function)
        names = self._initial(test, site, marks)
        closure = self._closure_names([*names, *(asked or ())], site, direct)
        if self._is_foreign(test, marks, closure, is_async_def=is_async_def):
            self._foreign.append(source)
            return
        parametrized = [*self._by_fixtures(closure, site, parametrized), *parametrized]
        is_async = is_async_def and not test.is_unittest
        if self._settings.mode is Mode.STRICT and source.mark is None:
            is_async = False
        loop_scope = source.loop_scope if is_async else None
        more = tuple(asked or ())
        if is_async and loop_scope is None and self._sees_override(site):
            more = (*more, EVENT_LOOP)
        node = test.function.node
        first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
        place = Place(test.function.module.file.shown, first)
        cls = test.classes[-1] if test.classes else None
        function = self._sources.function(test.function, cls)
        values = [
            thing
            for one in parametrized
            if not one.indirect.issuperset(one.names)
            for each in one.sets
            for value in each.values.values()
            for thing in self._sources.values(value)
        ]
        resources: tuple[int, ...] = ()
        test_id = f"{site.id}::{test.name}"
        if function is not None:
            resources = self._reaching.of_test(
                test_id, function, None, values, is_async=is_async
            )
        for one in combinations(parametrized):
            asked_too = self._asked_by_values(one.values, asked, site, direct)
            uses = self._used(site, names, (*more, *asked_too), direct, resources)
            self._located.append(source)
            self._found.append(
                Test(
                    id=test_id + one.id,
                    place=place,
                    is_async=is_async,
                    branch=site.branch,
                    uses=uses,
                    loop_scope=loop_scope,
                    params=self._params(one.values, parametrized, site, direct),
                )
            )
            if function is not None:
                self._reaching.same(test_id, test_id + one.id)

    def _source(
        self,
        file: CollectedFile,
        test: CollectedTest,
        marks: Sequence[Mark],
        *,
        is_async_def: bool,
    ) -> TestSource:
        own = tuple(mark for mark in marks if mark.name == ASYNCIO)
        # One that says what becomes of leftovers says nothing of loops.
        said = [one for one in own if set(one.kwargs) != {"leftovers"}]
        scope, node = None, None
        if said:
            node = said[0].kwargs.get("loop_scope", said[0].kwargs.get("scope"))
            name = self._literals.of(node, said[0].module, said[0].owner)
            if isinstance(name, str):
                scope = _scope(name)
        return TestSource(
            file.module.file,
            test.function.node,
            test.function.module.file,
            test.classes[-1].node if test.classes else None,
            tuple(one.node for one in test.classes),
            is_async_def,
            own[0] if own else None,
            own,
            scope,
            node,
        )

    def _initial(
        self, test: CollectedTest, site: _Site, marks: Iterable[Mark]
    ) -> tuple[str, ...]:
        """Give the names that a test asks for itself, autouse ones included."""
        used = [
            name
            for mark in marks
            if mark.name == "usefixtures"
            for arg in mark.args
            for name in [self._literals.of(arg, mark.module, mark.owner)]
            if isinstance(name, str)
        ]
        autouse = [*self._collecting.usefixtures, *self._registry.autouse(site.chain)]
        parameters = () if test.is_unittest else parameters_asked(test.function)
        return tuple(dict.fromkeys([*autouse, *used, *parameters]))

    def _closure_names(
        self, names: Iterable[str], site: _Site, direct: frozenset[str]
    ) -> list[str]:
        found = dict.fromkeys(names)
        waiting = list(found)
        while waiting:
            name = waiting.pop(0)
            if name in direct:
                continue
            for one in self._registry.visible(name, site.chain)[-1:]:
                for below in one.names:
                    if below not in found:
                        found[below] = None
                        waiting.append(below)
        return list(found)

    def _is_foreign(
        self,
        test: CollectedTest,
        marks: Iterable[Mark],
        closure: Iterable[str],
        *,
        is_async_def: bool,
    ) -> bool:
        if ANYIO_BACKEND in closure:
            return True
        if test.is_unittest:
            return test.is_isolated
        return is_async_def and any(mark.name in FOREIGN for mark in marks)

    def _sees_override(self, site: _Site) -> bool:
        if not self._registry.event_loops:
            return False
        seen = self._registry.visible(EVENT_LOOP, site.chain)[-1:]
        return any(one.source and not one.source.is_async_def for one in seen)

    def _parametrized(
        self, test: CollectedTest, site: _Site, marks: Iterable[Mark]
    ) -> list[Parametrization]:
        if test.is_unittest:
            return []
        found = []
        for mark in marks:
            if mark.name == "parametrize":
                one = self._parameters.of_mark(mark)
                if one is not None:
                    found.append(one)
        return found

    def _by_fixtures(
        self, names: Iterable[str], site: _Site, marked: Iterable[Parametrization]
    ) -> list[Parametrization]:
        """Give the parametrizations of fixtures that the marks leave alone."""
        taken = {name for one in marked for name in one.names}
        found: list[tuple[Scope, Parametrization]] = []
        for name in names:
            if name in taken:
                continue
            for one in reversed(self._registry.visible(name, site.chain)):
                source = one.source
                if source is not None and source.params is not None:
                    parametrization = self._parameters.of_fixture(
                        name, source.params, source.ids, one.scope
                    )
                    found.append((one.scope, parametrization))
                    break
                if name not in one.names:
                    break
        found.sort(key=lambda pair: -pair[0])
        return [one for _, one in found]

    def _asked_by_values(
        self,
        values: dict[str, Value],
        asked: tuple[str, ...] | None,
        site: _Site,
        direct: frozenset[str],
    ) -> tuple[str, ...]:
        """Give names that parameters stand for: asked for by name, or lazily."""
        found = []
        for name, value in values.items():
            lazy = self._lazy(value)
            if lazy is not None:
                found.append(lazy)
                continue
            text = self._literals.of(value.node, value.module, value.owner)
            if isinstance(text, str):
                seen = (
                    () if name in direct else self._registry.visible(name, site.chain)
                )
                givers = [self._definitions.get(one) for one in seen]
                if asked is not None or any(one.asks_by_name for one in givers):
                    found.append(text)
        return tuple(found)

    def _lazy(self, value: Value) -> str | None:
        node = value.node
        if not isinstance(node, ast.Call) or not node.args:
            return None
        name = self._names.qualified(node.func, value.module, value.owner)
        if name.rpartition(".")[2] not in {"lf", "lazy_fixture"}:
            return None
        text = self._literals.of(node.args[0], value.module, value.owner)
        return text.partition(".")[0] if isinstance(text, str) else None

    def _used(
        self,
        site: _Site,
        names: tuple[str, ...],
        asked: tuple[str, ...],
        direct: frozenset[str],
        resources: tuple[int, ...],
    ) -> Uses:
        key = (site.id, names, asked, direct, resources)
        uses = self._uses.get(key)
        if uses is None:
            closure = _Closure(site, direct)
            found = self._follow(closure, (*names, *asked), {})
            closure.of.update(dict.fromkeys(resources, ()))
            uses = self._uses[key] = Uses((*found, *resources), closure.of)
        return uses

    def _follow(
        self, closure: _Closure, names: Iterable[str], levels: dict[str, int]
    ) -> tuple[int, ...]:
        found: dict[int, None] = {}
        for name in names:
            if name in closure.direct:
                continue
            seen = self._registry.visible(name, closure.site.chain)
            level = levels.get(name, 0) + 1
            if level > len(seen):
                continue  # no such fixture, or one of a plugin's
            one = self._definition(seen[-level])
            found[one.number] = None
            if one.number not in closure.of:
                closure.of[one.number] = ()  # a circle ends here; pytest reports it
                below = self._follow(closure, one.names, {**levels, name: level})
                closure.of[one.number] = (*below, *one.resources)
                closure.of.update(dict.fromkeys(one.resources, ()))
        return tuple(found)

    def _definition(self, one: Registered) -> Definition:
        return self._definitions.get(one)

    def _params(
        self,
        values: dict[str, Value],
        parametrized: Iterable[Parametrization],
        site: _Site,
        direct: frozenset[str],
    ) -> tuple[Parameter, ...]:
        found = []
        for one in parametrized:
            scope = one.scope or self._scope_of(one, site)
            for name in one.names:
                if name in direct or name not in values:
                    continue
                for seen in self._registry.visible(name, site.chain)[-1:]:
                    number = self._definition(seen).number
                    key, is_known = self._parameters.key(values[name])
                    if not is_known:
                        self._merged.add(number)
                    found.append(Parameter(number, key, scope))
        return tuple(found)

    def _scope_of(self, one: Parametrization, site: _Site) -> Scope:
        """Give how long fixtures are kept for the values of an indirect mark."""
        if len(one.indirect) < len(one.names):
            return Scope.FUNCTION
        scopes = [
            seen.scope
            for name in one.names
            for seen in self._registry.visible(name, site.chain)[-1:]
        ]
        return min(scopes, default=Scope.FUNCTION)


def _scope(name: str) -> Scope | None:
    try:
        return Scope.from_name(name)
    except ValueError:
        return None
