"""Names of things that libraries define: ``package.module:Name``."""

from __future__ import annotations

from types import (
    BuiltinFunctionType,
    ClassMethodDescriptorType,
    FunctionType,
    MethodType,
)

from loopwise.resources.look import bases_of, module_of, qualname_of

_FUNCTIONS = (
    BuiltinFunctionType,
    ClassMethodDescriptorType,
    FunctionType,
    MethodType,
)


def matches(pattern: str, module: str, qualname: str) -> bool:
    """Whether something defined in ``module`` is what ``pattern`` names.

    It may be defined below the module named: libraries move what they export. After
    two colons it may not.
    """
    wanted_module, _, wanted = pattern.partition(":")
    if qualname != wanted.lstrip(":"):
        return False
    if module == wanted_module:
        return True
    return wanted[:1] != ":" and module.startswith(f"{wanted_module}.")


def is_any(cls: type, patterns: tuple[str, ...]) -> bool:
    """Whether a class, or one of its bases, is what one of the patterns names."""
    return any(
        matches(pattern, module_of(base), qualname_of(base))
        for base in bases_of(cls)
        for pattern in patterns
    )


def names_of(thing: object) -> tuple[str, str] | None:
    """Give module and qualified name of a class or a function; of others ``None``."""
    kind = type(thing)
    if issubclass(kind, type):
        return module_of(thing), qualname_of(thing)  # type: ignore[arg-type]  # a class
    if not (kind in _FUNCTIONS or "cython" in kind.__name__):
        return None
    module = getattr(thing, "__module__", None)
    qualname = getattr(thing, "__qualname__", None)
    if type(module) is str and type(qualname) is str:
        return module, qualname
    return None
