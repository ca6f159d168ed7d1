"""`plans worker`: processes that read buckets for a Dask scheduler, until they are ended."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

from flows.engine.cluster import NOT_INSTALLED, unsafe
from flows.engine.quiet import keep_quiet
from flows.engine.screen import stop


def run(scheduler: str, workers: int) -> None:
    """Become Dask's own worker, one task at a time in each process. A sentence and exit code 1 where that cannot be."""
    if find_spec("distributed") is None:
        stop(NOT_INSTALLED)
    if wrong := unsafe(scheduler):
        stop(wrong)
    keep_quiet()
    command = [sys.executable, "-m", "distributed.cli.dask_worker", scheduler]
    options = ["--nworkers", str(workers), "--nthreads", "1", "--no-dashboard", "--memory-limit", "auto"]
    os.execv(sys.executable, [*command, *options])
