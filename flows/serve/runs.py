"""The runs of our deployment, as the Prefect server knows them: asked for, merged, given up, ended."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterEndTime,
    FlowRunFilterNextScheduledStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Cancelling, Crashed

UNDER_WAY = (StateType.PENDING, StateType.RUNNING, StateType.CANCELLING, StateType.PAUSED)
ENDED = (StateType.COMPLETED, StateType.FAILED, StateType.CRASHED, StateType.CANCELLED)
LATELY = timedelta(minutes=10)  # no less, for servers note it late, and clocks are set back


class Runs:
    """The runs of one deployment."""

    def __init__(self, client: PrefectClient, deployment: UUID) -> None:
        self.client = client
        self.deployment = deployment
        self._seen: dict[UUID, float] = {}  # when runs under way were first seen, by a clock that nobody sets

    async def ask_for_one(self, reason: str) -> bool:
        """Have a run begin now, tagged with the reason; not where one waits already, for it will see what we see."""
        if await self._due():
            return False
        await self.client.create_flow_run_from_deployment(self.deployment, tags=[reason])
        return True

    async def merge_waiting(self) -> None:
        """Let what has become due during a run be one further run."""
        for run in (await self._due())[1:]:
            await self.client.delete_flow_run(run.id)

    async def give_up_orphans(self) -> None:
        """Mark what a server that was killed has left running as crashed: nobody runs it any more."""
        for run in await self._read(UNDER_WAY, FlowRunSort.START_TIME_ASC):
            message = "The process that served it was ended before the run was."
            await self.client.set_flow_run_state(run.id, Crashed(message=message), force=True)

    async def end_overdue(self, timeout: float) -> list[FlowRun]:
        """Have the runs ended that are under way for more than `timeout` seconds, 0 for ever; those that are now."""
        now = time.monotonic()
        running = await self._read((StateType.PENDING, StateType.RUNNING), FlowRunSort.START_TIME_ASC)
        self._seen = {run.id: self._seen.get(run.id, now) for run in running}
        overdue = [run for run in running if timeout and now - self._seen[run.id] > timeout]
        for run in overdue:
            await self.client.set_flow_run_state(run.id, Cancelling(), force=True)  # its runner then ends it, in 30 s
        return overdue

    async def lately_ended(self) -> list[FlowRun]:
        """The runs that ended some minutes ago or later, in the order in which they did."""
        later = FlowRunFilterEndTime.model_validate({"after_": datetime.now(UTC) - LATELY})
        return (await self._read(ENDED, FlowRunSort.END_TIME_DESC, end_time=later))[::-1]

    async def are_planned(self) -> bool:
        """Whether the server plans runs as the schedule says, or somebody has paused it."""
        deployment = await self.client.read_deployment(self.deployment)
        return deployment.paused or bool(await self._read((StateType.SCHEDULED,), FlowRunSort.ID_DESC))

    async def _due(self) -> list[FlowRun]:
        """The runs that wait though their time has come, the oldest first."""
        until = FlowRunFilterNextScheduledStartTime.model_validate({"before_": datetime.now(UTC)})
        return await self._read(
            (StateType.SCHEDULED,), FlowRunSort.NEXT_SCHEDULED_START_TIME_ASC, next_scheduled_start_time=until
        )

    async def _read(
        self,
        states: Sequence[StateType],
        sort: FlowRunSort,
        *,
        end_time: FlowRunFilterEndTime | None = None,
        next_scheduled_start_time: FlowRunFilterNextScheduledStartTime | None = None,
    ) -> list[FlowRun]:
        wanted = FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=[self.deployment]),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states))),
            end_time=end_time,
            next_scheduled_start_time=next_scheduled_start_time,
        )
        return await self.client.read_flow_runs(flow_run_filter=wanted, sort=sort)
