"""Tells a person that somebody must act, in the ways that the settings name. A notice that is not heard harms nothing.

A command gets the notice as JSON on its standard input. A webhook that begins with http gets the same JSON by POST;
other addresses (mailto://, wecombot://, dingtalk://, feishu://, slack:// …) are told by Apprise, which Prefect brings.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from flows.settings import Notify
from flows.standing import Quarantined

COMMAND_LIMIT = 60.0  # seconds that a command may take
POST_LIMIT = 10.0  # seconds that one attempt may take
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
        post = _post if ways.webhook.lower().startswith(("http://", "https://")) else _apprise
        problems.append(_insist(lambda: post(notice, ways.webhook), pauses))
    return [f"The notice “{notice.title}” could not be told: {problem}" for problem in problems if problem]


class _Refused(Exception):
    """Trying again would not help."""


def _insist(tell: Callable[[], None], pauses: Sequence[float]) -> str:
    """Try, and try again after each pause; why the last attempt failed, or nothing."""
    for pause in (*pauses, None):
        try:
            tell()
            return ""
        except _Refused as error:
            return str(error)
        except Exception as error:  # whatever libraries raise: a notice must not end the program that tells it
            problem = f"the webhook failed ({type(error).__name__}: {error})."
        if pause is not None:
            time.sleep(pause)
    return problem


def _post(notice: Notice, address: str) -> None:
    import httpx

    answer = httpx.post(address, json=notice.to_dict(), timeout=POST_LIMIT)
    if answer.is_success:
        return
    sentence = f"the webhook answered {answer.status_code} {answer.reason_phrase}."
    raise RuntimeError(sentence) if answer.is_server_error or answer.status_code == 429 else _Refused(sentence)


def _apprise(notice: Notice, address: str) -> None:
    from apprise import Apprise, NotifyType

    rooms = Apprise()
    if not rooms.add(address):
        raise _Refused("notify.webhook is neither an http address nor one that Apprise knows.")
    if not rooms.notify(title=notice.title, body=notice.text(), notify_type=NotifyType.FAILURE):
        raise RuntimeError("it was not accepted")


def _run(notice: Notice, command: str) -> str:
    """Run a command, without a shell, with the notice on its standard input; why it failed, or nothing."""
    given = (json.dumps(notice.to_dict(), ensure_ascii=False) + "\n").encode()
    with tempfile.TemporaryFile() as errors:  # no pipe: what the command leaves running would keep us waiting
        try:
            process = subprocess.Popen(
                shlex.split(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,  # so that its children end with it where it takes too long
            )
        except (OSError, ValueError, IndexError) as error:
            return f"the command {command!r} does not run ({error})."
        try:
            process.communicate(given, timeout=COMMAND_LIMIT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return f"the command {command!r} took longer than {COMMAND_LIMIT:g} seconds and was ended."
        if process.returncode:
            errors.seek(0)
            last = errors.read().decode(errors="replace").strip().rpartition("\n")[2]
            return f"the command {command!r} ended with exit code {process.returncode}{f': {last}' if last else '.'}"
    return ""
