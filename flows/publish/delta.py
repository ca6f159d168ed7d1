"""The delta of a table: which rows two releases have not in common, as a change data feed.

A row a change: `change` (added | removed | before | after; a changed row gives two), `cause` (see causes.py), `source`,
`changed_columns`, then the columns of the table as it is now. Rows are matched by primary key. Take the removed and the
before rows out of the old table, put the added and the after rows in, and you have the new one, save for statistics
over the corpus (columns declared with `statistic`): they change with every source that is added, so that a difference
in them alone is no change of a row.

A column that one side lacks is null there (a list empty), so that a new column with values changes every row that has
one. The order of rows is that of the table, source by source.
"""

from __future__ import annotations

import filecmp
from dataclasses import replace
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.publish.causes import cause, path_of
from flows.publish.engine import columns, name, text
from flows.publish.sides import Sides, file_of, rows
from flows.publish.stretch import stretch
from flows.tables import Column, Table, table
from flows.tables.arrow import schema_of
from flows.tables.declaration import read

BATCH = 20_000  # rows


@cache
def first_columns() -> tuple[Column, ...]:
    """The columns that stand before those of the table in every delta."""
    return read(Path(__file__).with_name("delta.yml")).columns


def delta_table(of: str) -> Table:
    """The declaration of the delta of a table."""
    own = table(of)
    return replace(own, columns=(*first_columns(), *own.columns), primary_key=(), unique=(), sort=(), foreign_keys=())


def write_empty(of: str, into: Path) -> None:
    """Write the delta of a table in which nothing changed: its header."""
    pq.write_table(schema_of(delta_table(of)).empty_table(), into / f"{of}.parquet", compression="zstd")


def write_delta_of(connection: duckdb.DuckDBPyConnection, of: str, sides: Sides, into: Path) -> None:
    """Write the delta of one table to `<into>/<table>.parquet`, in a database prepared by `causes.prepare`."""
    old, new = file_of(sides.before, of), file_of(sides.after, of)
    if old.is_file() and filecmp.cmp(old, new, shallow=False):
        write_empty(of, into)
        return
    declared = table(of)
    where = stretch(old, new, _compared(declared)) if old.is_file() else None
    for side, folder, end in (
        ("old", sides.before, where and where.old_end),
        ("new", sides.after, where and where.new_end),
    ):
        within = f" WHERE _at >= {where.start} AND _at < {end}" if where else ""
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {side} AS FROM ({rows(folder, of)}){within}")
    for side, other in (("old", "new"), ("new", "old")):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {side}_only AS {_only(declared, side, other)}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE differing AS {_differing(declared)}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE located AS {_located(declared)}")
    schema = schema_of(delta_table(of))
    with pq.ParquetWriter(into / f"{of}.parquet", schema, compression="zstd") as writer:
        for batch in connection.sql(_ordered(declared, cause(of, sides))).to_arrow_reader(BATCH):
            writer.write_table(pa.Table.from_batches([batch]).cast(schema))


def _only(declared: Table, side: str, other: str) -> str:
    """The keys and positions of the rows that the other side has not just so.

    Rows are told apart by hashes of 64 bits, for a join by keys takes several times the memory and time. That one of a
    million changes goes unseen has a probability of one in millions.
    """
    row = f"hash({columns(_compared(declared))}) AS _row"
    return f"""
        SELECT {columns(declared.primary_key)}, _at FROM (SELECT *, {row} FROM {side})
        ANTI JOIN (SELECT {row} FROM {other}) USING (_row)"""


def _differing(declared: Table) -> str:
    """The positions `old_at`, `new_at` of the rows that differ; null where a side has not the row."""
    same = " AND ".join(f"o.{name(column)} = n.{name(column)}" for column in declared.primary_key)
    return f"SELECT o._at AS old_at, n._at AS new_at FROM old_only o FULL JOIN new_only n ON {same}"


def _located(declared: Table) -> str:
    """Those rows with the paths of their raw files, the names of the columns that differ, and the key."""
    differ = ", ".join(
        f"CASE WHEN o.{name(column)} IS DISTINCT FROM n.{name(column)} THEN {text(column)} END"
        for column in _compared(declared)
    )
    key = ", ".join(
        f"coalesce(o.{name(column)}, n.{name(column)}) AS {name(column)}" for column in declared.primary_key
    )
    (old_path, old_owner), (new_path, new_owner) = path_of(declared, "old", "o"), path_of(declared, "new", "n")
    return f"""
        SELECT old_at, new_at, {old_path} AS old_path, {new_path} AS new_path, {key},
            CASE WHEN old_at >= 0 AND new_at >= 0 THEN list_filter([{differ}], lambda c: c IS NOT NULL) END AS differ
        FROM differing LEFT JOIN old o ON o._at = old_at LEFT JOIN new n ON n._at = new_at {old_owner} {new_owner}"""


def _ordered(declared: Table, cause: str) -> str:
    """The rows of the delta, source by source (a renamed one under its new name), in the order of the table."""
    own = [column.name for column in declared.columns]

    def of_side(side: str, other: str, alone: str, paired: str) -> str:
        return f"""
            SELECT CASE WHEN j.{other}_at IS NULL THEN '{alone}' ELSE '{paired}' END AS _change,
                j._cause, j.{side}_path AS _source, j.differ AS _differ, {columns(own, "t")},
                coalesce(j.new_path, r.new_name, j.old_path) AS _place, j.old_at AS _old_at, j.new_at AS _new_at
            FROM judged j JOIN {side} t ON t._at = j.{side}_at LEFT JOIN renamed r ON r.path = j.old_path"""

    return f"""
        WITH judged AS (SELECT old_at, new_at, old_path, new_path, differ, {cause} AS _cause FROM located)
        SELECT _change AS change, _cause AS cause, _source AS source, _differ AS changed_columns, {columns(own)}
        FROM ({of_side("old", "new", "removed", "before")} UNION ALL {of_side("new", "old", "added", "after")})
        ORDER BY _place NULLS FIRST, _new_at NULLS LAST, _old_at, _change DESC"""


def _compared(declared: Table) -> list[str]:
    return [column.name for column in declared.columns if not column.statistic]
