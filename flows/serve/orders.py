"""What `plans serve` tells the process that serves: a line of JSON on its standard input, whose end means stop."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from flows.settings import Notify
from flows.storage.address import Place, place

NOT_BEGUN = 3  # exit code of a process that could not begin, and would not if it were started again


@dataclass(frozen=True, slots=True)
class Orders:
    """What is built from what, when, and who is told."""

    raw: Place
    out: Place
    workers: int
    config: Path | None  # a file of settings for the builds
    cron: str  # when, unless `interval` is set
    timezone: str
    interval: float | None  # seconds
    settle: float  # seconds
    poll: float  # seconds after which sources in a bucket are listed again
    timeout: float  # seconds after which a run is ended; 0: never
    notify: Notify
    own_server: bool  # whether the Prefect server serves nobody else

    def to_line(self) -> str:
        """The orders as a line."""
        return json.dumps(asdict(self) | {"raw": str(self.raw), "out": str(self.out)}, default=str) + "\n"

    @staticmethod
    def from_line(line: str) -> Orders:
        """The orders that `to_line` has written."""
        given = json.loads(line)
        named = {"raw": place(given["raw"]), "out": place(given["out"])}
        config = Path(given["config"]) if given["config"] else None
        return Orders(**(given | named | {"config": config, "notify": Notify(**given["notify"])}))
