"""index.json, what a release is and what it was made from, and the other files that tell of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.publish.columns import n_rows, values
from flows.publish.datapackage import descriptor, table_schema
from flows.publish.dictionary import readme
from flows.publish.facts import LICENCE, NAME, BuildFacts
from flows.publish.quarantine import write_quarantine
from flows.publish.release import parquet
from flows.tables import names, table
from flows.validate.first_readings import latest
from flows.validate.report import write as write_report
from flows.validate.results import Report
from flows.validate.unmatched import unmatched


def fingerprint(sums: Mapping[str, str]) -> str:
    """A hash of what readers get: the values (csv/) and raw texts (text/), by their sums, and the declarations."""
    files = {name: sum_ for name, sum_ in sums.items() if name.startswith(("csv/", "text/"))}
    schemas = {name: table_schema(table(name)) for name in names()}
    return hashlib.sha256(to_json({"files": files, "schemas": schemas}).encode()).hexdigest()


def write_about(folder: Path, index: Mapping[str, Any], report: Report, facts: BuildFacts, changes: str) -> None:
    """Write what says what the release in a folder is; its data must be there already."""
    version = str(index["version"])
    write_report(report, folder / "quality", unmatched(parquet(folder, "targets")))
    write_quarantine(folder)
    write_index(folder, index)
    _write(folder / "datapackage.json", to_json(descriptor(version, folder, facts)))
    _write(folder / "README.md", readme(version, folder, facts))
    _write(folder / "CHANGES.md", changes)


def write_index(folder: Path, index: Mapping[str, Any]) -> None:
    """Write index.json."""
    _write(folder / "index.json", to_json(index))


def made_from(folder: Path, facts: BuildFacts) -> dict[str, Any]:
    """What the tables in a folder were made from."""
    sources = values(parquet(folder, "sources"), "path", "sha256")
    return {
        "sources": {row["path"]: row["sha256"] for row in sorted(sources, key=lambda row: str(row["path"]))},
        "sidecars": dict(sorted(facts.sidecars.items())),
        "code": facts.code,
        "knowledge": facts.knowledge,
        "packages": facts.packages,
    }


def index(version: str, content: str, folder: Path, report: Report, facts: BuildFacts) -> dict[str, Any]:
    """What index.json says."""
    quarantined = [row["path"] for row in values(parquet(folder, "sources"), "path", "status") if row["status"] != "ok"]
    issues = pc.value_counts(pq.read_table(parquet(folder, "issues"), columns=["level"])["level"]).to_pylist()
    return {
        "name": NAME,
        "version": version,
        "built_at": facts.built_at,
        "licence": LICENCE["name"],
        **({"home": facts.home} if facts.home else {}),
        "content": content,
        "presented": facts.presented,
        "made_from": made_from(folder, facts),
        "rows": {name: n_rows(parquet(folder, name)) for name in names()},
        "quarantined": sorted(quarantined),
        "issues": {row["values"]: row["counts"] for row in sorted(issues, key=lambda row: str(row["values"]))},
        "accuracy": dict(facts.accuracy),
        "accuracy_on_unseen_plans": latest(),
        "validation": {"passed": report.passed, "expectations": len(report.results), "engine": report.engine},
    }


def to_json(content: Any) -> str:
    """JSON as releases have it: readable, with Chinese as it is."""
    return json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")
