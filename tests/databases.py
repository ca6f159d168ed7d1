"""A release with its star and its databases: the five sources, and each of them a second time from another place.

The second time gives what the five alone do not have: one indicator in several documents, headings that are shared.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.present import datasette, duckdb, sqlite, star
from flows.present.release import Release
from flows.publish.release import write_tables
from flows.tables import names, table, to_table

FORMS: tuple[Callable[[Release], None], ...] = (star.write, sqlite.write, datasette.write, duckdb.write)
ELSEWHERE = {
    "region_code": "330100",
    "region_name": "浙江省杭州市",
    "admin_level": "city",
    "date": "2019-03-01",
    "year": 2019,
}


def twice(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables with every source a second time: other ids, and documents of another city and date."""
    return {name: to_table(name, _rows(name, tables[name])) for name in names()}


def _rows(name: str, data: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = data.to_pylist()
    if name in ("agencies", "agency_aliases", "vocabulary"):
        return rows
    if name == "indicators":
        return [row | {count: 2 * row[count] for count in ("n_targets", "n_documents")} for row in rows]
    elsewhere = ELSEWHERE if name == "documents" else {}
    return rows + [_again(row) | elsewhere for row in rows]


def _again(row: dict[str, Any]) -> dict[str, Any]:
    ids = {column for column in row if column.endswith("_id") or column in ("duplicate_of", "path")}
    ids -= {"agency_id", "indicator_id"}
    if "source_id" not in row or "sha256" not in row:
        ids -= {"path"}  # of an article it is a number
    return {column: f"{value}-2" if column in ids and value else value for column, value in row.items()}


def written(folder: Path, tables: Mapping[str, pa.Table], version: str = "1.4.2") -> Release:
    """A release of those tables with star, SQLite, datasette.json and the recipe for DuckDB."""
    folder.mkdir(parents=True, exist_ok=True)
    write_tables(folder, ((name, [tables[name]]) for name in names()))
    index = {"version": version, "built_at": "2026-11-22T06:00:00+00:00"}
    (folder / "index.json").write_text(json.dumps(index), "utf-8")
    release = Release.read(folder)
    for write in FORMS:
        write(release)
    return release


def empty() -> dict[str, pa.Table]:
    """Tables without a row."""
    return {name: to_table(name, []) for name in names()}


def sparse(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables with null in every column that may be null."""
    return {name: _sparse(name, data) for name, data in tables.items()}


def _sparse(name: str, data: pa.Table) -> pa.Table:
    kept = {column.name for column in table(name).columns if column.required}
    return to_table(name, [{column: row[column] for column in kept} for row in data.to_pylist()])


def connected(release: Release) -> sqlite3.Connection:
    """Its plans.sqlite, which cannot be written to."""
    return sqlite3.connect(f"file:{release.folder / 'plans.sqlite'}?mode=ro", uri=True)
