"""Steps: one member each on the way from a test to what decides."""

from __future__ import annotations

from dataclasses import dataclass

from loopwise.model.place import Place


@dataclass(frozen=True, slots=True)
class Step:
    """One member on the way from a test to what decided its loop."""

    name: str
    place: Place
    role: str
    """What it is, in the glossary's words: ``test``, ``fixture, kept per session``."""
    loop: str = ""
    """The loop scope that it runs with, where it matters to the reader."""
