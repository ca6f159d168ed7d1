"""Serves the flow `rebuild` as a Prefect deployment: on its schedule, and when files of raw/ have changed.

Run as a process of its own (`python -m flows.serve`) with its orders on standard input, whose end ends it. Each run is
a process of its own too, one at a time: one that is killed ends neither us nor the schedule.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import click

from flows.commands.screen import safe
from flows.notify import Notice, notify
from flows.quiet import keep_quiet
from flows.serve_orders import NOT_BEGUN, Orders
from flows.serve_reports import Ended, report
from flows.standing import standing
from flows.steps import step
from flows.watch import settled_changes

keep_quiet()  # before Prefect is imported

from prefect.client.orchestration import PrefectClient, get_client  # noqa: E402
from prefect.client.schemas.actions import DeploymentScheduleCreate  # noqa: E402
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule  # noqa: E402
from prefect.deployments.runner import RunnerDeployment  # noqa: E402
from prefect.runner import Runner  # noqa: E402
from prefect.utilities.services import critical_service_loop  # noqa: E402
from prefect.utilities.urls import url_for  # noqa: E402

from flows.serve_runs import Runs  # noqa: E402

DEPLOYMENT = "served"
POLL = 2.0  # seconds
OVERLAP = timedelta(minutes=10)  # runs are looked at for so long after their end, for the server may note it late
PLANNED = 150.0  # seconds after which the server must have planned runs; it does so every 60
HEALTHY = 180.0  # seconds within which the server must answer


class NotBegun(RuntimeError):
    """Serving cannot begin; the message says what to do."""


async def serve(orders: Orders) -> None:
    """Serve until cancelled. Raises NotBegun, or what ends the runner before its time."""
    schedule = schedule_of(orders)
    async with get_client() as client:
        with step("reach Prefect"):
            await _healthy(client)
        runner = Runner(name="plans serve", limit=1, query_seconds=POLL, prefetch_seconds=0)
        runs = Runs(client, await runner.aadd_deployment(_deployment(orders, schedule)))
        begun = datetime.now(UTC)
        if orders.own_server:  # on another's server, others may serve too
            await runs.give_up_orphans()
        await runs.ask_for_one("started")  # for what has changed while nobody watched
        say(f"serving: {_when(orders)}, and when files in {orders.raw} change")
        tasks = [
            asyncio.create_task(runner.start()),
            asyncio.create_task(_follow_files(orders, runs)),
            asyncio.create_task(_follow_runs(orders, runs, begun)),
        ]
        doubt = asyncio.create_task(_doubt_schedule(orders, runs))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            if runner.started:
                await runner.astop()  # ends the run under way, too
            for task in (*tasks[1:], doubt):
                task.cancel()
            await asyncio.gather(*tasks, doubt, return_exceptions=True)


def schedule_of(orders: Orders) -> CronSchedule | IntervalSchedule:
    """When the orders want runs. Raises NotBegun where that is no time."""
    if orders.interval is not None:
        return IntervalSchedule(interval=timedelta(seconds=orders.interval))
    try:
        return CronSchedule(cron=orders.cron, timezone=orders.timezone)
    except ValueError:
        raise NotBegun(
            f"{orders.cron!r} in the time zone {orders.timezone!r} is no schedule: set schedule.cron and "
            'schedule.timezone to something like "0 3 * * *" and "Asia/Shanghai".'
        ) from None


def _deployment(orders: Orders, schedule: CronSchedule | IntervalSchedule) -> RunnerDeployment:
    """The flow as it is served. Each run imports it by its name, so that it runs the code that is there then."""
    return RunnerDeployment(
        name=DEPLOYMENT,
        flow_name="rebuild",
        entrypoint="flows.rebuild.rebuild",
        parameters={
            "raw": str(orders.raw),
            "out": str(orders.out),
            "workers": orders.workers,
            **({"config": str(orders.config)} if orders.config else {}),
        },
        enforce_parameter_schema=False,  # the flow does it
        schedules=[DeploymentScheduleCreate(schedule=schedule, active=True)],
        paused=False,  # as the serve before us left it when it ended
        description="The policy plans, rebuilt on a schedule and when sources change (`plans serve`).",
    )


async def _healthy(client: PrefectClient) -> None:
    """Wait until the server answers."""
    try:
        async with asyncio.timeout(HEALTHY):
            while error := await client.api_healthcheck():
                await asyncio.sleep(0.5)
    except TimeoutError:
        why = f" ({type(error).__name__})" if error else ""
        raise NotBegun(f"The Prefect server at {client.api_url} does not answer{why}.") from None


async def _follow_files(orders: Orders, runs: Runs) -> None:
    """Ask for a run whenever files of raw/ have changed."""
    async for changed in settled_changes(orders.raw, orders.settle):
        named = ", ".join(changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
        waits = "" if await runs.ask_for_one("changed") else ", and a run waits already"
        say(f"changed in {orders.raw}: {named}{waits}")


async def _follow_runs(orders: Orders, runs: Runs, begun: datetime) -> None:
    """Say what came of each run, and tell those who must act."""
    stood = standing(orders.out)
    told: set[UUID] = set()
    since = begun
    notices: set[asyncio.Task[None]] = set()

    async def look() -> None:
        nonlocal stood, told, since
        if merged := await runs.merge_waiting():
            say(f"{merged + 1} runs have become due meanwhile: one will do")
        ended = await runs.ended_since(since)
        for run in ended:
            if run.id in told or run.state is None:
                continue
            stands = standing(orders.out)
            address = url_for("flow-run", obj_id=run.id) or "prefect flow-run ls"
            found = report(
                Ended(run.name, run.state.type.name.title(), run.state.message or "", address), stood, stands
            )
            stood = stands
            say(found.line)
            if found.notice:
                task = asyncio.create_task(_tell(found.notice, orders))
                notices.add(task)
                task.add_done_callback(notices.discard)
        told = {run.id for run in ended}
        since = max(begun, datetime.now(UTC) - OVERLAP)

    await critical_service_loop(look, interval=POLL)


async def _doubt_schedule(orders: Orders, runs: Runs) -> None:
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


async def _until_told_to_stop(orders: Orders) -> None:
    """Serve until standard input ends."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    told, serving = asyncio.create_task(reader.read()), asyncio.create_task(serve(orders))
    await asyncio.wait([told, serving], return_when=asyncio.FIRST_COMPLETED)
    if not serving.done():
        serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


def _when(orders: Orders) -> str:
    if orders.interval is not None:
        return f"every {orders.interval:g} seconds"
    return f"at {orders.cron} ({orders.timezone})"


def say(sentence: str) -> None:
    """A line of the log."""
    click.echo(safe(f"{datetime.now().isoformat(' ', 'seconds')}  {sentence}"))


def main() -> None:
    """Serve as standard input says."""
    try:
        asyncio.run(_until_told_to_stop(Orders.from_line(sys.stdin.readline())))
    except NotBegun as refusal:
        click.echo(safe(refusal), err=True)
        sys.exit(NOT_BEGUN)


if __name__ == "__main__":
    main()
