"""What was left behind, as text: what and where first, the rest below it."""

from __future__ import annotations

from loopwise.model.leftover import Kind, Leftover

SENTENCES = {
    Kind.PENDING_TASK: "{owner} left a task pending: {what}",
    Kind.LOST_EXCEPTION: "{owner} lost an exception in the background: {what}",
    Kind.OPEN_GENERATOR: "{owner} left an async generator unfinished: {what}",
    Kind.LEFT_OPEN: "{owner} left open: {what}",
    Kind.BLOCKED_LOOP: "{owner} blocked its loop for {what}",
    Kind.LOGGED_ERROR: "{owner} had an error that was only logged: {what}",
}
WHERE = {
    Kind.PENDING_TASK: "made at",
    Kind.LOST_EXCEPTION: "in a task made at",
    Kind.NEVER_AWAITED: "dropped at",
    Kind.OPEN_GENERATOR: "suspended at",
    Kind.LEFT_OPEN: "it is at",
    Kind.BLOCKED_LOOP: "it was at",
}


def render(left: Leftover) -> str:
    """Write one leftover."""
    code = left.kind.value
    if left.kind is Kind.NEVER_AWAITED:
        # First what Python says, for filters and searches that know it.
        lines = [left.what.rstrip()]
        lines.append(f"  {code} {left.owner} left it behind")
    else:
        sentence = SENTENCES[left.kind].format(owner=left.owner, what=left.what)
        lines = [f"{code} {sentence}"]
    if left.place is not None:
        inside = f" in {left.function}" if left.function else ""
        lines.append(f"  {WHERE[left.kind]} {left.place}{inside}")
    lines += [f"  {line}" for line in left.details]
    if left.others:
        lines.append(f"  and {left.others} more like this")
    if left.traceback:
        lines += ["", *left.traceback.rstrip().splitlines(), ""]
    lines.append(f"  More: loopwise explain {code}")
    if left.explanation:
        lines += ["", *left.explanation.splitlines()]
    return "\n".join(lines)


def render_lost(count: int, first: list[str]) -> str:
    """Write for the end of the run how many exceptions were lost, and a few of them."""
    what = "exception was" if count == 1 else "exceptions were"
    lines = [f"LW402 {count} {what} lost in the background", ""]
    lines += [f"  {text}" for text in first]
    if count > len(first):
        lines.append(f"  and {count - len(first)} more")
    return "\n".join([*lines, "", " More: loopwise explain LW402"])
