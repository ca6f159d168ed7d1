"""star/: the tables as a star of dimensions and facts, for BI tools that take files and no database.

A dimension is a table of the release without its long texts, or one of functions, regions, dates; a fact is a view of
`views/` whose foreign keys name dimensions alone, so that no path between two tables is ambiguous.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.present.dimensions import dimensions
from flows.present.release import Release
from flows.present.star_readme import readme
from flows.present.views import View, added, relations, views
from flows.publish.engine import columns, engine, name, text
from flows.publish.spreadsheet import write_batches
from flows.tables import ForeignKey, Table
from flows.tables.arrow import schema_of

# Dimensions, and what they do without: long texts, and places in a text, which no chart shows.
LEFT_OUT: dict[str, frozenset[str]] = {
    "documents": frozenset({"notice_text", "start", "end"}),
    "articles": frozenset({"body", "start", "end"}),
    "agencies": frozenset(),
    "indicators": frozenset(),
    "functions": frozenset(),
    "regions": frozenset(),
    "dates": frozenset(),
}
ROWS = 100_000  # of a fact that are held at once, and of a row group


@cache
def star() -> tuple[Table, ...]:
    """The files of star/: dimensions, then facts, whose foreign keys are the relationships of the star."""
    facts = (_fact(view) for view in views() if view.purpose == "star")
    return (*map(_dimension, LEFT_OUT), *facts)


def file(folder: Path, table: str, form: str = "parquet") -> Path:
    """Where a release in a folder has a table of the star, as parquet or csv."""
    return folder / "star" / f"{table}.{form}"


def write(release: Release) -> None:
    """Write star/dim_*.parquet, star/fact_*.parquet, the same as CSV, and star/README.md."""
    (release.folder / "star").mkdir(exist_ok=True)
    made = dimensions(release)
    for declared in star():
        of = declared.name.removeprefix("dim_")
        if of in made:
            _write(release.folder, declared, made[of].to_batches())
        elif of in LEFT_OUT:
            _write(release.folder, declared, release.batches(of, *(column.name for column in declared.columns)))
    with engine(release.folder) as connection:
        declare(connection, release.folder)
        for declared in star():
            if declared.name not in {f"dim_{of}" for of in LEFT_OUT}:
                _write(release.folder, declared, _facts(connection, declared))
    file(release.folder, "README", "md").write_text(readme(star()), "utf-8")


def declare(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Make all tables of a release and all views known to a DuckDB, where they are read when they are asked for."""
    for table in relations():
        path = file(folder, f"dim_{table}") if table in added() else folder / "parquet" / f"{table}.parquet"
        connection.execute(f"CREATE VIEW {name(table)} AS FROM read_parquet({text(path)})")
    for view in views():
        connection.execute(f"CREATE VIEW {name(view.name)} AS {view.sql}")


def _dimension(of: str) -> Table:
    declared = relations()[of]
    kept = tuple(column for column in declared.columns if column.name not in LEFT_OUT[of])
    return replace(declared, name=f"dim_{of}", columns=kept, unique=(), foreign_keys=())


def _fact(view: View) -> Table:
    key = (view.columns[0].name,)
    keys = {declared.primary_key[0]: declared.name for declared in map(_dimension, LEFT_OUT)}
    references = [
        ForeignKey(column.name, keys[target], target)
        for column in view.columns
        if (target := "date" if column.type == "date" else column.name) in keys
    ]
    order = len(LEFT_OUT) + view.order
    return Table(view.name, order, view.title, view.description, key, (), key, tuple(references), view.columns)


def _facts(connection: duckdb.DuckDBPyConnection, declared: Table) -> Iterator[pa.RecordBatch]:
    ordered = f"SELECT * FROM {name(declared.name)} ORDER BY {columns(declared.sort)}"
    yield from connection.sql(ordered).to_arrow_reader(ROWS)


def _write(folder: Path, declared: Table, batches: Iterable[pa.RecordBatch]) -> None:
    """Write a table as Parquet, and from that as CSV."""
    schema = schema_of(declared)
    with pq.ParquetWriter(file(folder, declared.name), schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(_as(batch, schema), row_group_size=ROWS)
    with pq.ParquetFile(file(folder, declared.name)) as parquet:
        write_batches(declared.columns, parquet.iter_batches(8192), file(folder, declared.name, "csv"))


def _as(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    return pa.record_batch([batch[field.name].cast(field.type) for field in schema], schema=schema)
