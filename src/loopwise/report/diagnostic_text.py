"""A Diagnostic as text: what, path, why, fix, more. At most twelve lines."""

from __future__ import annotations

from loopwise.model.diagnostic import Diagnostic
from loopwise.model.plan import Step

MOST_STEPS = 4
"""More are cut in the middle: the first and the last prove the point."""


def render(diagnostic: Diagnostic) -> str:
    """Write one Diagnostic."""
    lines = [f"{diagnostic.code} {diagnostic.what}", ""]
    lines += _path(diagnostic.path)
    if diagnostic.others:
        lines.append(f"      and {diagnostic.others} more tests like this")
    lines += ["", f"  Why: {diagnostic.why}"]
    for number, fix in enumerate(diagnostic.fixes):
        lines.append(f"  {' or' if number else 'Fix'}: {fix.text}")
    lines.append(f" More: loopwise explain {diagnostic.code}")
    return "\n".join(lines)


def _path(steps: tuple[Step, ...]) -> list[str]:
    shown = list(steps)
    if len(shown) > MOST_STEPS:
        shown = [*shown[:2], *shown[-2:]]
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
    return lines
