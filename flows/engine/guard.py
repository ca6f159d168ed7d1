"""Reads texts in processes of their own, so that one that never ends, takes all memory or kills its process ends alone.

A process (guarded.py) reads one text at a time, and the next as long as all goes well. It is one that we start anew,
not a fork: those of a process with Prefect's threads may hang.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Pipe, wait
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from flows.read.refusal import Ended, Refusal
from flows.settings import Reading

T = TypeVar("T")
STARTS = 120.0  # seconds within which a process must be ready
SLICE = 1.0  # seconds that we wait at most before we look at the clock
SMALL = 50_000  # bytes; what a smaller file gives is held against so many
BY_OTHERS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)  # which no text sends
ENVIRONMENT = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # the others ask for a gigabyte before they use any, which the limit counts
    "OPENBLAS_NUM_THREADS": "1",
}


class NotStarted(RuntimeError):
    """The processes that read texts do not start; the message says what to do."""


class _Killed(Ended):
    """Somebody else ended the process: most likely the system, for want of memory."""


class Guard:
    """Some processes at most that read texts within limits. As a context it ends them."""

    def __init__(self, workers: int, limits: Reading) -> None:
        self._workers = workers
        self._limits = limits
        self._readers = [_spare.pop() for _ in list(_spare)]
        self._clock = _Clock()

    def __enter__(self) -> Guard:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for reader in self._readers:
            reader.end()
        self._readers.clear()

    def map(self, function: Callable[[Path], T], paths: Sequence[Path]) -> list[T | Refusal]:
        """What the function gives of each file, or why it gives nothing: Ended where its process was, or died.

        The function is one that is found by its name, and raises nothing. Raises NotStarted.
        """
        found = dict(self._each(function, enumerate(paths), self._workers))
        killed = [(n, paths[n]) for n, given in found.items() if isinstance(given, _Killed)]
        found |= dict(self._each(function, killed, 1))  # once more, with nobody beside it who takes the memory
        return [found[n] for n in range(len(paths))]

    def _each(
        self, function: Callable[[Path], T], files: Iterable[tuple[int, Path]], many: int
    ) -> Iterator[tuple[int, T | Refusal]]:
        waiting = deque(files)
        busy: dict[_Reader, int] = {}
        given: list[tuple[int, bytes | Refusal]] = []
        while waiting or busy:
            for reader in self._free(min(many, len(busy) + len(waiting)), busy):
                busy[reader], path = waiting.popleft()
                reader.begin(function, path, self._limits, self._clock.now())
            yield from ((n, _loaded(each)) for n, each in given)  # while the next are being read
            given = [(busy.pop(reader), each) for reader, each in self._first_to_end(list(busy))]
        yield from ((n, _loaded(each)) for n, each in given)

    def _free(self, many: int, busy: dict[_Reader, int]) -> list[_Reader]:
        """Those of `many` processes that have nothing to do; new ones come in the place of those that are no more."""
        self._readers = [reader for reader in self._readers if reader in busy or reader.lives()]
        while len(self._readers) < many:
            self._readers.append(_Reader())
        return [reader for reader in self._readers if reader not in busy][: many - len(busy)]

    def _first_to_end(self, busy: Sequence[_Reader]) -> Iterator[tuple[_Reader, bytes | Refusal]]:
        """Wait for an answer or the end of a time, a while at most, and give all that have come."""
        soonest = min(reader.deadline for reader in busy) - self._clock.now()
        ready = wait([reader.connection for reader in busy], max(0.0, min(soonest, SLICE)))
        now = self._clock.now()
        for reader in busy:
            if reader.connection in ready:
                yield reader, reader.answer()
            elif now >= reader.deadline:
                yield reader, reader.overdue()


class _Clock:
    """Seconds, without those for which we were stopped (Ctrl-Z, a machine that sleeps): nobody has read meanwhile."""

    def __init__(self) -> None:
        self._last, self._sum = time.monotonic(), 0.0

    def now(self) -> float:
        last, self._last = self._last, time.monotonic()
        self._sum += min(self._last - last, 2 * SLICE)
        return self._sum


class _Reader:
    """A process that reads texts."""

    deadline: float  # of what it reads, on the clock of the guard
    limits: Reading  # that hold for what it reads

    def __init__(self) -> None:
        """Start it; it gets ready while we do something else."""
        self._at_first: int | None = None  # its largest size so far, by the system, which counts from ours on
        self.connection, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flows.engine.guarded", str(theirs.fileno())],
                stdin=subprocess.PIPE,  # nobody writes: its end tells the process that we are no more
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # last words of libraries; we say what has become of the text
                pass_fds=[theirs.fileno()],
                env=os.environ | ENVIRONMENT,
            )

    def lives(self) -> bool:
        return self._process.poll() is None

    def begin(self, function: Callable[[Path], Any], path: Path, limits: Reading, now: float) -> None:
        """Let it read a file. Raises NotStarted."""
        self._await_ready()
        size = path.stat().st_size if path.is_file() else 0
        self.limits = limits
        self._seconds = limits.seconds * max(1.0, size / 1e6) or float("inf")
        self.deadline = now + self._seconds
        order = (function, path, int(limits.memory * 1e6), int(limits.output * max(size, SMALL)))
        with suppress(OSError):  # it was killed while it had nothing to do, which `answer` finds out
            self.connection.send(order)

    def answer(self) -> bytes | Refusal:
        """What it says of the file, pickled; why nothing where it has died."""
        try:
            return self.connection.recv_bytes()
        except (EOFError, OSError):
            return self._death()

    def overdue(self) -> Refusal:
        """End it, for its time is up."""
        self.end()
        sentence = (
            f"Reading it was not done after {self._seconds:,.6g} seconds and was ended: save its text as plain text "
            "(.txt), or set reading.seconds higher."
        )
        return Ended(sentence, rule="too-long")

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._close()

    def _await_ready(self) -> None:
        if self._at_first is None:
            with suppress(EOFError, OSError):
                self._at_first = int(self.connection.recv_bytes()) if self.connection.poll(STARTS) else None
        if self._at_first is None:
            self.end()
            raise NotStarted(
                f"The processes that read texts do not start (exit code {self._process.returncode}): "
                "`python -m flows.engine.guarded` says why."
            )

    def _death(self) -> Refusal:
        """What has ended it, as well as that can be told."""
        _, status, used = os.wait4(self._process.pid, 0)
        self._process.returncode = code = os.waitstatus_to_exitcode(status)
        self._close()
        grown = used.ru_maxrss > (self._at_first or 0)
        peak = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3) if grown else 0  # MB
        if code == os.EX_OSERR or (code < 0 and -code not in BY_OTHERS and 0 < 0.75 * self.limits.memory < peak):
            sentence = (
                f"Reading it took more than {self.limits.memory:,.6g} MB of memory and was ended: save its text as "
                "plain text (.txt), or set reading.memory higher."
            )
            return Ended(sentence, rule="too-large")
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        if -code in BY_OTHERS:
            sentence = (
                f"The process that read it was killed twice ({how}), most likely for want of memory: build again when "
                "the machine has more of it to spare, or save its text as plain text (.txt)."
            )
            return _Killed(sentence, rule="crashed")
        sentence = (
            f"The process that read it died ({how}). That is a fault of the program or of a library: report it, or "
            "save its text as plain text (.txt)."
        )
        return Ended(sentence, rule="crashed")

    def _close(self) -> None:
        self.connection.close()
        if self._process.stdin:
            self._process.stdin.close()


_spare: list[_Reader] = []


def prepare() -> None:
    """Start a process for the guard to come, which gets ready while libraries are imported."""
    _spare.append(_Reader())


def _loaded(given: bytes | Refusal) -> Any:
    return given if isinstance(given, Refusal) else pickle.loads(given)
