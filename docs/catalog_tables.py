"""Writes the tables of "What is bound to a loop" from the catalog."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from loopwise.resources.bound_type import Binds, BoundType
from loopwise.resources.known import clients, databases, messaging, primitives

FAMILIES = (
    ("asyncio and anyio", primitives.ROWS),
    ("Databases", databases.ROWS),
    ("HTTP, caches, search, mail and other clients", clients.ROWS),
    ("Brokers, RPC and streams", messaging.ROWS),
)
TABLES = Path(__file__).parent / "reference" / "_bound-types.md"


def write() -> None:
    """Write the tables, for the page that includes them."""
    TABLES.write_text(tables(), encoding="utf-8")


def tables() -> str:
    """Give all families, each with the types that are bound and those that are not."""
    parts = []
    for title, rows in FAMILIES:
        parts.append(f"## {title}\n\n{bound(rows)}")
        if free := unbound(rows):
            parts.append(free)
    return "\n\n".join(parts) + "\n"


def bound(rows: Iterable[BoundType]) -> str:
    """Give a definition list of the types whose objects belong to a loop."""
    return "\n\n".join(
        entry(row)
        for row in sorted(rows, key=lambda row: row.label.lower())
        if row.binds is not Binds.NEVER
    )


def entry(row: BoundType) -> str:
    """Write one type: when it binds, what happens on another loop, and how we know."""
    text = f"`{row.label}`\n: Belongs to a loop from {_FROM[row.binds]}."
    if row.error:
        text += f" On another: {row.error.rstrip('.')}."
    if row.unless_made_with:
        free = ", ".join(f"`{one.rpartition(':')[2]}`" for one in row.unless_made_with)
        text += f" Not bound when made with {free}."
    if row.note:
        text += f" {row.note}"
    return f"{text} *{row.verified[:1].upper()}{row.verified[1:].rstrip('.')}.*"


_FROM = {
    Binds.CREATION: "the moment that it is made",
    Binds.FIRST_USE: "its first use",
    Binds.FIRST_WAIT: "the first wait that blocks",
}


def unbound(rows: Iterable[BoundType]) -> str:
    """Name the types whose objects may be used from any loop."""
    lines = [
        f"- `{row.label}`: {row.verified.rstrip('.')}."
        + (f" {row.note}" if row.note else "")
        for row in sorted(rows, key=lambda row: row.label.lower())
        if row.binds is Binds.NEVER
    ]
    return "\n".join(["Not bound, and so widening nothing:", "", *lines]) * bool(lines)
