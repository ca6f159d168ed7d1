"""Many requests, a bounded number of them at a time, and never more of them waiting than are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

from flows.storage.client import PARALLEL

T = TypeVar("T")


def each(function: Callable[[T], object], items: Iterable[T]) -> None:
    """Call the function with every item. Raises the first error, after which nothing new is begun."""
    coming = iter(items)
    with ThreadPoolExecutor(PARALLEL) as threads:
        running: set[Future[object]] = {threads.submit(function, item) for item in islice(coming, PARALLEL)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
            running |= {threads.submit(function, item) for item in islice(coming, len(done))}
