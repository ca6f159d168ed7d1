"""The keys of a whole release, tried on its Parquet files by DuckDB, which puts on disk what is too much to hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

import duckdb

from flows.publish.engine import columns, engine, name, text
from flows.publish.package import Described
from flows.tables import table as declared

SHOWN = 20  # rows of one fault that are named


@contextmanager
def opened(release: Path, tables: Iterable[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that has each table of a release as a view. The release may stand where nothing can be written."""
    with engine(Path(gettempdir())) as connection:
        for table in tables:
            path = _no_pattern(release / "parquet" / f"{table}.parquet")
            connection.execute(f"CREATE VIEW {name(table)} AS FROM read_parquet({text(path)})")
        yield connection


def check_keys(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Described]) -> Iterator[str]:
    """A sentence for each row that lacks what is required, shares a key, or refers to what is not there."""
    for table in tables.values():
        yield from _required(connection, table)
        for key in dict.fromkeys([table.primary_key, *table.unique]):
            yield from _unique(connection, table, key)
        yield from _foreign(connection, table)


def check_counts(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """The invariants that no source can answer for: what is counted over all sources."""
    yield from _miscounted(
        connection,
        "agencies",
        "assignments",
        {"n_lead": "count(*) FILTER (role = 'lead')", "n_assignments": "count(*)"},
    )
    yield from _miscounted(
        connection, "indicators", "targets", {"n_targets": "count(*)", "n_documents": "count(DISTINCT doc_id)"}
    )
    yield from _miscounted(
        connection,
        "vocabulary",
        "terms JOIN articles USING (article_id)",
        {"n_articles": "count(*)", "n_documents": "count(DISTINCT doc_id)"},
    )


def _miscounted(
    connection: duckdb.DuckDBPyConnection, of: str, counted: str, counts: Mapping[str, str]
) -> Iterator[str]:
    """A sentence for each row of table `of` whose counts are not those of the rows of `counted` that name it."""
    (key,) = declared(of).primary_key
    made = ", ".join(f"{count} AS true_{column}" for column, count in counts.items())
    given, true = ", ".join(counts), ", ".join(f"coalesce(true_{column}, 0)" for column in counts)
    found = connection.execute(
        f"""SELECT {key}, {given}, {true} FROM {of} LEFT JOIN (SELECT {key}, {made} FROM {counted} GROUP BY ALL)
            USING ({key}) WHERE ({given}) IS DISTINCT FROM ({true}) ORDER BY {key} LIMIT {SHOWN}"""
    )
    first, second = counts
    counted = counted.split()[0]
    for row_id, one, other, *right in found.fetchall():
        yield (
            f"{of} {row_id}: {first} and {second} agree with the table {counted} – but: "
            f"{first} is {one} and {second} {other}, but {counted} has {right[0]} and {right[1]}."
        )


def _required(connection: duckdb.DuckDBPyConnection, table: Described) -> Iterator[str]:
    required = sorted({*table.required, *table.primary_key}, key=list(table.types).index)
    some_null = " OR ".join(f"{name(column)} IS NULL" for column in required)
    said = ", ".join(f"CASE WHEN {name(column)} IS NULL THEN {text(column)} END" for column in required)
    rows = connection.execute(
        f"SELECT concat_ws(', ', {said}), {columns(table.primary_key)} FROM {name(table.name)} "
        f"WHERE {some_null} ORDER BY ALL LIMIT {SHOWN}"
    )
    for empty, *row_id in rows.fetchall():
        yield f"{_row(table, row_id)}: No required column is null – but: {empty} is null."


def _unique(connection: duckdb.DuckDBPyConnection, table: Described, key: tuple[str, ...]) -> Iterator[str]:
    """Rows are grouped by a hash of the key, which is small; those that share one are then looked at themselves."""
    source, shared = name(table.name), columns(key)
    first = ", ".join(f"min({name(column)})" for column in table.primary_key)
    rows = connection.execute(
        f"""SELECT {shared}, {first}, count(*) FROM {source}
            WHERE hash({shared}) IN (SELECT hash({shared}) FROM {source} GROUP BY 1 HAVING count(*) > 1)
            GROUP BY {shared} HAVING count(*) > 1 ORDER BY ALL LIMIT {SHOWN}"""
    )
    for row in rows.fetchall():
        value, row_id, count = row[: len(key)], row[len(key) : -1], row[-1]
        given = ", ".join(map(str, value))
        yield f"{_row(table, row_id)}: No two rows share {', '.join(key)} – but: {count:,} rows have {given}."


def _foreign(connection: duckdb.DuckDBPyConnection, table: Described) -> Iterator[str]:
    for key in table.foreign_keys:
        column, target = name(key.column), name(key.target)
        rows = connection.execute(
            f"""SELECT {column}, {columns(table.primary_key)} FROM {name(table.name)}
                WHERE {column} IS NOT NULL AND {column} NOT IN
                  (SELECT {target} FROM {name(key.table)} WHERE {target} IS NOT NULL)
                ORDER BY ALL LIMIT {SHOWN}"""
        )
        for value, *row_id in rows.fetchall():
            title = f"Every {key.column} is an id in the table {key.table}"
            yield f"{_row(table, row_id)}: {title} – but: {value} is no row of {key.table}."


def _row(table: Described, row_id: Iterable[object]) -> str:
    return f"{table.name} {', '.join(map(str, row_id))}"


def _no_pattern(path: Path) -> str:
    """A path that DuckDB does not take for a pattern of several."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))
