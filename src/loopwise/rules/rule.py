"""What a rule is: its words, its examples, and where it looks."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from loopwise.model.finding import Finding
from loopwise.model.runner import PYTEST_ASYNCIO

if TYPE_CHECKING:
    from loopwise.rules.checked import Checked
    from loopwise.rules.view import View


ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Example:
    """A small project that shows a rule: the tests of the rules really run it."""

    files: Mapping[str, str]
    """Texts by path; indented as one likes. ``test_example.py`` and the like."""
    shows: str = ""
    """Of a bad one: a piece of what pytest prints that proves it bad."""
    runner: str = PYTEST_ASYNCIO
    """Which plugin runs its async tests."""
    args: tuple[str, ...] = ()
    """For pytest."""
    is_run: bool = True
    """Whether it can be run here; where not, ``why_not`` tells."""
    why_not: str = ""
    version: str = ""
    """Which pytest-asyncio it is written for, where it cannot run with the newest."""
    settings: Mapping[str, object] = field(default_factory=dict)
    """Of ``[tool.loopwise]``."""


class Rule(ABC):
    """Something that Loopwise finds in a project without running it.

    The docstring of a rule is its page: what it means, why it matters, what to do.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    """In words, with hyphens: ``loop-scope-too-narrow``."""
    summary: ClassVar[str]
    """One sentence without a full stop, for lists."""
    level: ClassVar[str] = ERROR
    """How bad it is: what fails, or will, is an error, advice a warning."""
    bad: ClassVar[tuple[Example, ...]]
    good: ClassVar[tuple[Example, ...]]

    @classmethod
    def page(cls) -> str:
        """Give what the rule means, as Markdown without a heading."""
        lines = (cls.__doc__ or "").strip().splitlines()
        cut = [one.removeprefix("    ") for one in lines]
        return "\n".join(cut) + "\n"


class SourceRule(Rule):
    """A rule that looks at single nodes of a file's tree.

    One object serves a whole run, so it keeps nothing.
    """

    nodes: ClassVar[tuple[type[ast.AST], ...]]
    """Which nodes it wants to see."""
    words: ClassVar[tuple[str, ...]] = ()
    """A file without any of these words cannot break the rule: it is not asked."""

    @abstractmethod
    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give what is wrong with a node."""


class ProjectRule(Rule):
    """A rule that looks at a project as a whole: its configuration, its suite."""

    @abstractmethod
    def check(self, checked: Checked) -> Iterator[Finding]:
        """Give what is wrong with a project."""
