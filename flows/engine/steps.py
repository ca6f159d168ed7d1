"""Progress for people: one line a step on standard error, with a spinner while it runs where there is a terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from flows.engine.screen import line

console = Console(stderr=True, highlight=False)


class Step:
    """A running step; `note` is what its line says at the end."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.note = ""
        self._begun = time.perf_counter()
        self._status = console.status(name)
        self._status.start()

    def progress(self, done: int, whole: int) -> None:
        """Show how far the step is."""
        self._status.update(f"{self.name}  {done:,} of {whole:,}")

    def end(self, good: bool = True) -> None:
        """Print the line of the step: its name, its seconds and its note."""
        self._status.stop()
        mark = ("✓ ", "green") if good else ("✗ ", "red")
        seconds = time.perf_counter() - self._begun
        console.print(Text.assemble(mark, f"{self.name:<16}", f"{seconds:6.1f} s  ", (self.note, "dim")))


def say(sentence: str) -> None:
    """Print a sentence beside the steps."""
    console.print(line(sentence), soft_wrap=True)


_waiting: list[Step] = []
_running: list[Step] = []


def progress(done: int, whole: int) -> None:
    """Show how far the running step is, if there is one."""
    for step_ in _running[-1:]:
        step_.progress(done, whole)


def wait_for(name: str) -> None:
    """Begin a step that ends where the next begins: what a library does before it calls us."""
    _waiting.append(Step(name))


def give_up_waiting() -> None:
    """End a step that was waited for in vain."""
    while _waiting:
        _waiting.pop().end(good=False)


@contextmanager
def step(name: str) -> Iterator[Step]:
    """Run the body as a step."""
    while _waiting:
        _waiting.pop().end()
    running = Step(name)
    _running.append(running)
    try:
        yield running
    except BaseException:
        running.end(good=False)
        raise
    finally:
        _running.remove(running)
    running.end()
