"""plans.duckdb.sql: a recipe that makes all tables and views of a release known to DuckDB, over its Parquet files.

It is a recipe and no database file. DuckDB 2 writes a random identity into every file, so that two builds of a release
would differ, and DuckDBs before it cannot read such a file at all; Parquet they all read, and nothing is stored twice.
Run in the release's folder (`duckdb -init plans.duckdb.sql`) it takes no time.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.present.release import Release
from flows.present.views import View, added, everything
from flows.publish.datapackage import DESCRIPTION, TITLE
from flows.publish.engine import name, text
from flows.tables import Table

FILE = "plans.duckdb.sql"


def write(release: Release) -> None:
    """Write plans.duckdb.sql."""
    (release.folder / FILE).write_text("\n".join(_lines(release)) + "\n", "utf-8")


def _lines(release: Release) -> Iterator[str]:
    yield f"-- {TITLE.zh} {TITLE.en} {release.version}"
    yield f"-- {DESCRIPTION.zh}"
    yield f"-- {DESCRIPTION.en}"
    yield "-- 在本文件所在的文件夹中运行 Run it in the folder that it lies in: duckdb -init plans.duckdb.sql"
    for of in everything():
        path = f"star/dim_{of.name}.parquet" if of.name in added() else f"parquet/{of.name}.parquet"
        yield from _view(of, of.sql if isinstance(of, View) else f"FROM {text(path)}")


def _view(of: Table | View, sql: str) -> Iterator[str]:
    yield f"\n-- {of.title.zh} {of.title.en}"
    yield f"CREATE OR REPLACE VIEW {name(of.name)} AS\n{sql};"
    yield f"COMMENT ON VIEW {name(of.name)} IS {text(f'{of.description.zh} {of.description.en}')};"
    for column in of.columns:
        said = f"{column.title.zh} {column.title.en}: {column.description.zh} {column.description.en}"
        yield f"COMMENT ON COLUMN {name(of.name)}.{name(column.name)} IS {text(said)};"
