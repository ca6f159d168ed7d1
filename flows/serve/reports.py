"""What is said of a run that has ended: a line for the log and, where somebody must act, a notice."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.engine.quiet import REFUSALS
from flows.engine.standing import Standing
from flows.serve.notify import Notice

REFUSAL = re.compile(rf"(?:Flow run encountered an exception: )?(?:\w+\.)*(?:{'|'.join(REFUSALS)}): (.*)", re.DOTALL)
EXCEPTION = re.compile(r"(?:Flow run encountered an exception: )?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that has ended, as Prefect keeps it."""

    name: str
    state: str  # Completed, Failed, Crashed, Cancelled or Overdue, which is cancelled by us
    message: str
    address: str  # of the run in Prefect's UI


@dataclass(frozen=True, slots=True)
class Report:
    """A line for the log, and what somebody must be told."""

    line: str
    notice: Notice | None = None


def report(run: Ended, before: Standing | None, after: Standing | None) -> Report:
    """What came of a run. In: the run; the release that stood before it, and the one that stands now."""
    new = after is not None and (before is None or before.version != after.version)
    published = f"release {after.version} is published" if after and new else "nothing new is published"
    if run.state == "Cancelled":
        return Report(f"{run.name}: cancelled, {published}")
    if run.state == "Completed":
        stands = f"nothing has changed since {after.version}" if after and not new else published
        return Report(f"{run.name}: {stands}", _quarantine(run, before, after))
    sentence = {"Failed": _refusal, "Overdue": _overdue}.get(run.state, _crash)(run)
    what = "took too long and was ended" if run.state == "Overdue" else run.state.lower()
    title = f"The rebuild of the policy plans {what}: {published}"
    fresh = _fresh(before, after)
    return Report(f"{run.name}: {what}, {published}. {sentence}", _notice(run, title, sentence, after, fresh))


def _quarantine(run: Ended, before: Standing | None, after: Standing | None) -> Notice | None:
    """The notice of sources that are in quarantine since this release; None when there are none."""
    fresh = _fresh(before, after)
    if not fresh or after is None:
        return None
    listed = "\n".join(str(after.quarantined[path]) for path in fresh)
    many = f"{len(fresh)} sources are" if len(fresh) > 1 else "A source is"
    title = f"{many} in quarantine in release {after.version} of the policy plans"
    return _notice(run, title, f"{listed}\nThe other sources are published.", after, fresh, "quarantined")


def _notice(
    run: Ended, title: str, sentence: str, after: Standing | None, fresh: list[str], kind: str | None = None
) -> Notice:
    return Notice(
        kind=kind or run.state.lower(),
        title=title,
        message=sentence,
        where=f"The run, with its log: {run.address}",
        release=after.version if after else None,
        release_path=str(after.path) if after else None,
        quarantined=[after.quarantined[path] for path in fresh] if after else [],
    )


def _fresh(before: Standing | None, after: Standing | None) -> list[str]:
    """Paths of the sources in quarantine now that were not before, or for another reason."""
    known = before.quarantined if before else {}
    return sorted(path for path, found in (after.quarantined if after else {}).items() if known.get(path) != found)


def _refusal(run: Ended) -> str:
    """The sentence of NotPublished; of any other exception, that nobody expected it."""
    if match := REFUSAL.fullmatch(run.message):
        return match[1]
    match = EXCEPTION.fullmatch(run.message)
    return f"An error that nobody expected: {match[1] if match else run.message} The log of the run has its traceback."


def _overdue(run: Ended) -> str:
    return (
        "It was under way for longer than schedule.timeout allows. The next run does what is left. Where that comes "
        "again, the log of plans serve shows the steps that ended before it stood still; where there is that much to "
        "do, set a longer time."
    )


def _crash(run: Ended) -> str:
    code = re.search(r"status code:? (-?\d+)", run.message)
    if code and code[1] == "-9":
        return "The process of the run was killed, perhaps because memory ran out; the next run does what is left."
    return f"The process of the run ended before its time; the next run does what is left. Prefect says: {run.message}"
