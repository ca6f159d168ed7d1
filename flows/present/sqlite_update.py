"""plans.sqlite out of that of the release before: a copy without the rows that went, and with those that came.

It has the same rows, found by the same words, as one that is made anew, which takes five times as long for 2,000 plans;
only the order of rows is another. Where the program or its knowledge is another, where much has changed or anything is
odd, it is made anew.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from flows.present.release import Release
from flows.present.words import said
from flows.publish.engine import columns, engine, name, text
from flows.publish.sums import check_sums
from flows.tables import Table

READ = ("parquet/", "star/dim_", "plans.sqlite")  # of the release before
MOST = 0.1  # of the rows of a table, and of the pages of the file that are free, with which one is made anew
FEW = 1000  # rows, which are changed whatever their share

Place = Callable[[Path, Table], Path]  # where a release has a table
Values = Callable[[pa.Array], list[object]]


class Odd(ValueError):
    """Something is not as it should be in what would be brought up to date."""


def copied(release: Release, file: str) -> bool:
    """Whether the database of the release before is there for the new one: a whole one, made by the same program."""
    before = release.before
    try:
        if before is None or not (before / file).is_file() or not _is_alike(release, Release.read(before)):
            return False
        if any(check_sums(before, only=READ, strangers=False)):
            return False
        shutil.copyfile(before / file, release.folder / file)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return True


def _is_alike(release: Release, before: Release) -> bool:
    made, its = (each.index["made_from"] for each in (release, before))
    same = all(made[name] == its[name] for name in ("code", "knowledge", "packages"))
    return same and bool(release.index["presented"]) and release.index["presented"] == before.index["presented"]


def bring_up_to_date(
    release: Release,
    database: sqlite3.Connection,
    tables: Sequence[Table],
    place: Place,
    searched: Mapping[str, Sequence[str]],
    values: Values,
) -> None:
    """Change the rows of a database of the release before into those of this one. Raises Odd and other errors."""
    (pages,), (free,) = (database.execute(f"PRAGMA {each}").fetchone() for each in ("page_count", "freelist_count"))
    if free > MOST * pages:
        raise Odd("Much of the file is free.")
    with engine(release.folder) as connection:
        for declared in tables:
            assert release.before
            old, new = (f"read_parquet({text(place(folder, declared))})" for folder in (release.before, release.folder))
            _note_changes(connection, declared, old, new)
            table = _Rows(database, declared, searched.get(declared.name, ()))
            for row in _rows(connection, declared, old, "gone", values):
                table.take_out(row)
            for row in _rows(connection, declared, new, "come", values):
                table.put_in(row)
            (n,) = database.execute(f"SELECT count(*) FROM {name(declared.name)}").fetchone()
            if n != _count(connection, new):
                raise Odd(f"{declared.name} has {n:,} rows.")


def _note_changes(connection: duckdb.DuckDBPyConnection, declared: Table, old: str, new: str) -> None:
    """Have the keys of rows that went, and of those that came, in two tables; a changed row went and came."""
    key = columns(declared.primary_key)
    hashed = [f"(SELECT {key}, hash(x) AS whole FROM {each} AS x)" for each in (old, new)]
    for noted, (these, those) in {"gone": hashed, "come": hashed[::-1]}.items():
        found = f"SELECT {key} FROM {these} AS a ANTI JOIN {those} AS b USING ({key}, whole)"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {noted} AS {found}")
        if _count(connection, noted) > max(FEW, MOST * _count(connection, new)):
            raise Odd(f"Much of {declared.name} has changed.")


def _rows(
    connection: duckdb.DuckDBPyConnection, declared: Table, of: str, noted: str, values: Values
) -> Iterator[tuple[object, ...]]:
    """The rows that are noted, in the order of their keys, so that the same changes give the same bytes."""
    key, wanted = columns(declared.primary_key), columns(column.name for column in declared.columns)
    found = connection.sql(f"SELECT {wanted} FROM {of} SEMI JOIN {noted} USING ({key}) ORDER BY {key}")
    for batch in found.to_arrow_reader(10_000):
        yield from zip(*(values(batch[column.name]) for column in declared.columns), strict=True)


def _count(connection: duckdb.DuckDBPyConnection, of: str) -> int:
    ((n,),) = connection.execute(f"SELECT count(*) FROM {of}").fetchall()
    return int(n)


class _Rows:
    """A table of the database, of which rows are taken out and put in; its full-text index goes with it."""

    def __init__(self, database: sqlite3.Connection, declared: Table, searched: Sequence[str]) -> None:
        self._execute = database.execute
        names = [column.name for column in declared.columns]
        self._name, self._index = name(declared.name), name(f"{declared.name}_fts")
        self._key = [names.index(each) for each in declared.primary_key]
        self._searched = [names.index(each) for each in searched]
        self._where = " AND ".join(f"{name(each)} = ?" for each in declared.primary_key)
        self._columns = columns(names)
        self._n = len(names)
        self._places: dict[tuple[object, ...], int] = {}  # of rows that were taken out

    def take_out(self, row: tuple[object, ...]) -> None:
        """Delete a row, which must be there."""
        key = tuple(row[at] for at in self._key)
        if self._searched:
            found = self._execute(f"SELECT rowid FROM {self._name} WHERE {self._where}", key).fetchone()
            if found is None:
                raise Odd(f"{key} is not in {self._name}.")
            self._places[key] = found[0]
            command = f"INSERT INTO {self._index} ({self._index}, rowid, words) VALUES ('delete', ?, ?)"
            self._execute(command, (found[0], self._words(row)))
        if self._execute(f"DELETE FROM {self._name} WHERE {self._where}", key).rowcount != 1:
            raise Odd(f"{key} is not in {self._name}.")

    def put_in(self, row: tuple[object, ...]) -> None:
        """Insert a row; one that only changed has its place again."""
        if not self._searched:
            self._execute(f"INSERT INTO {self._name} VALUES ({', '.join('?' * self._n)})", row)
            return
        place = self._places.get(tuple(row[at] for at in self._key))
        into = f"INSERT INTO {self._name} (rowid, {self._columns}) VALUES ({', '.join('?' * (self._n + 1))})"
        rowid = self._execute(into, (place, *row)).lastrowid
        self._execute(f"INSERT INTO {self._index} (rowid, words) VALUES (?, ?)", (rowid, self._words(row)))

    def _words(self, row: tuple[object, ...]) -> str:
        return said(str(row[at]) if row[at] is not None else None for at in self._searched)
