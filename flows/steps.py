"""Progress for people: one line a step on standard error, with a spinner while it runs where there is a terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

console = Console(stderr=True, highlight=False)


class Step:
    """A running step; `note` is what its line says at the end."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.note = ""
        self._status = console.status(name)

    def progress(self, done: int, whole: int) -> None:
        """Show how far the step is."""
        self._status.update(f"{self.name}  {done:,} of {whole:,}")


@contextmanager
def step(name: str) -> Iterator[Step]:
    """Run the body as a step: its name, its note and its seconds become a line."""
    running = Step(name)
    begun = time.perf_counter()
    mark = ("✗ ", "red")
    running._status.start()
    try:
        yield running
        mark = ("✓ ", "green")
    finally:
        running._status.stop()
        seconds = time.perf_counter() - begun
        console.print(Text.assemble(mark, f"{name:<18}", f"{seconds:6.1f} s  ", (running.note, "dim")))
