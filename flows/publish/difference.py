"""Two releases compared: what changed, how much of it, why, and which version that makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from flows.publish.contract import ContractChange, Level, gravest
from flows.publish.origins import Origins

Change = Literal["added", "changed", "removed"]
EXAMPLES = 5  # a table


@dataclass(frozen=True, slots=True)
class Example:
    """One change of a row. Of a row added or removed the values are those of its one side."""

    table: str
    change: Change
    cause: str
    source: str | None
    row_id: str
    values: Mapping[str, tuple[Any, Any]]  # column → before, after: the columns that changed, or all


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two releases. `delta` is the folder where the rows stand, a file `<table>.parquet` each."""

    before: Path | None  # None: there was no release
    after: Path
    delta: Path
    before_version: str | None  # also where that release cannot be compared with
    origins: Origins
    contract: tuple[ContractChange, ...]
    rows: Mapping[tuple[str, Change, str], int]  # table, change, cause → number of rows, in the order of tables
    columns: Mapping[str, Mapping[str, int]]  # table → column → number of rows in which it changed
    examples: Sequence[Example] = field(default=())
    statistics: tuple[str, ...] = ()  # tables of which no more than statistics over the corpus may have changed
    carried: Path | None = None  # the release whose tombstones are carried on

    @property
    def level(self) -> Level:
        """Which number of the version the difference moves."""
        levels = [change.level for change in self.contract]
        return gravest([*levels, "minor"] if self.origins.set_changed else [*levels, "patch"]) or "patch"

    @property
    def empty(self) -> bool:
        """Whether nothing that readers are told of differs."""
        return not (self.rows or self.contract or self.statistics or self.origins.touched or self.origins.set_changed)

    def why(self) -> str:
        """Why it has that level, in a sentence."""
        graver = [change for change in self.contract if change.level == self.level]
        if self.level == "minor" and self.origins.set_changed:
            return "Sources were added or removed, or went into quarantine or came back."
        if graver and self.level != "patch":
            what = "breaks" if self.level == "major" else "grows"
            return f"The contract of the tables {what}: {graver[0].table}: {graver[0].sentence}"
        if self.rows:
            return "Values changed; sources, tables and columns are the same."
        return "No row changed: only " + (
            "statistics over the corpus." if self.statistics else "what is said of them, or how they are shown."
        )
