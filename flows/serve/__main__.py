"""Serves the flow `rebuild` as a Prefect deployment: on its schedule, and when files of raw/ have changed.

Run as a process of its own (`python -m flows.serve`) with its orders on standard input, whose end ends it. Each run is
a process of its own too, one at a time: one that is killed ends neither us nor the schedule.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections import deque
from contextlib import suppress
from datetime import timedelta

import click

from flows.engine.folders import serve_only
from flows.engine.quiet import keep_quiet
from flows.engine.screen import safe
from flows.engine.steps import step
from flows.serve.orders import NOT_BEGUN, Orders

keep_quiet()  # before Prefect is imported

from prefect.client.orchestration import PrefectClient, get_client  # noqa: E402
from prefect.client.schemas.actions import DeploymentScheduleCreate  # noqa: E402
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule  # noqa: E402
from prefect.deployments.runner import RunnerDeployment  # noqa: E402
from prefect.runner import Runner  # noqa: E402
from prefect.settings import get_current_settings  # noqa: E402
from prefect.utilities.urls import url_for  # noqa: E402

from flows.serve.follow import POLL, doubt_schedule, follow_files, follow_runs, say  # noqa: E402
from flows.serve.runs import Runs  # noqa: E402

DEPLOYMENT = "served"
HEALTHY = 180.0  # seconds within which the server must answer


class NotBegun(RuntimeError):
    """Serving cannot begin; the message says what to do."""


async def serve(orders: Orders) -> None:
    """Serve until cancelled. Raises NotBegun, or what ends the runner before its time."""
    schedule = schedule_of(orders)
    os.environ.update(serve_only(orders.raw, orders.out, orders.config))  # for the processes of runs
    async with get_client() as client:
        with step("reach Prefect"):
            await _healthy(client)
        runner = _runner()
        runs = Runs(client, await runner.aadd_deployment(_deployment(orders, schedule)))
        told = deque([run.id for run in await runs.lately_ended()], maxlen=1000)
        if orders.own_server:  # on another's server, others may serve too
            await runs.give_up_orphans()
        await runs.ask_for_one("started")  # for what has changed while nobody watched
        say(f"serving: {_when(orders)}, and when files in {orders.raw} change")
        say(f"the runs are shown at {url_for('deployment', obj_id=runs.deployment)}")
        tasks = [
            asyncio.create_task(runner.start()),
            asyncio.create_task(follow_files(orders, runs)),
            asyncio.create_task(follow_runs(orders, runs, told)),
        ]
        doubt = asyncio.create_task(doubt_schedule(orders, runs))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (*tasks[1:], doubt):  # first, for that a run ends with us is no news
                task.cancel()
            if runner.started:
                await runner.astop()  # ends the run under way, too
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


def _runner() -> Runner:
    """What starts a run at a time. Prefect's name for the folder of its files is fixed, below that of all users' files.

    There it belongs to whoever was first; ours is below Prefect's own folder.
    """
    tempfile.tempdir = str(get_current_settings().home)
    try:
        return Runner(name="plans serve", limit=1, query_seconds=POLL, prefetch_seconds=0)
    finally:
        tempfile.tempdir = None


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
    """Wait until the server answers. Raises NotBegun where it does not."""
    error: Exception | None = None
    try:
        async with asyncio.timeout(HEALTHY):
            while error := await client.api_healthcheck():
                await asyncio.sleep(0.5)
    except TimeoutError:
        why = f" ({type(error).__name__})" if error else ""
        raise NotBegun(f"The Prefect server at {client.api_url} does not answer{why}.") from None


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


def main() -> None:
    """Serve as standard input says."""
    try:
        asyncio.run(_until_told_to_stop(Orders.from_line(sys.stdin.readline())))
    except NotBegun as refusal:
        click.echo(safe(refusal), err=True)
        sys.exit(NOT_BEGUN)


if __name__ == "__main__":
    main()
