"""LW402, LW407: errors about loops that reach nobody, as they are lost or logged."""

from __future__ import annotations

import logging
import textwrap

import pytest

from loopwise.model.leftover import Kind, Leftover
from loopwise.provenance.symptoms import chain, said_by, speaks_of_loops
from loopwise.pytest_plugin.explaining.explainer import explain_safely
from loopwise.pytest_plugin.runtime import Runtime
from loopwise.report.diagnostic_text import render

ASYNCIO = "asyncio"
"""The logger of asyncio. What it logs as lost comes from the loops themselves."""

MOST_LETTERS = 120
"""Of an error's own text: what a task says of a future has several hundred."""

TOLD = "_loopwise_told"
"""An attribute of exceptions that were logged before: libraries do so repeatedly."""


class Background(logging.Handler):
    """Hears what libraries log, and explains what of it is about loops.

    Added to the root logger for the run, if pytest has its own handlers there: without
    any, `logging.basicConfig` would do nothing. It writes nothing anywhere.
    """

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(logging.WARNING)
        self._runtime = runtime
        self._has_begun = False

    def begin(self, item: pytest.Item) -> None:
        """Listen from the first item on."""
        if not self._has_begun:
            self._has_begun = True
            self._runtime.left.explain = self.explain
            if item.config.pluginmanager.has_plugin("logging-plugin"):
                logging.getLogger().addHandler(self)

    def uninstall(self) -> None:
        """Stop listening."""
        logging.getLogger().removeHandler(self)

    def explain(self, error: BaseException) -> str:
        """Write what an exception has to do with loops; empty where that is nothing."""
        run = self._runtime.run
        if run is None or not _is_about_loops(error):
            return ""
        found, _ = explain_safely(self._runtime, run.item, "call", error)
        return "" if found is None else render(found)

    def emit(self, record: logging.LogRecord) -> None:
        """Note an error that is about loops, against the test that runs.

        Whatever goes wrong here must not reach the code that only wanted to log.
        """
        try:
            error = record.exc_info[1] if record.exc_info else None
            if error is not None and record.name != ASYNCIO:
                self._note(error, record.name)
        except Exception:
            return

    def _note(self, error: BaseException, logger: str) -> None:
        run = self._runtime.run
        if run is None or hasattr(error, TOLD) or not _is_about_loops(error):
            return
        setattr(error, TOLD, True)
        explanation = self.explain(error)
        if not explanation:
            return
        text = textwrap.shorten(said_by(error), MOST_LETTERS, placeholder=" …")
        left = Leftover(
            Kind.LOGGED_ERROR,
            run.item.name,
            f"{type(error).__name__}: {text}",
            details=(f"logged by {logger}",),
            explanation=explanation,
        )
        self._runtime.left.note(left)


def _is_about_loops(error: BaseException) -> bool:
    return any(speaks_of_loops(said_by(one)) for one in chain(error))
