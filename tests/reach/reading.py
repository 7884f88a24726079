"""Code that is compiled, never run, and what was read of it in one line each."""

from __future__ import annotations

from types import CodeType

from loopwise.reach.references import CodeFacts, Reference, facts_of


def code_of(source: str, name: str = "f") -> CodeType:
    """Compile a module, and give the code of a function at its top."""
    return inside(compile(source, "<example>", "exec", dont_inherit=True), name)


def inside(code: CodeType, name: str) -> CodeType:
    """Give the code of a function or class that some code makes."""
    (found,) = (
        one
        for one in code.co_consts
        if isinstance(one, CodeType) and one.co_name == name
    )
    return found


def facts(source: str) -> CodeFacts:
    """Read the function ``f`` of a module."""
    return facts_of(code_of(source))


def body(*lines: str, head: str = "def f():") -> CodeFacts:
    """Read a function by the lines of its body."""
    return facts("\n".join([head, *(f"    {line}" for line in lines)]))


def written(reference: Reference) -> str:
    """Write a reference: ``app.engine``, ``import ..app: db.engine``, ``later x``."""
    path = ".".join(reference.attributes)
    if reference.imported:
        text = f"import {'.' * reference.level}{reference.root}: {path}"
    else:
        text = f"{reference.root}.{path}" if path else reference.root
    return f"later {text}" if reference.deferred else text


def names(found: CodeFacts) -> set[str]:
    """Write all references of some code."""
    return {written(one) for one in found.references}
