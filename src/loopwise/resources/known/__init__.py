"""The types that Loopwise knows, by family. A row says how it was verified."""

from __future__ import annotations

from loopwise.resources.known import clients, databases, messaging, primitives

ROWS = (*primitives.ROWS, *databases.ROWS, *clients.ROWS, *messaging.ROWS)
