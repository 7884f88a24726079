"""A Diagnostic as text: what, path, why, fix, more. At most twelve lines."""

from __future__ import annotations

import dataclasses
import re
import textwrap

from loopwise.model.diagnostic import Diagnostic
from loopwise.model.step import Step

MOST_LINES = 12
WIDTH = 80
"""Columns. Only a path line may be longer: places must stay whole to be clickable."""

MOST_STEPS = 3
"""Of a longer path the middle is cut: the first and the last steps prove the point."""

MOST_WHY = 4
"""Lines, where there are too many of them."""

MOST_LETTERS = 50
"""Of a name in a path."""

_BOLD, _DIM, _YELLOW, _GREEN, _OFF = (f"\x1b[{n}m" for n in (1, 2, 33, 32, 0))
_PLAIN = str.maketrans(
    {"▼": "v", "╰": "`", "├": "|", "│": "|", "─": "-", "…": "...", "×": "x"}
)
_HEAD = re.compile(r"^(LW\d{3})(?= )", re.MULTILINE)
_LABEL = re.compile(r"^( *)(Why|Fix| or|More)(?=: )", re.MULTILINE)
_LOOP = re.compile(r"(?<=  )loop: .+$", re.MULTILINE)
_ARROW = re.compile(r"^  (▼  |╰─>|v  |`->)(?= )", re.MULTILINE)


def render(diagnostic: Diagnostic) -> str:
    """Write one Diagnostic.

    Where it would be too long, the second fix is left out, then the middle of the
    path, and then the end of why: what it is, whose, and one thing to do stay.
    """
    shorter = dataclasses.replace(diagnostic, fixes=diagnostic.fixes[:1])
    ends = dataclasses.replace(shorter, path=_ends(shorter.path))
    lines: list[str] = []
    for one in (diagnostic, shorter, ends):
        lines = _lines(one)
        if len(lines) <= MOST_LINES:
            return "\n".join(lines)
    return "\n".join(_lines(ends, MOST_WHY - (len(lines) - MOST_LINES)))


def _ends(path: tuple[Step, ...]) -> tuple[Step, ...]:
    return (path[0], path[-1]) if len(path) > 2 else path


def paint(text: str) -> str:
    """Give a rendered text with the colours of a terminal."""
    text = _HEAD.sub(f"{_BOLD}{_YELLOW}\\1{_OFF}", text)
    text = _ARROW.sub(f"  {_DIM}\\1{_OFF}", text)
    text = _LOOP.sub(f"{_YELLOW}\\g<0>{_OFF}", text)
    return _LABEL.sub(_painted_label, text)


def to_ascii(text: str) -> str:
    """Give a text for a terminal that has letters and little else."""
    return text.translate(_PLAIN)


def _painted_label(found: re.Match[str]) -> str:
    colour = _GREEN if found[2] in {"Fix", " or"} else _BOLD
    return f"{found[1]}{colour}{found[2]}{_OFF}"


def _lines(diagnostic: Diagnostic, most_why: int = 99) -> list[str]:
    fixes = diagnostic.fixes
    lines = [*_wrapped("", f"{diagnostic.code} {diagnostic.what}", "      "), ""]
    lines += _path(diagnostic.path)
    if diagnostic.others:
        more = "test" if diagnostic.others == 1 else "tests"
        lines.append(f"      and {diagnostic.others} more {more} like this")
    if diagnostic.path:
        lines.append("")
    why = _wrapped("  Why: ", diagnostic.why)
    if len(why) > most_why:
        why = [*why[: max(most_why, 1)]]
        why[-1] += " …"
    lines += why
    for number, fix in enumerate(fixes):
        lines += _wrapped(f"  {' or' if number else 'Fix'}: ", fix.text)
    lines.append(f" More: loopwise explain {diagnostic.code}")
    return lines


def _wrapped(label: str, text: str, indent: str = "       ") -> list[str]:
    """Wrap a text, each of its own lines for itself."""
    first, *others = text.splitlines()
    return [
        line
        for begin, part in ((label, first), *((indent, one.strip()) for one in others))
        for line in textwrap.wrap(
            begin + part,
            WIDTH,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    ]


def _path(steps: tuple[Step, ...]) -> list[str]:
    if not steps:
        return []
    shown = list(steps)
    cut = len(shown) > MOST_STEPS
    if cut:
        shown = [shown[0], *shown[1 - MOST_STEPS :]]
    lines: list[str] = []
    for aligned in (3, 2, 0):  # as much as there is room for
        lines = _columns(shown, aligned)
        if max(map(len, lines)) <= WIDTH:
            break
    if cut:
        lines.insert(1, "  …")
    return lines


def _cut(name: str) -> str:
    """Shorten a very long name in the middle: its end often has the parameters."""
    if len(name) <= MOST_LETTERS:
        return name
    half = MOST_LETTERS // 2
    return f"{name[:half]}…{name[1 - half :]}"


def _columns(steps: list[Step], aligned: int) -> list[str]:
    """Write each step in a line, with the first few columns aligned."""
    cells = [(str(one.place), _cut(one.name), one.role, one.loop) for one in steps]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    widths = [*widths[:aligned], 0, 0, 0]
    lines = []
    for number, (place, name, role, loop) in enumerate(cells):
        arrow = "╰─>" if number else "▼  "
        shown = f"{place:<{widths[0]}}  {name:<{widths[1]}}  {role:<{widths[2]}}"
        last = f"loop: {loop}" if loop else ""
        lines.append(f"  {arrow} {shown}  {last}".rstrip())
    return lines
