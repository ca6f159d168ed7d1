"""plans.sqlite: the tables of a release with keys, indexes, views, a dictionary, and search that knows Chinese.

Booleans are 0 and 1, dates ISO text. What docs/sqlite.md says of the search is measured there. Made anew,
the same release gives the same bytes, for one version of SQLite; brought up to date (sqlite_update.py), the same rows.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.present import star
from flows.present.release import Release
from flows.present.sqlite_dictionary import about, dictionary
from flows.present.sqlite_update import bring_up_to_date, copied
from flows.present.views import added, relations, views
from flows.present.words import words_of
from flows.publish.engine import columns, name
from flows.publish.release import parquet
from flows.tables import Column, ForeignKey, Table

FILE = "plans.sqlite"
APPLICATION = int.from_bytes(b"PLAN", "big")
TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "date": "TEXT"}
SEARCHED = {  # what a search of a table looks at
    "documents": ("title", "notice_title"),
    "articles": ("heading", "body"),
    "targets": ("indicator", "text"),
    "agencies": ("name", "short_name"),
}
FILTERED = {  # columns that people filter by and that are no key
    "dates": ("year",),
    "documents": ("date", "year", "subject", "doc_type", "title"),
    "articles": ("heading",),
    "targets": ("indicator", "deadline_year", "kind"),
    "agencies": ("name",),
    "assignments": ("role", "due"),
    "citations": ("doc_number", "title"),
    "terms": ("term",),
}
ROWS = 8192  # at once
log = logging.getLogger(__name__)


def write(release: Release) -> None:
    """Write plans.sqlite, out of that of the release before where there is one."""
    path = release.folder / FILE
    path.unlink(missing_ok=True)
    if copied(release, FILE):
        try:
            _write(release, _update)
            return
        except (ValueError, OSError, sqlite3.Error, duckdb.Error) as odd:
            log.info("plans.sqlite is made anew: %s", odd)
            path.unlink()
    _write(release, _make)


def _write(release: Release, fill: Callable[[sqlite3.Connection, Release], None]) -> None:
    with closing(sqlite3.connect(release.folder / FILE, isolation_level=None)) as database:
        for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -65536"):
            database.execute(f"PRAGMA {setting}")
        database.execute(f"PRAGMA application_id = {APPLICATION}")
        database.execute(f"PRAGMA user_version = {_number(release.version)}")
        database.execute("BEGIN")
        fill(database, release)
        for table_name, rows in (about(release) | dictionary(release)).items():
            database.execute(f"DROP TABLE IF EXISTS {name(table_name)}")
            _insert_rows(database, table_name, rows)
        database.execute("COMMIT")
        database.execute("PRAGMA analysis_limit = 1000")
        database.execute("ANALYZE")


def _make(database: sqlite3.Connection, release: Release) -> None:
    for table in SEARCHED:  # the first, for they leave free pages that the tables then fill
        _index_words(database, release, table)
    for declared in _in_order():
        database.execute(create(declared))
        _insert(database, declared.name, declared.columns, _batches(release, declared))
        _index_columns(database, declared)
    for view in views():
        database.execute(f"CREATE VIEW {name(view.name)} AS\n-- {view.title.zh} {view.title.en}\n{view.sql}")


def _update(database: sqlite3.Connection, release: Release) -> None:
    bring_up_to_date(release, database, tuple(_in_order()), _file, SEARCHED, _values)


def create(declared: Table) -> str:
    """CREATE TABLE with keys, and the titles of the columns as comments."""
    lines = [
        f"{name(column.name)} {TYPES[column.type]}{' NOT NULL' if column.required else ''}"
        f"{' UNIQUE' if column.unique else ''}, -- {column.title.zh} {column.title.en}"
        for column in declared.columns
    ]
    rules = [f"PRIMARY KEY ({columns(declared.primary_key)})"]
    rules += [f"UNIQUE ({columns(key)})" for key in declared.unique]
    rules += [
        f"FOREIGN KEY ({name(key.column)}) REFERENCES {name(key.table)} ({name(key.target)})"
        for key in references(declared)
    ]
    # A table that nobody points to by the place of a row is kept in the order of its key: half the size.
    tail = " WITHOUT ROWID" if len(declared.primary_key) > 1 else ""
    body = "\n    ".join([*lines, ",\n    ".join(rules)])
    return f"CREATE TABLE {name(declared.name)} ( -- {declared.title.zh} {declared.title.en}\n    {body}\n){tail}"


def references(declared: Table) -> tuple[ForeignKey, ...]:
    """The foreign keys of a table, with those to functions and regions, which only databases have."""
    keys = {table.primary_key[0]: table for table in added().values() if len(table.primary_key) == 1}
    more = (
        ForeignKey(column.name, keys[column.name].name, column.name)
        for column in declared.columns
        if column.name in keys and declared.name not in added()
    )
    return (*declared.foreign_keys, *more)


def _in_order() -> Iterator[Table]:
    """All tables; one stands after those that it refers to."""
    yield from added().values()
    yield from (declared for declared in relations().values() if declared.name not in added())


def _number(version: str) -> int:
    """1.4.2 as 1004002."""
    major, minor, patch = (int(part) for part in version.split("."))
    return (major * 1000 + minor) * 1000 + patch


def _batches(release: Release, declared: Table) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(_file(release.folder, declared)) as file:
        yield from file.iter_batches(ROWS)


def _file(folder: Path, declared: Table) -> Path:
    """Where a release has the rows of a table."""
    return star.file(folder, f"dim_{declared.name}") if declared.name in added() else parquet(folder, declared.name)


def _insert(
    database: sqlite3.Connection, table: str, of: tuple[Column, ...], batches: Iterable[pa.RecordBatch]
) -> None:
    statement = f"INSERT INTO {name(table)} VALUES ({', '.join('?' * len(of))})"
    for batch in batches:
        database.executemany(statement, zip(*(_values(batch[column.name]) for column in of), strict=True))


def _values(values: pa.Array) -> list[object]:
    """The values of a column as SQLite keeps them."""
    if pa.types.is_date(values.type):
        values = values.cast(pa.string())
    elif pa.types.is_boolean(values.type):
        values = values.cast(pa.int8())
    found: list[object] = values.to_pylist()
    return found


def _index_columns(database: sqlite3.Connection, declared: Table) -> None:
    keyed = [key.column for key in references(declared)]
    for column in dict.fromkeys([*keyed, *FILTERED.get(declared.name, ())]):
        if column != declared.primary_key[0]:
            index = name(f"{declared.name}_{column}")
            database.execute(f"CREATE INDEX {index} ON {name(declared.name)} ({name(column)})")


def _index_words(database: sqlite3.Connection, release: Release, table: str) -> None:
    """A full-text index beside a table, whose rowid is that of the row. It holds no text, only where words stand."""
    index = name(f"{table}_fts")
    database.execute(f"CREATE VIRTUAL TABLE {index} USING fts5(words, content='', detail=none, tokenize='unicode61')")
    database.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('hashsize', 33554432)")
    words = chain.from_iterable(words_of(release, table, SEARCHED[table]))
    database.executemany(f"INSERT INTO {index} (rowid, words) VALUES (?, ?)", enumerate(words, 1))
    database.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")


def _insert_rows(database: sqlite3.Connection, table: str, rows: list[dict[str, object]]) -> None:
    database.execute(f"CREATE TABLE {name(table)} ({columns(rows[0])})")
    database.executemany(
        f"INSERT INTO {name(table)} VALUES ({', '.join('?' * len(rows[0]))})", (tuple(row.values()) for row in rows)
    )
