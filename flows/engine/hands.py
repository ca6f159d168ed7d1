"""Who makes loads: this process, or processes beside it, which are started anew when one of them dies.

A worker of Dask has no processes beside it, and makes the loads that it is given itself.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from flows.engine.guard import Guard, NotStarted
from flows.engine.loads import Load, make_load
from flows.engine.pool import new_pool
from flows.read import Input
from flows.settings import Reading

TRIES = 3  # for a load whose process was killed


class Pool:
    """Processes for loads, to be asked by several threads."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._changing = threading.Lock()
        self._executor = new_pool(workers)

    def make(self, load: Load) -> dict[str, list[Input]]:
        """As make_load, in one of the processes; again where one was killed, which ends all. Raises NotStarted."""
        for _ in range(TRIES):
            executor = self._executor
            try:
                return executor.submit(make_load, load).result()
            except BrokenProcessPool:
                self._renew(executor)
        raise NotStarted(
            "The processes that read texts are killed again and again, most likely for want of memory: build again "
            "with fewer --workers, or when the machine has more of it to spare."
        )

    def end(self) -> None:
        """End the processes."""
        self._executor.shutdown(cancel_futures=True)

    def _renew(self, broken: ProcessPoolExecutor) -> None:
        with self._changing:
            if self._executor is broken:
                self._executor = new_pool(self._workers)


_beside: list[Pool | Guard] = []
_ourselves = threading.Lock()  # we make one load at a time, whoever asks


@contextmanager
def hands(workers: int, loads: int, reading: Reading) -> Iterator[None]:
    """Have loads made by processes beside this one; where there is one load, let it have all of them as readers."""
    with Guard(workers, reading) if workers == 1 or loads <= 1 else _ended(Pool(workers)) as ours:
        _beside.append(ours)
        try:
            yield
        finally:
            _beside.remove(ours)


def make(load: Load) -> dict[str, list[Input]]:
    """As make_load, by whoever there is."""
    who = _beside[-1] if _beside else None
    if isinstance(who, Pool):
        return who.make(load)
    with _ourselves:
        return make_load(load, who)


@contextmanager
def _ended(pool: Pool) -> Iterator[Pool]:
    try:
        yield pool
    finally:
        pool.end()
