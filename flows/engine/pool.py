"""Processes that work side by side for a build, and end with it."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


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


def in_turn(pool: Executor | None, function: Callable[[T], R], items: Iterable[T], ahead: int) -> Iterator[R]:
    """What the function gives of each item, in their order; so many are given to the pool before one is waited for.

    What processes leave undone because one was killed is done here.
    """
    under_way: deque[tuple[T, Future[R] | None]] = deque()
    for item in items:
        under_way.append((item, _begun(pool, function, item)))
        if len(under_way) > ahead:
            yield _done(function, *under_way.popleft())
    while under_way:
        yield _done(function, *under_way.popleft())


def _begun(pool: Executor | None, function: Callable[[T], R], item: T) -> Future[R] | None:
    with suppress(BrokenProcessPool):
        return pool.submit(function, item) if pool else None
    return None


def _done(function: Callable[[T], R], item: T, begun: Future[R] | None) -> R:
    if begun:
        with suppress(BrokenProcessPool):
            return begun.result()
    return function(item)


def _end_with_parent() -> None:
    """Let a worker end when the build is killed: it would wait for work for ever."""
    parent = parent_process()

    def wait() -> None:
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
