"""Library objects that are not looked into, and those that need to be told how."""

from __future__ import annotations

OPAQUE = frozenset(
    {
        "_frozen_importlib",
        "_frozen_importlib_external",
        "_pytest",
        "_thread",
        "_weakref",
        "annotated_types",
        "concurrent",
        "datetime",
        "decimal",
        "enum",
        "faker",
        "greenlet",
        "hypothesis",
        "importlib",
        "inspect",
        "jinja2",
        "logging",
        "loguru",
        "loopwise",
        "multiprocessing",
        "numpy",
        "opentelemetry",
        "pandas",
        "pathlib",
        "pluggy",
        "prometheus_client",
        "pydantic",
        "pydantic_core",
        "pydantic_settings",
        "pytest",
        "re",
        "sentry_sdk",
        "socket",
        "sqlalchemy",
        "ssl",
        "structlog",
        "typing",
        "typing_extensions",
        "unittest",
        "uuid",
        "weakref",
        "yarl",
        "zoneinfo",
    }
)
"""Top-level packages whose objects hold data, or the library's own machinery: nothing
of the project's is found behind them, and there is much to look through."""

LOOKED_INTO = (
    "sqlalchemy.ext.asyncio:AsyncConnection",
    "sqlalchemy.ext.asyncio:AsyncSession",
    "sqlalchemy.ext.asyncio:async_scoped_session",
    "sqlalchemy.ext.asyncio:async_sessionmaker",
    "sqlalchemy.orm:Session",
    "sqlalchemy.orm:scoped_session",
    "sqlalchemy.orm:sessionmaker",
)
"""Types of opaque packages that are looked into all the same: they hold an engine."""

CACHES: tuple[tuple[str, str], ...] = (
    ("collections:defaultdict", "default_factory"),
    ("functools:_lru_cache_wrapper", "__wrapped__"),
    ("functools:cached_property", "func"),
    ("dependency_injector.providers:Singleton", "provides"),
    ("dependency_injector.providers:ThreadSafeSingleton", "provides"),
    ("dependency_injector.providers:ContextLocalSingleton", "provides"),
    ("dependency_injector.providers:Resource", "provides"),
)
"""Objects that make something once, when first asked, and keep it: with the path to
what they call for it."""

LEADS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("dependency_injector.providers:Provider", ("provides", "args", "kwargs")),
    ("dependency_injector.containers:DynamicContainer", ("providers",)),
)
"""Objects that hold others where only their own attributes tell."""
