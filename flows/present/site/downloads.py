"""What can be downloaded: the files of a release with format, rows, size and SHA-256."""

from __future__ import annotations

from dataclasses import dataclass

from flows.present.files import ABOUT, WHOLE, File, offered, read
from flows.present.release import Release
from flows.tables import Table, names, table


@dataclass(frozen=True, slots=True)
class TableFiles:
    """A table and its files."""

    table: Table
    n_rows: int
    csv: File
    parquet: File


def whole(release: Release) -> list[File]:
    """The files that hold all tables, or tell of them, as far as they are there."""
    return offered(release, WHOLE | ABOUT)


def tables(release: Release) -> list[TableFiles]:
    """Every table with its files, in declared order."""
    return [
        TableFiles(
            table(name),
            release.n_rows(name),
            read(release, f"csv/{name}.csv", table(name).title),
            read(release, f"parquet/{name}.parquet", table(name).title),
        )
        for name in names()
    ]
