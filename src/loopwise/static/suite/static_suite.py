"""What the static reader gives: a Suite, and where its parts stand in source."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from loopwise.model.scope import Scope
from loopwise.model.settings import Settings
from loopwise.model.suite import Suite
from loopwise.static.source_file import SourceFile
from loopwise.static.suite.marks import Mark
from loopwise.static.suite.module_names import FunctionNode
from loopwise.static.suite.names import Names


@dataclass(frozen=True, slots=True, eq=False)
class TestSource:
    """Where a test stands."""

    __test__ = False

    file: SourceFile
    """The file that pytest collects it from."""
    node: FunctionNode
    defined_in: SourceFile
    """Another file where it is inherited, or imported."""
    cls: ast.ClassDef | None
    """The innermost class that it is collected in."""
    classes: tuple[ast.ClassDef, ...]
    """All that it is in, the outermost first."""
    is_async_def: bool
    mark: Mark | None
    """The closest ``asyncio`` mark: its node, module, and where it stands."""
    marks: tuple[Mark, ...]
    """All ``asyncio`` marks, the closest first."""
    loop_scope: Scope | None
    """What the mark says, whether or not Loopwise runs the test."""
    loop_scope_node: ast.expr | None
    """The value of ``loop_scope=`` or ``scope=``."""


@dataclass(frozen=True, slots=True, eq=False)
class FixtureSite:
    """Where a fixture definition stands."""

    name: str
    file: SourceFile
    node: FunctionNode
    decorator: ast.expr
    decorated_by: str
    """``pytest.fixture``, ``pytest_asyncio.fixture`` or ``loopwise.fixture``."""
    is_async_def: bool
    autouse: bool
    scope: Scope
    scope_node: ast.expr | None
    loop_scope: Scope | None
    loop_scope_node: ast.expr | None
    holder: str
    """The node id of what it is registered for; empty for plugins."""
    cls: ast.ClassDef | None
    names: tuple[str, ...]
    """The fixtures that its parameters ask for."""


@dataclass(slots=True, eq=False)
class StaticSuite:
    """A Suite as its source says it."""

    suite: Suite
    settings: Settings
    tests: list[TestSource]
    """For each test of the suite; others run their own tests, so those are absent."""
    fixtures: dict[int, FixtureSite]
    """By the number of the member, for fixture definitions that tests use."""
    all_fixtures: list[FixtureSite]
    """Every definition that was seen, whether or not a test uses it."""
    foreign: list[TestSource]
    """Tests that other plugins, or ``unittest``, run on loops of their own."""
    files: dict[str, SourceFile] = field(default_factory=dict)
    """The test modules and conftests, by their shown paths."""
    makes: dict[int, str] = field(default_factory=dict)
    """For fixtures, also async ones, the loop-bound type of what they make."""
    names: Names | None = None
    """Follows names in the project's modules."""
    errors: list[str] = field(default_factory=list)
    """What could not be read."""
