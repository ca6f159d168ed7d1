"""Processes that we start and must not leave behind: each leads a group of its own, and a file remembers it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

PATIENCE = 15.0  # seconds that a process has to end in by itself


class Child:
    """A process with a group of its own, remembered in a file until it has ended."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        record: Path,
        stdin: int = subprocess.DEVNULL,
        output: IO[bytes] | None = None,
        hand_on: Collection[int] = (),
    ) -> None:
        """Start the command; output and errors go to a file, or where ours go. Raises OSError.

        `hand_on` are the open files, by number, that it gets as they are.
        """
        self.record = record
        self.process = subprocess.Popen(
            command,
            env=environment,
            stdin=stdin,
            stdout=output,
            stderr=output,
            start_new_session=True,
            pass_fds=hand_on,
        )
        self.pid = self.process.pid
        record.write_text(json.dumps({"pid": self.pid, "birth": birth(self.pid)}), "utf-8")

    def ended(self) -> int | None:
        """Its exit code; None while it runs."""
        return self.process.poll()

    def wait(self, seconds: float) -> None:
        """Wait until it has ended by itself, but no longer."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)

    def tell(self, line: str) -> None:
        """Write a line to its standard input, if it still reads."""
        with suppress(OSError):
            assert self.process.stdin
            self.process.stdin.write(line.encode())
            self.process.stdin.flush()

    def hang_up(self) -> None:
        """Close its standard input, as happens too when we are killed."""
        with suppress(OSError):
            assert self.process.stdin
            self.process.stdin.close()

    def end(self, patience: float = PATIENCE) -> None:
        """End it and all of its group; what does not obey within `patience` seconds is killed."""
        _signal(self.pid, signal.SIGTERM)
        self.wait(patience)
        _signal(self.pid, signal.SIGKILL)
        self.process.wait()
        self.record.unlink(missing_ok=True)


def end_leftover(record: Path, patience: float = PATIENCE) -> int | None:
    """End the process, and its group, that an earlier one of us has left behind; its id, or None if there was none."""
    try:
        left = json.loads(record.read_text("utf-8"))
        pid, born = int(left["pid"]), left["birth"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    ended = None
    if born is not None and birth(pid) == born:
        _signal(pid, signal.SIGTERM)
        deadline = time.monotonic() + patience
        while birth(pid) == born and time.monotonic() < deadline:
            time.sleep(0.05)
        _signal(pid, signal.SIGKILL)
        ended = pid
    record.unlink(missing_ok=True)
    return ended


def birth(pid: int) -> str | None:
    """When a process began, as its system writes it: with the id, which is given again, it means one process only.

    None where no such process is alive.
    """
    if os.path.exists("/proc/self/stat"):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
                state, *fields = file.read().rpartition(")")[2].split()
            with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
                boot = file.read().strip()
        except OSError:
            return None
        return None if state in "ZX" else f"{boot} {fields[18]}"
    answer = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout.strip() or None


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
