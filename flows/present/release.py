"""The release that is presented, as its files say what it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

BATCH = 4096  # rows
FLAT = "flat_"  # begins the names of flat tables: flat_targets is flat/targets.csv


@dataclass(frozen=True, slots=True)
class Release:
    """A release, or the draft of one; `index` is its index.json.

    `kept` is a folder for what the next release need not make again (kept.py); None: all is made anew.
    `before` is the release before it, out of whose database that of this one may be made.
    """

    folder: Path
    index: Mapping[str, Any]
    kept: Path | None = None
    before: Path | None = None

    @classmethod
    def read(cls, folder: Path, kept: Path | None = None, before: Path | None = None) -> Release:
        """The release in a folder."""
        return cls(folder, json.loads((folder / "index.json").read_text("utf-8")), kept, before)

    @property
    def version(self) -> str:
        """Its version, as 1.4.2."""
        return str(self.index["version"])

    @property
    def built_at(self) -> str:
        """When it was built, ISO 8601 with time zone."""
        return str(self.index["built_at"])

    @property
    def day(self) -> str:
        """The day on which it was built."""
        return self.built_at[:10]

    @property
    def year(self) -> str:
        """The year in which it was built."""
        return self.built_at[:4]

    def address(self, path: str = "") -> str:
        """Where others reach a file of it, or its folder; empty where its index does not say where outputs/ is."""
        home = str(self.index.get("home") or "").rstrip("/")
        return f"{home}/releases/{self.version}/{quote(path)}" if home else ""

    def path(self, name: str, form: str = "parquet") -> Path:
        """Where a table is, a flat one too, as parquet or csv."""
        return self.folder / path_of(name, form)

    def n_rows(self, name: str) -> int:
        """How many rows a table has."""
        return int(pq.read_metadata(self.path(name)).num_rows)

    def table(self, name: str, *columns: str) -> pa.Table:
        """A table (some of its columns), whole."""
        return pq.read_table(self.path(name), columns=list(columns) or None)

    def batches(self, name: str, *columns: str) -> Iterator[pa.RecordBatch]:
        """A table (some of its columns) batch by batch, so that memory does not grow with it."""
        with pq.ParquetFile(self.path(name)) as file:
            yield from file.iter_batches(BATCH, columns=list(columns) or None)

    def text(self, source_id: str) -> str:
        """The decoded raw text of a usable source, to which offsets refer."""
        return (self.folder / "text" / f"{source_id}.txt").read_bytes().decode()


class AnyRelease(Release):
    """Stands for the release that a page is in, so that the page is the same in every one that has it.

    For version, day and year it has words between word joiners, which site.js replaces by what data/release.js says.
    What is cited of the data has no such signs: `plain` takes out what cannot be seen.
    """

    @classmethod
    def of(cls, release: Release) -> AnyRelease:
        """What stands for a release in its pages."""
        return cls(release.folder, release.index, release.kept)

    @property
    def version(self) -> str:
        return _word("version")

    @property
    def day(self) -> str:
        return _word("day")

    @property
    def year(self) -> str:
        return _word("year")


def _word(name: str) -> str:
    return f"\u2060{name}\u2060"


def path_of(name: str, form: str) -> str:
    """Where a release has a table, a flat one too, as parquet or csv."""
    return f"{'flat' if name.startswith(FLAT) else form}/{name.removeprefix(FLAT)}.{form}"
