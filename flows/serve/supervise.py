"""Keeps the two processes of `plans serve` alive, the Prefect server and the one that serves, and ends them with us.

The process that serves ends by itself when our end of its standard input closes, also when we are killed. A server
that was left behind is found by its record, and ended, when `plans serve` is started again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from flows.engine.processes import Child, end_leftover
from flows.engine.proxies import spare
from flows.serve.notify import Notice, notify
from flows.serve.orders import NOT_BEGUN, Orders
from flows.server.database import set_aside_if_damaged
from flows.server.lasting import USUAL_PORT, api_url, listen, prefect_server
from flows.server.password import OF_CLIENTS, is_set, kept, new_password

LOOK = 0.5  # seconds
STOPPING = 60.0  # seconds that a run under way has to end in
QUICK = 60.0  # seconds; who ends sooner after its first start would do so again
LONGEST_PAUSE = 600.0  # seconds before another start


@dataclass(frozen=True, slots=True)
class Place:
    """Where Prefect is: the folder of its files, and the server of others or the address of our own."""

    home: Path
    api: str | None  # of a server that is there already
    host: str
    port: int | None  # None: any that is free


class NotServed(RuntimeError):
    """`plans serve` cannot go on; the message says what to do."""


def supervise(orders: Orders, place: Place, stop: threading.Event, say: Callable[[str], None]) -> None:
    """Serve until `stop` is set; what dies meanwhile is started again. Raises NotServed when it does not even start."""
    for name in ("serve-worker.json", "serve-server.json"):
        if pid := end_leftover(place.home / name):
            say(f"Ended process {pid}, which an earlier plans serve had left behind.")
    pause, first = 1.0, True
    while not stop.is_set():
        begun = time.monotonic()
        with _processes(orders, place, say) as children:
            dead = _until_one_ends(children, stop)
        if dead is None:
            return
        lasted = time.monotonic() - begun
        if first and (lasted < QUICK or dead.ended() == NOT_BEGUN):
            raise NotServed(_why(dead, place) if dead.ended() != NOT_BEGUN else "")
        pause = 1.0 if lasted > LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)
        first = False
        sentence = f"{_why(dead, place)} Both are started again."
        say(sentence)
        if lasted > LONGEST_PAUSE:
            _tell(Notice("restarted", "plans serve had to start anew", sentence), orders, say)
        stop.wait(pause)


@contextmanager
def _processes(orders: Orders, place: Place, say: Callable[[str], None]) -> Iterator[list[Child]]:
    """The server, unless there is one, and the process that serves; ended in the reverse order."""
    with ExitStack() as stack:
        children: list[Child] = []
        reached = {}  # how the process that serves, and its runs, reach the server
        if place.api is None:
            if damage := set_aside_if_damaged(place.home):
                say(damage)
            listening = stack.enter_context(listen(place.host, *([place.port] if place.port else [USUAL_PORT, 0])))
            password = new_password()
            if not is_set():
                file = stack.enter_context(kept(place.home, password))
                say(f"the pages of Prefect ask for a password: it stands in {file}")
            server = prefect_server(place.home, place.host, listening, password)
            stack.callback(server.end)
            children.append(server)
            spare(place.host)
            reached = {
                "PREFECT_API_URL": api_url(place.host, listening.getsockname()[1]),
                OF_CLIENTS: password,
            }
        worker = Child(
            [sys.executable, "-m", "flows.serve"],
            {**os.environ, **reached},
            place.home / "serve-worker.json",
            stdin=subprocess.PIPE,
        )
        stack.callback(_stop, worker)
        worker.tell(replace(orders, own_server=place.api is None).to_line())
        yield [*children, worker]


def _stop(worker: Child) -> None:
    """Let the process that serves end its run and itself; then end what is left of them."""
    worker.hang_up()
    worker.wait(STOPPING)
    worker.end()


def _until_one_ends(children: list[Child], stop: threading.Event) -> Child | None:
    """The first child that ends; None when `stop` was set before."""
    while not stop.wait(LOOK):
        for child in children:
            if child.ended() is not None:
                return child
    return None


def _why(dead: Child, place: Place) -> str:
    log = place.home / "serve-server.log"
    what = "The process that serves" if dead.record.name == "serve-worker.json" else f"The Prefect server (see {log})"
    return f"{what} ended with exit code {dead.ended()}."


def _tell(notice: Notice, orders: Orders, say: Callable[[str], None]) -> None:
    for problem in notify(notice, orders.notify):
        say(problem)
