"""Rows from Parquet into PostgreSQL, a batch at a time, as the CSV that COPY reads."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
from psycopg import Cursor, sql
from psycopg.sql import Composed, Identifier

from flows.tables import Column, Table

ROWS = 8192  # a batch
NUL = "\0"  # the one character that PostgreSQL cannot hold
PLAIN = pcsv.WriteOptions(include_header=False)  # every text in quotes, a null without: COPY tells them apart


def copy(cursor: Cursor[Any], table: Table, into: str, path: Path) -> int:
    """Copy the rows of a file into a table. Out: from how many texts characters NUL were left out."""
    columns = sql.SQL(", ").join(Identifier(column.name) for column in table.columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(Identifier(into), columns)
    cut = 0
    names = [column.name for column in table.columns]
    with pq.ParquetFile(path) as file, cursor.copy(statement) as sink:
        for batch in file.iter_batches(ROWS, columns=names):
            cells = [_cells(column, batch[column.name]) for column in table.columns]
            cut += sum(n for _, n in cells)
            sink.write(_csv(names, [values for values, _ in cells]))
    return cut


def merge(table: Table, following: str) -> tuple[Composed, Composed, Composed]:
    """Three statements that make a table the same as `following`: rows go, rows change, rows come.

    A row that is the same stays. So whoever reads meanwhile is never held up and sees the old rows until the end, and
    foreign keys are checked where they changed.
    """
    columns = [column.name for column in table.columns]
    names = {
        "table": Identifier(table.name),
        "next": Identifier(following),
        "same_key": sql.SQL(" AND ").join(_equal(table.primary_key)),
        "all_old": _row("old", columns),
        "all_new": _row("new", columns),
        "columns": sql.SQL(", ").join(map(Identifier, columns)),
    }
    go = "DELETE FROM {table} AS old WHERE NOT EXISTS (SELECT FROM {next} AS new WHERE {same_key})"
    change = (
        "UPDATE {table} AS old SET ({columns}) = {all_new} FROM {next} AS new "
        "WHERE {same_key} AND {all_new} IS DISTINCT FROM {all_old}"
    )
    come = (
        "INSERT INTO {table} ({columns}) SELECT {columns} FROM {next} AS new "
        "WHERE NOT EXISTS (SELECT FROM {table} AS old WHERE {same_key})"
    )
    return sql.SQL(go).format(**names), sql.SQL(change).format(**names), sql.SQL(come).format(**names)


def _cells(column: Column, values: pa.Array) -> tuple[pa.Array, int]:
    """Values as COPY takes them, and how many of them held a NUL."""
    if column.type == "list":
        values = pa.array([None if items is None else _array(items) for items in values.to_pylist()], pa.string())
    if not pa.types.is_string(values.type):
        return values, 0
    cut = pc.sum(pc.match_substring(values, NUL)).as_py() or 0
    return (pc.replace_substring(values, NUL, "") if cut else values), cut


def _array(items: Sequence[str | None]) -> str:
    """A list as PostgreSQL writes arrays."""
    quoted = ('"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"' for item in items if item is not None)
    return "{" + ",".join(quoted) + "}"


def _csv(names: Sequence[str], cells: Sequence[pa.Array]) -> memoryview:
    written = BytesIO()
    pcsv.write_csv(pa.RecordBatch.from_arrays(list(cells), names=list(names)), written, PLAIN)
    return written.getbuffer()


def _equal(columns: Sequence[str]) -> list[Composed]:
    return [sql.SQL("{} = {}").format(Identifier("new", name), Identifier("old", name)) for name in columns]


def _row(of: str, columns: Sequence[str]) -> Composed:
    return sql.SQL("ROW({})").format(sql.SQL(", ").join(Identifier(of, name) for name in columns))
