"""What `plans serve` tells the process that serves: a line of JSON on its standard input, whose end means stop."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from flows.settings import Notify

NOT_BEGUN = 3  # exit code of a process that could not begin, and would not if it were started again


@dataclass(frozen=True, slots=True)
class Orders:
    """What is built from what, when, and who is told."""

    raw: Path
    out: Path
    workers: int
    config: Path | None  # a file of settings for the builds
    cron: str  # when, unless `interval` is set
    timezone: str
    interval: float | None  # seconds
    settle: float  # seconds
    timeout: float  # seconds after which a run is ended; 0: never
    notify: Notify
    own_server: bool  # whether the Prefect server serves nobody else

    def to_line(self) -> str:
        """The orders as a line."""
        return json.dumps(asdict(self), default=str) + "\n"

    @staticmethod
    def from_line(line: str) -> Orders:
        """The orders that `to_line` has written."""
        given = json.loads(line)
        paths = {name: Path(given[name]) for name in ("raw", "out", "config") if given[name]}
        return Orders(**(given | paths | {"notify": Notify(**given["notify"])}))
