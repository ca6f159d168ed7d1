"""Releases as far as a comparison needs them: the tables in Parquet, the contract, what they were made from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.publish import BuildFacts
from flows.publish.datapackage import descriptor
from flows.publish.release import write_csvs, write_tables
from flows.publish.sums import write_sums
from flows.tables import names
from tests.tables_sample import Rows, rows, tables
from tests.test_validate import Change

MADE_FROM = {"code": "c0de", "knowledge": "f00d", "packages": "9ac4", "sidecars": {}}


def made(folder: Path, change: Change | None = None, version: str = "1.0.0", **made_from: Any) -> Path:
    """A release of the sample, changed or not, made of what is told or of what the tables say."""
    return written(folder, tables(change), version, **made_from)


def written(folder: Path, data: Mapping[str, pa.Table], version: str = "1.0.0", **made_from: Any) -> Path:
    """A release with those tables."""
    folder.mkdir(parents=True)
    write_tables(folder, ((name, [data[name]]) for name in names()))
    write_csvs(folder)
    facts = BuildFacts("2026-11-22T06:00:00+00:00", code="", knowledge="")
    sources = {row["path"]: row["sha256"] for row in data["sources"].to_pylist()}
    index = {"version": version, "made_from": {"sources": sources, **MADE_FROM, **made_from}}
    (folder / "datapackage.json").write_text(json.dumps(descriptor(version, folder, facts)), "utf-8")
    (folder / "index.json").write_text(json.dumps(index), "utf-8")
    write_sums(folder)
    return folder


def delta(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a delta, or of the tombstones."""
    found: list[dict[str, Any]] = pq.read_table(folder / f"{name}.parquet").to_pylist()
    return found


def second_plan(sample: Rows) -> None:
    """Add a source with a document, an article, a target and a term to the sample, and what statistics follow."""
    fresh = rows()
    sample["sources"].append({**fresh["sources"][0], "source_id": "zz", "path": "zz.txt", "sha256": "e" * 64})
    sample["documents"].append(
        {**fresh["documents"][0], "source_id": "zz", "doc_id": "d9", "issuers": "赣州市人民政府"}
    )
    sample["articles"].append({**fresh["articles"][2], "doc_id": "d9", "article_id": "a9", "parent_id": None})
    sample["targets"].append({**fresh["targets"][0], "doc_id": "d9", "article_id": "a9", "target_id": "t9"})
    given = {"doc_id": "d9", "article_id": "a9", "assignment_id": "x9"}
    sample["assignments"].append({**fresh["assignments"][0], **given})
    sample["terms"].append({"article_id": "a9", "term": "基站", "n": 1})
    sample["vocabulary"][0].update(n_articles=2, n_documents=2)
    sample["document_issuers"].append({"doc_id": "d9", "rank": 1, "name": "赣州市人民政府"})
    sample["agencies"][0].update(n_lead=2, n_assignments=2, short_name="赣州市工信委")
    sample["agency_aliases"][0]["n"] = 2
