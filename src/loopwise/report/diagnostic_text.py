"""A Diagnostic as text: what, path, why, fix, more. At most twelve lines."""

from __future__ import annotations

from loopwise.model.diagnostic import Diagnostic
from loopwise.model.step import Step

MOST_STEPS = 3
"""Of a longer path the middle is cut: the first and the last steps prove the point."""


def render(diagnostic: Diagnostic) -> str:
    """Write one Diagnostic."""
    lines = [f"{diagnostic.code} {diagnostic.what}", ""]
    lines += _path(diagnostic.path)
    if diagnostic.others:
        more = "test" if diagnostic.others == 1 else "tests"
        lines.append(f"      and {diagnostic.others} more {more} like this")
    lines += ["", f"  Why: {diagnostic.why}"]
    for number, fix in enumerate(diagnostic.fixes):
        lines.append(f"  {' or' if number else 'Fix'}: {fix.text}")
    lines.append(f" More: loopwise explain {diagnostic.code}")
    return "\n".join(lines)


def _path(steps: tuple[Step, ...]) -> list[str]:
    shown = list(steps)
    cut = len(shown) > MOST_STEPS
    if cut:
        shown = [shown[0], *shown[1 - MOST_STEPS :]]
    places = max(len(str(step.place)) for step in shown)
    names = max(len(step.name) for step in shown)
    roles = max(len(step.role) for step in shown)
    lines = []
    for number, step in enumerate(shown):
        arrow = "▼  " if number == 0 else "╰─>"
        loop = f"loop: {step.loop}" if step.loop else ""
        line = (
            f"  {arrow} {step.place!s:<{places}}  {step.name:<{names}}  "
            f"{step.role:<{roles}}  {loop}"
        )
        lines.append(line.rstrip())
        if cut and number == 0:
            lines.append("  …")
    return lines
