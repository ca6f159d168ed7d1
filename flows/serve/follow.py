"""What goes on beside the runs of `plans serve`: files are followed, and what comes of runs is said and told."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click
from prefect.utilities.services import critical_service_loop
from prefect.utilities.urls import url_for

from flows.engine.screen import safe
from flows.engine.standing import standing
from flows.engine.watch import settled_changes
from flows.serve.notify import Notice, notify
from flows.serve.orders import Orders
from flows.serve.reports import Ended, report
from flows.serve.runs import Runs
from flows.storage.changes import listed_changes
from flows.storage.shelf import shelf

POLL = 2.0  # seconds
PLANNED = 150.0  # seconds after which the server must have planned runs; it does so every 60


async def follow_files(orders: Orders, runs: Runs) -> None:
    """Ask for a run whenever files of raw/ have changed."""
    async for changed in _changes(orders):
        named = ", ".join(changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
        waits = "" if await runs.ask_for_one("changed") else ", and a run waits already"
        say(f"changed in {orders.raw}: {named}{waits}")


def _changes(orders: Orders) -> AsyncIterator[list[str]]:
    """The paths of sources that have changed, whenever some have."""
    if isinstance(orders.raw, Path):
        return settled_changes(orders.raw, orders.settle)
    return listed_changes(orders.raw, orders.poll, orders.settle, say)


async def follow_runs(orders: Orders, runs: Runs, told: deque[UUID]) -> None:
    """Say what came of each run that is not among `told`, and tell those who must act."""
    out = shelf(orders.out).folder
    stood = standing(out)
    overdue: set[UUID] = set()
    notices: set[asyncio.Task[None]] = set()

    async def look() -> None:
        nonlocal stood
        await runs.merge_waiting()
        for run in await runs.end_overdue(orders.timeout):
            overdue.add(run.id)
            say(f"{run.name}: under way for more than {orders.timeout:,.0f} seconds, so it is ended")
        for run in await runs.lately_ended():
            if run.id in told or run.state is None:
                continue
            told.append(run.id)
            stands = standing(out)
            state = run.state.type.name.title()
            state = "Overdue" if state == "Cancelled" and run.id in overdue else state
            address = url_for("flow-run", obj_id=run.id) or "prefect flow-run ls"
            found = report(Ended(run.name, state, run.state.message or "", address), stood, stands)
            stood = stands
            say(found.line)
            if found.notice:
                task = asyncio.create_task(_tell(found.notice, orders))
                notices.add(task)
                task.add_done_callback(notices.discard)

    await critical_service_loop(look, interval=POLL)


async def doubt_schedule(orders: Orders, runs: Runs) -> None:
    """Tell somebody where the server plans no runs: else nothing would be built, and nobody would know."""
    await asyncio.sleep(PLANNED)
    if not await runs.are_planned():
        sentence = (
            "The Prefect server plans no runs, so nothing is built at its time, only when files change: "
            "its scheduler does not work, or is turned off. Its log says why (serve-server.log beside prefect.db)."
        )
        say(sentence)
        await _tell(Notice("unscheduled", "The schedule of the policy plans does not work", sentence), orders)


async def _tell(notice: Notice, orders: Orders) -> None:
    for problem in await asyncio.to_thread(notify, notice, orders.notify):
        say(problem)


def say(sentence: str) -> None:
    """A line of the log."""
    click.echo(safe(f"{datetime.now().isoformat(' ', 'seconds')}  {sentence}"))
