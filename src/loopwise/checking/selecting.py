"""Which rules are asked, and of which files their findings count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from loopwise.checking.errors import CheckError
from loopwise.checking.unreadable import UNREADABLE
from loopwise.model.place import shorten
from loopwise.rules.registry import migration_rules
from loopwise.rules.rule import Rule

ALL = "ALL"


class UnknownRule(CheckError):
    """A code or name that no rule has."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Codes, beginnings of codes, and names of rules."""

    select: tuple[str, ...] = ()
    """Empty: all."""
    extend: tuple[str, ...] = ()
    """Besides those."""
    ignore: tuple[str, ...] = ()
    """Of which one wins that says more: ``LW101`` says more than ``LW1``."""
    per_file: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What is ignored in the files that match a pattern; with ``!``: in the others."""
    directory: Path = Path()
    """Where the patterns' paths are seen from."""

    def chooses(self, code: str, name: str = "") -> bool:
        """Tell whether a rule is asked."""
        wanted = _weight((*(self.select or (ALL,)), *self.extend), code, name)
        return wanted > _weight(self.ignore, code, name)

    def rules(self, there: Iterable[type[Rule]]) -> tuple[type[Rule], ...]:
        """Give the rules that are asked."""
        return tuple(one for one in there if self.chooses(one.code, one.name))

    def ignored_in(self, path: str) -> tuple[str, ...]:
        """Give what is ignored in a file."""
        if not self.per_file:
            return ()
        shown = shorten(path, str(self.directory))
        found: list[str] = []
        for pattern, codes in self.per_file.items():
            if _matches(shown, pattern.removeprefix("!")) != pattern.startswith("!"):
                found += codes
        return tuple(found)

    def check(self, there: Iterable[type[Rule]]) -> None:
        """Refuse what selects nothing.

        Raises:
            UnknownRule: no rule has the code or name.
        """
        rules = [(one.code, one.name) for one in there]
        rules.append((UNREADABLE, ""))
        rules += [(one.code, one.name) for one in migration_rules()]
        ignored = (one for codes in self.per_file.values() for one in codes)
        for one in (*self.select, *self.extend, *self.ignore, *ignored):
            if not any(_weight((one,), *rule) for rule in rules):
                raise UnknownRule(
                    f"no rule has the code or name {one!r}; `loopwise rules` has all"
                )


def covers(selectors: Iterable[str], code: str, name: str = "") -> bool:
    """Tell whether one of the selectors means a rule."""
    return _weight(selectors, code, name) > 0


def _weight(selectors: Iterable[str], code: str, name: str) -> int:
    """Give how much is said of a rule by what says most; 0: nothing."""
    return max((_says(one, code, name) for one in selectors), default=0)


def _says(selector: str, code: str, name: str) -> int:
    if selector.upper() == ALL:
        return 1
    if name and selector.lower() == name:
        return len(code) + 1
    upper = selector.upper()
    return len(upper) if upper.startswith("LW") and code.startswith(upper) else 0


def _matches(shown: str, pattern: str) -> bool:
    pattern = pattern.removeprefix("./")
    if pattern.endswith("/"):
        pattern += "*"
    name = shown.rpartition("/")[2]
    return (
        fnmatchcase(shown, pattern)
        or fnmatchcase(f"/{shown}", pattern)
        or ("/" not in pattern and fnmatchcase(name, pattern))
    )
