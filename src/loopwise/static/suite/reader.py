"""The static reader: a project's source in, a Suite out."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loopwise.model.place import Place
from loopwise.model.scope import Scope
from loopwise.model.settings import Mode
from loopwise.model.suite import Suite, Test
from loopwise.reach.reach import Reach
from loopwise.reach.reaching import Reaching
from loopwise.resources.catalog import Catalog
from loopwise.resources.written import BadRow, read_row
from loopwise.static.configuration import Project
from loopwise.static.source_file import SourceFile
from loopwise.static.suite.collection import CollectedFile, Collection
from loopwise.static.suite.definitions import Definitions
from loopwise.static.suite.fixtures import (
    EVENT_LOOP,
    Fixtures,
    parameters_asked,
    texts_asked,
)
from loopwise.static.suite.hooks import Hooks
from loopwise.static.suite.literals import Literals
from loopwise.static.suite.marks import ASYNCIO, Mark, Marks
from loopwise.static.suite.modules import Module, Modules
from loopwise.static.suite.names import Names, Value
from loopwise.static.suite.options import read_collecting, read_settings
from loopwise.static.suite.own_plugins import own_plugins
from loopwise.static.suite.parameters import (
    Parameters,
    Parametrization,
    combinations,
)
from loopwise.static.suite.reaching import SourceModules, Sources
from loopwise.static.suite.registry import PLUGINS, Registry
from loopwise.static.suite.sites import Site, Sites
from loopwise.static.suite.static_suite import StaticSuite, TestSource
from loopwise.static.suite.tests import CollectedTest, Tests
from loopwise.static.suite.uses import Using

FOREIGN = frozenset({"anyio", "trio", "twisted"})
"""Marks by which other plugins know the tests that they run."""
BOUND_TYPES = "loopwise_bound_types"
ANYIO_BACKEND = "anyio_backend"


def read_suite(project: Project, catalog: Catalog | None = None) -> StaticSuite:
    """Read what pytest would collect of a project, without importing any of it.

    Args:
        project: What it is configured to be.
        catalog: The types that are known; by default with those that it declares.
    """
    # Trees and code stay as long as the suite: to look for garbage among them is in
    # vain, and with so many new objects it is a third of all that is done here.
    is_collecting = gc.isenabled()
    gc.disable()
    try:
        return _Reader(project, catalog or _catalog_of(project)).read()
    finally:
        if is_collecting:
            gc.enable()


@dataclass(frozen=True, slots=True)
class _Asking:
    """What a test asks for."""

    site: Site
    initial: tuple[str, ...]
    asked: tuple[str, ...] | None
    """Texts of code that asks for fixtures by name; ``None``: it never does."""
    direct: frozenset[str]
    """Names whose values its own marks give."""
    parametrized: tuple[Parametrization, ...]


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
        self._tests = Tests(self._names, self._fixtures, collecting)
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
        self._sites = Sites(self._collection, self._registry, self._marks, self._tests)
        self._using = Using(
            self._names,
            self._literals,
            self._parameters,
            self._registry,
            self._definitions,
        )
        self._found: list[Test] = []
        self._located: list[TestSource] = []
        self._foreign: list[TestSource] = []

    def read(self) -> StaticSuite:
        files = list(self._collection.files())
        for name in (*own_plugins(self._project.rootdir), *self._collecting.plugins):
            self._plugin(name)
        for file in files:
            self._register(file)
        has_other = self._hooks.has_other_runner
        self._settings = read_settings(self._project, has_other_runner=has_other)
        self._definitions.begin(self._settings.mode, self._reaching)
        for file in files:
            for test in self._tests.of(file.module):
                try:
                    self._read_test(file, test)
                except RecursionError:
                    where = f"{file.module.file.shown}:{test.function.node.lineno}"
                    self._modules.errors[f"{where} is nested too deep to be read"] = (
                        None
                    )
        self._reaching.finish()
        members = self._definitions.members
        suite = Suite(
            self._found, members, frozenset(self._using.merged), self._reaching.between
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
                self._hooks.add(conftest)
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
            self._hooks.add(module)
            self._plugins_of(module)

    def _read_test(self, file: CollectedFile, test: CollectedTest) -> None:
        names = (*(one.node.name for one in test.classes), test.name)
        if file.only and not any(names[: len(one)] == one for one in file.only):
            return
        site = self._sites.of(file, test.classes)
        marks = [*self._marks.of_function(test.function), *site.marks]
        if isinstance(test.function.node, ast.AsyncFunctionDef):
            marks = self._hooks.with_added(marks)
        source = self._source(file, test, marks)
        parametrized = [] if test.is_unittest else self._parametrized(marks)
        direct = frozenset(
            name
            for one in parametrized
            for name in one.names
            if name not in one.indirect
        )
        asked = texts_asked(test.function)
        initial = self._initial(test, site, marks)
        closure = self._using.closure([*initial, *(asked or ())], site, direct)
        if self._is_foreign(test, marks, closure):
            self._foreign.append(source)
            return
        more = self._using.parametrized(closure, site, parametrized)
        asking = _Asking(site, initial, asked, direct, (*more, *parametrized))
        self._add(test, source, asking)

    def _add(self, test: CollectedTest, source: TestSource, asking: _Asking) -> None:
        """Add a test once for each set of its parameters."""
        is_async = source.is_async_def and not test.is_unittest
        if self._settings.mode is Mode.STRICT and source.mark is None:
            is_async = False
        loop_scope = source.loop_scope if is_async else None
        site, asked = asking.site, asking.asked or ()
        if is_async and loop_scope is None and self._sees_override(site):
            asked = (*asked, EVENT_LOOP)
        name = f"{site.id}::{test.name}"
        resources = self._reached(name, test, asking.parametrized, is_async=is_async)
        node = test.function.node
        first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
        place = Place(test.function.module.file.shown, first)
        using, direct = self._using, asking.direct
        for one in combinations(asking.parametrized):
            lazy = using.asked_by_values(one.values, asking.asked, site, direct)
            self._located.append(source)
            self._found.append(
                Test(
                    id=name + one.id,
                    place=place,
                    is_async=is_async,
                    branch=site.branch,
                    uses=using.of(
                        site, asking.initial, (*asked, *lazy), direct, resources
                    ),
                    loop_scope=loop_scope,
                    params=using.params(one.values, asking.parametrized, site, direct),
                )
            )
            self._reaching.same(name, name + one.id)

    def _reached(
        self,
        name: str,
        test: CollectedTest,
        parametrized: Iterable[Parametrization],
        *,
        is_async: bool,
    ) -> tuple[int, ...]:
        """Give the resources that a test reaches: by its code, or its parameters."""
        cls = test.classes[-1] if test.classes else None
        function = self._sources.function(test.function, cls)
        if function is None:
            return ()
        values = [
            thing
            for one in parametrized
            if not one.indirect.issuperset(one.names)
            for each in one.sets
            for value in each.values.values()
            for thing in self._sources.values(value)
        ]
        return self._reaching.of_test(name, function, None, values, is_async=is_async)

    def _source(
        self,
        file: CollectedFile,
        test: CollectedTest,
        marks: Sequence[Mark],
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
            isinstance(test.function.node, ast.AsyncFunctionDef),
            own[0] if own else None,
            own,
            scope,
            node,
        )

    def _initial(
        self, test: CollectedTest, site: Site, marks: Iterable[Mark]
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

    def _is_foreign(
        self, test: CollectedTest, marks: Iterable[Mark], closure: Iterable[str]
    ) -> bool:
        if ANYIO_BACKEND in closure:
            return True
        if test.is_unittest:
            return test.is_isolated
        is_async_def = isinstance(test.function.node, ast.AsyncFunctionDef)
        if not is_async_def:
            return False
        mode = self._project.configuration.get("anyio_mode")
        if mode is not None and mode.text == "auto":
            return True
        return any(mark.name in FOREIGN for mark in marks)

    def _sees_override(self, site: Site) -> bool:
        if not self._registry.event_loops:
            return False
        seen = self._registry.visible(EVENT_LOOP, site.chain)[-1:]
        return any(one.source and not one.source.is_async_def for one in seen)

    def _parametrized(self, marks: Iterable[Mark]) -> list[Parametrization]:
        read = (
            self._parameters.of_mark(mark)
            for mark in marks
            if mark.name == "parametrize"
        )
        return [one for one in read if one is not None]


def _catalog_of(project: Project) -> Catalog:
    setting = project.configuration.get(BOUND_TYPES)
    rows = []
    for line in () if setting is None else setting.lines:
        try:
            rows.append(read_row(line, BOUND_TYPES))
        except BadRow:
            continue  # pytest says so, and stops
    return Catalog(rows)


def _scope(name: str) -> Scope | None:
    try:
        return Scope.from_name(name)
    except ValueError:
        return None
