"""The page of a rule, as Markdown: made from the rule itself."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from loopwise.rules.rule import Example, Rule

_LANGUAGES = {"py": "python", "toml": "toml", "ini": "ini", "cfg": "ini"}


def rule_page(rule: type[Rule], repairs: str = "") -> str:
    """Write what a rule means, with its examples.

    Args:
        rule: Which one.
        repairs: A sentence on what `loopwise fix` does, where that is known.
    """
    parts = [f"## {rule.code}: {rule.name}", f"> {rule.summary}", rule.page().strip()]
    if repairs:
        parts.append(repairs)
    parts += _examples("Found", rule.bad)
    parts += _examples("Not found", rule.good)
    silence = f"`# noqa: {rule.code}` at the end of the line"
    parts.append(
        f"**Where it is wanted.** Write {silence}, or ignore `{rule.code}` in "
        "`[tool.loopwise]`, for all files or for some (`per-file-ignores`)."
    )
    return "\n\n".join(parts) + "\n"


def _examples(title: str, examples: Iterable[Example]) -> list[str]:
    found: list[str] = []
    for number, one in enumerate(examples):
        if not number:
            found.append(f"**{title}.**")
        found += [
            f"`{path}`:\n\n{_fenced(path, text)}" for path, text in one.files.items()
        ]
        if one.shows:
            found.append(f"pytest says:\n\n```text\n{one.shows}\n```")
    return found


def _fenced(path: str, text: str) -> str:
    language = _LANGUAGES.get(path.rpartition(".")[2], "text")
    return f"```{language}\n{textwrap.dedent(text).strip()}\n```"
