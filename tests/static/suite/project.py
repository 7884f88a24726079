"""Parts of the static reader, on a little project."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from loopwise.static.suite.fixtures import Fixtures
from loopwise.static.suite.literals import Literals
from loopwise.static.suite.marks import Marks
from loopwise.static.suite.modules import Module, Modules
from loopwise.static.suite.names import Class, Function, Names
from loopwise.static.suite.parameters import Parameters
from tests.static.suite.both import write


class Parts:
    """The parts, each made for one project."""

    def __init__(self, directory: Path, files: Mapping[str, str]) -> None:
        write(directory, files)
        self.directory = directory
        self.modules = Modules(directory, (directory,))
        self.names = Names(self.modules)
        self.literals = Literals(self.names)
        self.fixtures = Fixtures(self.names, self.literals)
        self.marks = Marks(self.names)
        self.parameters = Parameters(self.names, self.literals)

    def module(self, name: str) -> Module:
        """Give a module that is there."""
        found = self.modules.named(name)
        assert found is not None
        return found

    def follow(self, text: str, module: str) -> object:
        """Follow an expression in a module."""
        node = ast.parse(text, mode="eval").body
        return self.names.follow(node, self.module(module))

    def function(self, name: str, module: str) -> Function:
        """Give a function."""
        found = self.follow(name, module)
        assert isinstance(found, Function)
        return found

    def cls(self, name: str, module: str) -> Class:
        """Give a class."""
        found = self.follow(name, module)
        assert isinstance(found, Class)
        return found
