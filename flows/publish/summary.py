"""Deltas summed up: rows by cause and by source, columns, examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from flows.publish.difference import EXAMPLES, Change, Difference, Example
from flows.publish.engine import engine, parquet, text
from flows.tables import names, table

LONGEST = 1000  # characters of a text in an example
_KIND = "CASE change WHEN 'after' THEN 'changed' ELSE change END"  # of a changed row's two lines the second counts


def rows_by_cause(connection: duckdb.DuckDBPyConnection, delta: Path) -> dict[tuple[str, Change, str], int]:
    """How many rows were added, changed and removed: (table, change, cause) → rows, in the order of the tables."""
    return {
        (name, change, cause): n
        for name in names()
        for change, cause, n in connection.execute(
            f"""SELECT {_KIND}, cause, count(*) FROM {parquet(delta / f"{name}.parquet")}
                WHERE change <> 'before' GROUP BY ALL ORDER BY ALL"""
        ).fetchall()
    }


def changed_columns(connection: duckdb.DuckDBPyConnection, delta: Path, name: str) -> dict[str, int]:
    """In how many rows of a table each column changed, the most often changed first."""
    return dict(
        connection.execute(
            f"""SELECT changed, count(*) FROM
                    (SELECT unnest(changed_columns) AS changed FROM {parquet(delta / f"{name}.parquet")}
                     WHERE change = 'after')
                GROUP BY changed ORDER BY count(*) DESC, changed"""
        ).fetchall()
    )


def examples(
    connection: duckdb.DuckDBPyConnection, delta: Path, name: str, limit: int = EXAMPLES, source: str | None = None
) -> list[Example]:
    """Some changes of a table (or of a source in it): first one of each kind, that is of change and columns.

    Always the same ones of the same delta; changed rows come before those removed, and these before those added.
    """
    path = parquet(delta / f"{name}.parquet")
    chosen = connection.execute(
        f"""SELECT file_row_number, change FROM (
                SELECT file_row_number, change, array_position(['before', 'removed', 'added'], change) AS kind,
                    row_number() OVER (PARTITION BY change, changed_columns ORDER BY file_row_number) AS nth
                FROM {path} WHERE change <> 'after' {f"AND source = {text(source)}" if source else ""})
            ORDER BY nth, kind, file_row_number LIMIT {limit}"""
    ).fetchall()
    wanted = [position + step for position, change in chosen for step in range(2 if change == "before" else 1)]
    if not wanted:
        return []
    found = connection.sql(f"SELECT * FROM {path} WHERE file_row_number IN ({', '.join(map(str, wanted))})")
    rows = {row.pop("file_row_number"): row for row in found.to_arrow_table().to_pylist()}
    return [_example(name, rows[at], rows[at + 1] if change == "before" else rows[at]) for at, change in chosen]


def rows_by_source(
    difference: Difference, tables: Sequence[str], limit: int, source: str | None = None
) -> tuple[dict[str | None, dict[tuple[str, Change], int]], int]:
    """Where the changes are: path of a source → (table, change) → rows, the sources with most changes first.

    In those tables, of at most `limit` sources, or of one; and the number of all sources with changes in them. A
    changed row stands under the path that its source has now.
    """
    if not tables:
        return {}, 0
    lines = " UNION ALL ".join(
        f"SELECT source, {text(name)} AS name, {i} AS nth, change FROM {parquet(difference.delta / f'{name}.parquet')}"
        for i, name in enumerate(tables)
    )
    with engine(difference.delta) as connection:
        connection.execute(
            f"""CREATE TEMP TABLE counted AS
                SELECT source, name, nth, {_KIND} AS change, count(*) AS n FROM ({lines})
                WHERE change <> 'before' {f"AND source = {text(source)}" if source else ""} GROUP BY ALL"""
        )
        found = connection.execute(
            f"""WITH totals AS (SELECT source, sum(n) AS total FROM counted GROUP BY source),
                    most AS (SELECT * FROM totals ORDER BY total DESC, source NULLS FIRST LIMIT {limit})
                SELECT c.source, name, change, n FROM counted c JOIN most m ON c.source IS NOT DISTINCT FROM m.source
                ORDER BY total DESC, c.source NULLS FIRST, nth, change"""
        ).fetchall()
        number = connection.execute("SELECT count(*) FROM (SELECT DISTINCT source FROM counted)").fetchall()[0][0]
    by_source: dict[str | None, dict[tuple[str, Change], int]] = {}
    for path, name, change, n in found:
        by_source.setdefault(path, {})[name, change] = n
    return by_source, number


def _example(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Example:
    change: Change = before["change"] if before is after else "changed"
    columns = before["changed_columns"] or [column.name for column in table(name).columns]
    values = {
        column: (
            None if change == "added" else _cut(before[column]),
            None if change == "removed" else _cut(after[column]),
        )
        for column in columns
    }
    row_id = ", ".join(str(after[key]) for key in table(name).primary_key)
    return Example(name, change, after["cause"], after["source"], row_id, values)


def _cut(value: Any) -> Any:
    """A value, without the rest of a text that is longer than any example needs."""
    return f"{value[:LONGEST]}…" if isinstance(value, str) and len(value) > LONGEST else value
