"""Checks a release, ours or a copy that somebody downloaded: sums, columns, CSV against Parquet, keys, quotes.

A release is held against its own datapackage.json, so that an old one stays verifiable after the tables have grown.
Where that is what is declared today, our invariants are tried too, and every quote is looked up in the raw text. No
table is read whole: files are compared in batches, keys tried by DuckDB, and the rest goes source by source.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from flows.publish.csv_check import check_csv
from flows.publish.keys_on_disk import check_counts, check_keys, opened
from flows.publish.package import Described, PackageError, described_sums, read_package, todays
from flows.publish.sums import SUMS, check_sums, read_sums


class Running(Protocol):
    """A step of the verification that is under way."""

    note: str

    def progress(self, done: int, whole: int) -> None:
        """Say how far it is."""


Watch = Callable[[str], AbstractContextManager[Running]]


class _Unseen:
    note = ""

    def progress(self, done: int, whole: int) -> None:
        pass


@contextmanager
def unwatched(name: str) -> Iterator[Running]:
    """A step that nobody looks at."""
    yield _Unseen()


def verify(release: Path, *, quotes: bool = True, csv: bool = True, watch: Watch = unwatched) -> list[str]:
    """What is wrong with a release, a sentence each; empty when all is well.

    Without `quotes` the raw text is not read, and the invariants, which rest on it, are not tried; nor are they where
    the tables are others than today's (`is_of_today`). Without `csv` the CSV files are held against their sums only.
    `watch` is called for each step with its name.
    """
    with watch("sums") as running:
        problems = list(check_sums(release, running.progress))
    try:
        package = read_package(release)
    except PackageError as error:
        return [*problems, str(error)]
    with watch("tables") as running:
        problems += check_tables(release, package, running, csv)
    if problems:
        return problems  # what follows looks rows up and needs all tables whole
    with opened(release, package) as connection:
        with watch("keys"):
            problems += check_keys(connection, package)
        if problems or not quotes or package != todays():
            return problems
        from flows.publish.quotes_on_disk import check_sources  # cleaning is needed for nothing else here

        with watch("texts and quotes") as running:
            problems += check_counts(connection)
            problems += check_sources(release, connection, running.progress)
    return problems


def is_of_today(release: Path) -> bool:
    """Whether the tables of a release are those that are declared today, so that quotes and invariants were tried.

    Raises PackageError.
    """
    return read_package(release) == todays()


def check_tables(
    release: Path, package: Mapping[str, Described], running: Running, with_csv: bool = True
) -> Iterator[str]:
    """The files of the tables: Parquet against datapackage.json and the numbers in index.json, CSV against Parquet.

    Files that the sums list are passed over where they are missing, for the check of the sums says so.
    """
    counts, sums = _counts(release), _sums(release)
    for name, sum_ in described_sums(release).items():
        if sum_ != sums.get(name):
            yield f"datapackage.json: the hash of {name} is not the one in {SUMS}."
    for done, (name, described) in enumerate(package.items(), 1):
        parquet, csv = release / "parquet" / f"{name}.parquet", release / "csv" / f"{name}.csv"
        yield from (
            f"{path}: described in datapackage.json but not listed in {SUMS}."
            for path in (f"parquet/{name}.parquet", f"csv/{name}.csv")
            if path not in sums
        )
        problem = _parquet(parquet, described, counts.get(name)) if parquet.exists() else None
        if problem:
            yield problem
        elif with_csv and parquet.exists() and csv.exists():
            yield from check_csv(described, parquet, csv)
        running.progress(done, len(package))
    for path in sorted((release / "parquet").glob("*.parquet")):
        if path.stem not in package:
            yield f"parquet/{path.name}: datapackage.json does not describe it."


def _parquet(path: Path, described: Described, count: int | None) -> str | None:
    try:
        with pq.ParquetFile(path) as file:
            found, rows = file.schema_arrow, file.metadata.num_rows
    except (OSError, pa.ArrowException) as error:
        return f"parquet/{path.name} cannot be read: {error}"
    if not found.equals(described.schema()):
        return f"parquet/{path.name}: its columns are not those in datapackage.json."
    if count is not None and rows != count:
        return f"parquet/{path.name} has {rows:,} rows, index.json says {count:,}."
    return None


def _sums(release: Path) -> dict[str, str]:
    """The sums by path; nothing where they cannot be read, which the check of the sums has said."""
    try:
        return read_sums(release)
    except (OSError, ValueError):
        return {}


def _counts(release: Path) -> dict[str, int]:
    """The rows of each table as index.json gives them; nothing where it does not."""
    try:
        rows = json.loads((release / "index.json").read_text("utf-8"))["rows"]
        return {name: n for name, n in rows.items() if isinstance(n, int)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
