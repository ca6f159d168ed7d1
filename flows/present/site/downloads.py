"""What can be downloaded: the files of a release with format, rows, size and SHA-256."""

from __future__ import annotations

from dataclasses import dataclass

from flows.present.files import ABOUT, WHOLE, File, offered, read
from flows.present.flat import flat
from flows.present.release import Release, path_of
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
    return [_files(release, table(name)) for name in names()]


def flat_tables(release: Release) -> list[TableFiles]:
    """The flat tables with their files, as far as they are there."""
    return [_files(release, declared) for declared in flat() if release.path(declared.name).is_file()]


def _files(release: Release, declared: Table) -> TableFiles:
    csv, parquet = (read(release, path_of(declared.name, form), declared.title) for form in ("csv", "parquet"))
    return TableFiles(declared, release.n_rows(declared.name), csv, parquet)
