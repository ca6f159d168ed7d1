"""What a build is told by who starts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.engine import fingerprint
from flows.settings import Settings
from flows.storage.address import Address, Place, address


@dataclass(frozen=True, slots=True)
class Order:
    """How somebody wants a release."""

    workers: int
    accept: str | None  # why more may be lost than the limits allow
    only: Literal["tables"] | None
    settings: Settings
    scheduler: str | None = None  # of the Dask cluster that reads; empty: none; None: as the settings say
    raw: Place | None = None  # where the sources are, as people have named it

    @property
    def cluster(self) -> str:
        """The address of the scheduler of the cluster that reads; empty where this machine does."""
        return self.settings.engine.scheduler if self.scheduler is None else self.scheduler

    @property
    def store(self) -> Address | None:
        """Where the workers of a cluster keep parts; None: in the folder of the cache, which all of them share."""
        return address(self.settings.engine.store) if self.settings.engine.store else None

    @property
    def rules(self) -> str:
        """The fingerprint of what makes rows of a source. Limits that end reading are none of it: it is tried again."""
        return fingerprint.parts(self.settings.reading.output)

    @property
    def presented(self) -> str | None:
        """The fingerprint of what makes pages and files for tools; None where they are not wanted."""
        return None if self.only else fingerprint.presented(self.settings.home)
