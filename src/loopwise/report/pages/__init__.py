"""The pages behind the messages, one file each; the docs show the same files."""

from __future__ import annotations

from importlib.resources import files

SUFFIX = ".md"


def codes() -> list[str]:
    """List the codes that have a page."""
    names = [entry.name for entry in files(__name__).iterdir()]
    return sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX))


def page(code: str) -> str:
    """Give the page of a message, as Markdown.

    Raises:
        KeyError: there is no message with this code.
    """
    if code not in codes():
        raise KeyError(code)
    return files(__name__).joinpath(code + SUFFIX).read_text(encoding="utf-8")
