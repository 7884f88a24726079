"""What one requirement allows: its name, and the newest version that fits."""

from __future__ import annotations

import re
from collections.abc import Iterable

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, Specifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from loopwise.model.place import Place
from loopwise.model.runner import PYTEST_ASYNCIO
from loopwise.static.configuration import Declared

Numbers = tuple[int, ...]

_BEFORE_ONE = (
    *((10, 0), (11, 0), (12, 0), (14, 0), (15, 1), (16, 0), (17, 2), (18, 3)),
    *((19, 0), (20, 3), (21, 2), (22, 0), (23, 8), (24, 0), (25, 3), (26, 0)),
)
RELEASES: tuple[Numbers, ...] = (
    *((0, *one) for one in _BEFORE_ONE),
    *((1, 0, 0), (1, 1, 1), (1, 2, 0), (1, 3, 0), (1, 4, 0), (1, 5, 0)),
)
"""Of pytest-asyncio, of each minor version the last: what is behind, an upper bound
does not tell. A later one is like the last here."""

_ANY_PYTHON = {"python_version": "3.12", "python_full_version": "3.12.0"}
"""The Python that markers are asked for: the middle one of ours."""


def normalised(name: str) -> str:
    """Write a package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower().strip()


def numbers_of(version: str) -> Numbers | None:
    """Give the numbers of a version; ``None`` where it is none."""
    try:
        return Version(version).release
    except InvalidVersion:
        return None


def from_text(text: str, place: Place) -> Declared | None:
    """Read a requirement as pip has it; ``None``: it is none, or for other Pythons."""
    text = text.strip()
    if not text or text[0] in "-#{":
        return None
    try:
        read = Requirement(re.split(r"\s+#|\s+--hash", text)[0].strip().rstrip("\\"))
        if read.marker is not None and not _holds(read):
            return None
    except (InvalidRequirement, ValueError):
        return None
    name = normalised(read.name)
    version, exact = _newest(name, [read.specifier])
    shown = f"{read.name}{read.specifier}"
    return Declared(name, shown, version, exact, place)


def _holds(read: Requirement) -> bool:
    text = str(read.marker)
    if "extra" in text or "python" not in text:
        return True  # of which machine or extra is not ours to know
    return read.marker is None or read.marker.evaluate(dict(_ANY_PYTHON))


def from_poetry(name: str, wanted: object, place: Place) -> Declared | None:
    """Read a requirement as Poetry and Pipenv have it: a text, a table, or some."""
    if isinstance(wanted, list):
        found = [from_poetry(name, one, place) for one in wanted]
        known = [one for one in found if one is not None]
        return max(known, key=_age) if known else None
    if isinstance(wanted, dict):
        wanted = wanted.get("version", "*")
    if not isinstance(wanted, str):
        return None
    sets = []
    for alternative in wanted.split("||"):
        try:
            parts = [_of_poetry(one.strip()) for one in alternative.split(",")]
            sets.append(SpecifierSet(",".join(filter(None, parts))))
        except (InvalidSpecifier, ValueError):
            return None
    key = normalised(name)
    version, exact = _newest(key, sets)
    return Declared(key, f"{name} {wanted}", version, exact, place)


def _age(one: Declared) -> tuple[bool, Numbers]:
    return one.version is None, one.version or ()


def _of_poetry(text: str) -> str:
    if text in {"", "*"}:
        return ""
    if text[0] == "^":
        return _until(text[1:], caret=True)
    if text[0] == "~" and not text.startswith("~="):
        return _until(text[1:], caret=False)
    return f"=={text}" if text[0].isdigit() else text


def _until(text: str, *, caret: bool) -> str:
    """Write Poetry's ``^`` and ``~`` as pip would."""
    numbers = [int(one) for one in re.findall(r"\d+", text)]
    if not numbers:
        raise InvalidSpecifier(text)
    at = 0 if caret or len(numbers) == 1 else 1
    if caret:
        at = next((n for n, one in enumerate(numbers) if one), len(numbers) - 1)
    upper = [*numbers[:at], numbers[at] + 1]
    return f">={text.strip()},<{'.'.join(map(str, upper))}"


def _newest(
    name: str, alternatives: Iterable[SpecifierSet]
) -> tuple[Numbers | None, bool]:
    """Give the newest version that one of the alternatives allows."""
    best: Numbers = ()
    exact = False
    for one in alternatives:
        found, is_exact = _newest_of(name, one)
        if found is None:
            return None, False
        if found > best:
            best, exact = found, is_exact
    return (best, exact) if best else (None, False)


def _newest_of(name: str, wanted: SpecifierSet) -> tuple[Numbers | None, bool]:
    for one in wanted:
        if one.operator in {"==", "==="} and not one.version.endswith(".*"):
            return numbers_of(one.version), True
    bound = _bound(wanted)
    if name != PYTEST_ASYNCIO or bound is None:
        return bound, False
    for known in reversed(RELEASES):
        if known[:2] == bound[:2] and bound < known:
            return bound, False  # a bound within a minor version
        if wanted.contains(".".join(map(str, known))):
            return (None if known == RELEASES[-1] else known), False
    return bound, False


def _bound(wanted: Iterable[Specifier]) -> Numbers | None:
    """Give the lowest upper bound, or what is just below it."""
    found = []
    for one in wanted:
        numbers = numbers_of(one.version.removesuffix(".*"))
        if numbers is None:
            continue
        if one.operator == "<=":
            found.append(numbers)
        elif one.operator == "<":
            found.append(_below(numbers))
        elif one.operator == "~=":
            found.append((*numbers[:-1], _MANY))
        elif one.operator == "==":
            found.append((*numbers, _MANY))
    return min(found) if found else None


_MANY = 999
"""Stands for the last of versions that we do not know."""


def _below(numbers: Numbers) -> Numbers:
    cut = list(numbers)
    while len(cut) > 1 and not cut[-1]:
        cut.pop()
    cut[-1] = max(cut[-1] - 1, 0)
    return (*cut, _MANY)
