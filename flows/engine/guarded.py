"""A process that reads texts for flows/engine/guard.py, one at a time and within limits. It ends when the build does.

Run as `python -m flows.engine.guarded SOCKET`; on the socket come orders, and go answers.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from flows.engine.quiet import without_looking_for_garbage
from flows.read.refusal import Refusal

with without_looking_for_garbage():
    import flows.engine.bucket
    import flows.hall  # noqa: F401  all rooms, before the time of the first text begins

NO_LIMIT = 0


def serve(orders: Connection) -> None:
    """Answer orders until nobody gives any: a function, a file, bytes of memory, bytes of the answer (0: any)."""
    orders.send_bytes(b"%d" % resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)  # ready
    while True:
        try:
            order = orders.recv()
        except (EOFError, OSError):
            return
        orders.send_bytes(answer(*order))


def answer(function: Callable[[Path], Any], path: Path, memory: int, output: int) -> bytes:
    """What the function gives of the file, pickled; a refusal where that is too much. Ends us for want of memory."""
    try:
        _allow(memory)
        given = pickle.dumps(function(path), protocol=5)
    except MemoryError:
        os._exit(os.EX_OSERR)
    if output != NO_LIMIT and len(given) > output:
        sentence = (
            f"It gives more than {output:,} bytes of text and rows, the limit for a file of its size: save its text as "
            "plain text (.txt), or set reading.output higher."
        )
        return pickle.dumps(Refusal(sentence, rule="too-large"))
    return given


def _allow(memory: int) -> None:
    """Let us have so many bytes. Of data, not of addresses: libraries reserve many that they never use."""
    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    wanted = memory if memory != NO_LIMIT else most
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def _end_with_build() -> None:
    """Let the system end us when standard input is closed, whatever we are busy with; ended alone, leave no traces."""
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)  # SIGIO, which ends a process
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build is told, too, and ends us
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    with suppress(OSError):  # when memory runs out, end us and not the build
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")


if __name__ == "__main__":
    _end_with_build()
    serve(Connection(int(sys.argv[1])))
