"""Writes the files of a release into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.publish.datapackage import descriptor
from flows.publish.dictionary import readme
from flows.publish.facts import BuildFacts
from flows.publish.index import Previous, changes, index, to_json
from flows.publish.spreadsheet import defuse, write_csv, write_rows
from flows.publish.sums import write_sums
from flows.tables import names
from flows.validate.report import Report
from flows.validate.report import write as write_report


def write_data(folder: Path, tables: Mapping[str, pa.Table], texts: Mapping[str, str]) -> None:
    """Write what readers come for: parquet/, csv/ and text/. The same tables give the same bytes."""
    for part in ("parquet", "csv", "text", "quarantine"):
        (folder / part).mkdir()
    for name in names():
        write_parquet(tables[name], folder / "parquet" / f"{name}.parquet")
        write_csv(name, tables[name], folder / "csv" / f"{name}.csv")
    usable = [row["source_id"] for row in tables["sources"].to_pylist() if row["status"] == "ok"]
    for source_id in usable:
        (folder / "text" / f"{source_id}.txt").write_bytes(texts[source_id].encode())
    _write_quarantine(folder / "quarantine" / "index.csv", tables)


def write_about(
    folder: Path,
    version: str,
    content: str,
    tables: Mapping[str, pa.Table],
    report: Report,
    facts: BuildFacts,
    before: Previous | None,
) -> None:
    """Write what says what the release is; the data must be there already."""
    now = index(version, content, tables, report, facts)
    write_report(report, folder / "quality")
    _write(folder / "datapackage.json", to_json(descriptor(version, tables, folder, facts)))
    _write(folder / "index.json", to_json(now))
    _write(folder / "README.md", readme(version, tables, facts))
    _write(folder / "CHANGES.md", changes(version, now, before))
    write_sums(folder)


def write_parquet(data: pa.Table, path: Path) -> None:
    """Write a table with its titles and descriptions in the metadata of schema and fields."""
    pq.write_table(data, path, compression="zstd")


def _write_quarantine(path: Path, tables: Mapping[str, pa.Table]) -> None:
    """The sources that could not be used, with the rule that found out and a sentence on what to do."""
    rules = {row["source_id"]: row["rule"] for row in reversed(tables["issues"].to_pylist()) if row["level"] == "error"}
    rows = [
        [defuse(cell or "") for cell in (row["source_id"], row["path"], rules.get(row["source_id"]), row["error"])]
        for row in tables["sources"].to_pylist()
        if row["status"] == "quarantined"
    ]
    write_rows(path, ["source_id", "path", "rule", "sentence"], rows)


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")
