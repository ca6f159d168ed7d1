"""Processes that work side by side for a build, and end with it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process


@contextmanager
def processes(workers: int) -> Iterator[Executor | None]:
    """A pool of processes for more than one worker. Spawned: forks of a process with Prefect's threads may hang."""
    if workers == 1:
        yield None
    else:
        with new_pool(workers) as pool:
            yield pool


def new_pool(workers: int) -> ProcessPoolExecutor:
    """So many processes, which end with this one."""
    return ProcessPoolExecutor(workers, get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Let a worker end when the build is killed: it would wait for work for ever."""
    parent = parent_process()

    def wait() -> None:
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
