"""What the text of a file may do to the process that reads it: the file says in a word which. For tests of the guard."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import time
from pathlib import Path


def act(path: Path) -> str:
    """Do what the file says. In a function of a module of its own, for processes find it by its name."""
    what = path.read_text("utf-8")
    ACTIONS[what](path)
    return what


def _hang(_: Path) -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")  # in C, and no thread of Python runs meanwhile


def _work(_: Path) -> None:
    end = time.process_time() + 2
    while time.process_time() < end:
        pass


def _allocate(_: Path) -> None:
    taken = []
    while True:
        taken.append(bytearray(10_000_000))


def _allocate_and_abort(_: Path) -> None:
    """As a library of C++ does that finds no memory."""
    taken = []
    try:
        while True:
            taken.append(b"x" * 10_000_000)
    except MemoryError:
        os.abort()


def _fill_once(path: Path) -> None:
    """Be killed, the first time."""
    seen = path.with_suffix(".seen")
    if not seen.exists():
        seen.touch()
        os.kill(os.getpid(), signal.SIGKILL)


ACTIONS = {
    "good": lambda _: None,
    "noise": lambda _: os.write(2, b"NOISE\n"),
    "work": _work,
    "hang": _hang,
    "sleep": lambda _: time.sleep(600),
    "allocate": _allocate,
    "allocate and abort": _allocate_and_abort,
    "kill once": _fill_once,
    "kill": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "segfault": lambda _: ctypes.string_at(0),
    "abort": lambda _: os.abort(),
    "exit": lambda _: os._exit(3),
}


def much(path: Path) -> bytes:
    """A megabyte, of whatever the file says."""
    return bytes(1_000_000)
