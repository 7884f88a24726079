"""Many files of a project: checked one after the other, or in several processes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loopwise.checking.file_result import FileResult
from loopwise.checking.listing import Listed
from loopwise.checking.one_file import FileCheck
from loopwise.checking.project_rules import ProjectCheck
from loopwise.model.finding import Finding

if TYPE_CHECKING:
    from concurrent.futures import Future

WORTH_IT = 300_000
"""Bytes for each process: below that, starting it takes longer than it saves."""

_CHUNKS = 6
"""How many each process gets: the last ones even out who was faster."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What was found in the project as a whole."""

    findings: list[Finding]


def check_all(
    check: FileCheck, files: Sequence[Listed], whole: ProjectCheck, jobs: int
) -> Iterator[FileResult | Whole]:
    """Check files, and the project as a whole; results come as they are ready.

    Args:
        check: What checks one file.
        files: All of them.
        whole: What checks the project.
        jobs: The most processes; 0: as many as there are processors.
    """
    size = sum(one.size for one in files)
    useful = max(1, min(jobs or processors(), size // WORTH_IT))
    if useful > 1:
        yield from _in_processes(check, files, whole, useful)
        return
    # The project first: what it has parsed is then there for the single files.
    yield Whole(whole())
    check.lookup.share(whole.sources)
    for one in files:
        yield check(one.path)


def processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _in_processes(
    check: FileCheck, files: Sequence[Listed], whole: ProjectCheck, jobs: int
) -> Iterator[FileResult | Whole]:
    # Imported here: it takes longer than a small project.
    import multiprocessing  # noqa: PLC0415  # see above
    from concurrent.futures import ProcessPoolExecutor, as_completed  # noqa: PLC0415  # see above

    # A fork has everything imported; no threads run here that it could lose.
    method = "fork" if sys.platform == "linux" else "spawn"
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        jobs, multiprocessing.get_context(method), _start, (check,)
    )
    try:
        # The project first: that takes longest, and cannot be divided.
        waiting: list[Future[list[FileResult | Whole]]] = [
            pool.submit(_run_whole, whole)
        ]
        waiting += [pool.submit(_run, chunk) for chunk in chunks(files, jobs * _CHUNKS)]
        for one in as_completed(waiting):
            yield from one.result()
    except BaseException:
        # Whoever interrupts does not wait for the portions that are being checked.
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise
    pool.shutdown()


def chunks(files: Sequence[Listed], count: int) -> list[list[str]]:
    """Deal files out in portions of about the same size; neighbours stay together."""
    share = sum(one.size + 1 for one in files) / count
    found: list[list[str]] = []
    size = 0.0
    for one in files:
        if size <= 0:
            found.append([])
            size += share
        found[-1].append(one.path)
        size -= one.size + 1
    return found


_check: FileCheck | None = None
"""Of this process, which does nothing else."""


def _start(check: FileCheck) -> None:
    global _check  # noqa: PLW0603  # a process of the pool serves one run
    _check = check


def _run_whole(whole: ProjectCheck) -> list[FileResult | Whole]:
    return [Whole(whole())]


def _run(paths: Sequence[str]) -> list[FileResult | Whole]:
    assert _check is not None
    return [_check(one) for one in paths]
