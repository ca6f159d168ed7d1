"""Tells a person that somebody must act, in the ways that the settings name. A notice that is not heard harms nothing.

A command gets the notice as JSON on its standard input. A webhook that begins with http gets the same JSON by POST;
other addresses (mailto://, wecombot://, dingtalk://, feishu://, slack:// …) are told by Apprise, which Prefect brings.
Both are processes that are ended where they take too long.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from flows.engine.standing import Quarantined
from flows.settings import Notify

COMMAND_LIMIT = 60.0  # seconds that a command may take
WEBHOOK = (sys.executable, "-m", "flows.serve.webhook")
WEBHOOK_LIMIT = 20.0  # seconds that one attempt may take
REFUSED = 2  # its exit code where trying again would not help
LAST_LINE = 4096  # bytes at the end of what a command says, in which its last line is looked for
PAUSES = (2.0, 10.0, 60.0)  # seconds before each further attempt


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody should know."""

    kind: str  # failed, crashed, overdue, quarantined, restarted or unscheduled
    title: str  # a line
    message: str  # what happened, in sentences that say what to do
    where: str = ""  # where to look: the address of the run in Prefect's UI, or a command
    release: str | None = None  # version of the release that stands
    release_path: str | None = None
    quarantined: Sequence[Quarantined] = ()  # sources that are in quarantine since this release
    time: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    def text(self) -> str:
        """The notice for a person."""
        stands = f"The release that stands: {self.release or 'none'}."
        return "\n".join(part for part in (self.title, "", self.message, "", stands, self.where) if part is not None)

    def to_dict(self) -> dict[str, Any]:
        """The notice for a program; `text` is what chat rooms show of it."""
        return asdict(self) | {"quarantined": [asdict(each) for each in self.quarantined], "text": self.text()}


def notify(notice: Notice, ways: Notify, pauses: Sequence[float] = PAUSES) -> list[str]:
    """Tell a notice in every way that is set; a sentence for each way that failed. Never raises; may take minutes."""
    problems = []
    if ways.command:
        problems.append(_run(notice, ways.command))
    if ways.webhook:
        problems.append(_insist(notice, ways.webhook, pauses))
    return [f"The notice “{notice.title}” could not be told: {problem}" for problem in problems if problem]


def _insist(notice: Notice, address: str, pauses: Sequence[float]) -> str:
    """Tell a webhook, and try again after each pause; why the last attempt failed, or nothing."""
    given = _json({"address": address, "notice": notice.to_dict()})
    for pause in (*pauses, None):
        try:
            code, problem = _ended(WEBHOOK, given, WEBHOOK_LIMIT)
        except subprocess.TimeoutExpired:
            code, problem = 1, f"the webhook took longer than {WEBHOOK_LIMIT:g} seconds to answer."
        except OSError as error:
            code, problem = 1, f"the webhook cannot be told ({error})."
        if code == 0:
            return ""
        if code == REFUSED:
            break
        if pause is not None:
            time.sleep(pause)
    return problem or f"the webhook cannot be told (exit code {code})."


def _run(notice: Notice, command: str) -> str:
    """Run a command, without a shell, with the notice on its standard input; why it failed, or nothing."""
    try:
        code, last = _ended(shlex.split(command), _json(notice.to_dict()), COMMAND_LIMIT)
    except subprocess.TimeoutExpired:
        return f"the command {command!r} took longer than {COMMAND_LIMIT:g} seconds and was ended."
    except (OSError, ValueError, IndexError) as error:
        return f"the command {command!r} does not run ({error})."
    return f"the command {command!r} ended with exit code {code}{f': {last}' if last else '.'}" if code else ""


def _ended(command: Sequence[str], given: bytes, limit: float) -> tuple[int, str]:
    """Run a command to its end: its exit code, and the last line of its errors.

    Raises TimeoutExpired when it took longer than `limit` seconds, and has been killed with its children; OSError,
    ValueError or IndexError when it does not run.
    """
    with tempfile.TemporaryFile() as errors:  # no pipe: what the command leaves running would keep us waiting
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,  # so that its children end with it where it takes too long
        )
        try:
            process.communicate(given, timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        errors.seek(0, os.SEEK_END)
        errors.seek(max(0, errors.tell() - LAST_LINE))
        return process.returncode, errors.read().decode(errors="replace").strip().rpartition("\n")[2]


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")  # \udcff is JSON too
