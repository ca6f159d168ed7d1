"""index.json (what a release is and what it was made from) and CHANGES.md."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.publish.columns import n_rows, values
from flows.publish.datapackage import descriptor, table_schema
from flows.publish.dictionary import readme
from flows.publish.facts import LICENCE, NAME, BuildFacts
from flows.publish.release import parquet
from flows.publish.spreadsheet import defuse, write_rows
from flows.publish.sums import write_sums
from flows.tables import names, table
from flows.validate.report import Report
from flows.validate.report import write as write_report


@dataclass(frozen=True, slots=True)
class Previous:
    """The newest release that is there."""

    version: str
    index: Mapping[str, Any]
    changes: str


def previous(release: Path | None) -> Previous | None:
    """Read the newest release; None when there is none, or it cannot be read (then a new one is due)."""
    if release is None:
        return None
    try:
        index = json.loads((release / "index.json").read_text("utf-8"))
        return Previous(release.name, index, (release / "CHANGES.md").read_text("utf-8"))
    except (OSError, ValueError):
        return Previous(release.name, {}, "")


def fingerprint(sums: Mapping[str, str]) -> str:
    """A hash of what readers get: the values (csv/) and raw texts (text/), by their sums, and the declarations."""
    schemas = {name: table_schema(table(name)) for name in names()}
    return hashlib.sha256(to_json({"files": dict(sums), "schemas": schemas}).encode()).hexdigest()


def write_about(
    folder: Path, version: str, content: str, report: Report, facts: BuildFacts, before: Previous | None
) -> None:
    """Write what says what the release in a folder is; its data must be there already."""
    now = index(version, content, folder, report, facts)
    write_report(report, folder / "quality")
    _write_quarantine(folder)
    _write(folder / "datapackage.json", to_json(descriptor(version, folder, facts)))
    _write(folder / "index.json", to_json(now))
    _write(folder / "README.md", readme(version, folder, facts))
    _write(folder / "CHANGES.md", changes(version, now, before))
    write_sums(folder)


def index(version: str, content: str, folder: Path, report: Report, facts: BuildFacts) -> dict[str, Any]:
    """What index.json says."""
    sources = values(parquet(folder, "sources"), "path", "sha256", "status")
    issues = pc.value_counts(pq.read_table(parquet(folder, "issues"), columns=["level"])["level"]).to_pylist()
    return {
        "name": NAME,
        "version": version,
        "built_at": facts.built_at,
        "licence": LICENCE["name"],
        "content": content,
        "made_from": {
            "sources": {row["path"]: row["sha256"] for row in sorted(sources, key=lambda row: str(row["path"]))},
            "sidecars": dict(sorted(facts.sidecars.items())),
            "code": facts.code,
            "knowledge": facts.knowledge,
            "packages": facts.packages,
        },
        "rows": {name: n_rows(parquet(folder, name)) for name in names()},
        "quarantined": sorted(row["path"] for row in sources if row["status"] == "quarantined"),
        "issues": {row["values"]: row["counts"] for row in sorted(issues, key=lambda row: str(row["values"]))},
        "accuracy": dict(facts.accuracy),
        "validation": {"passed": report.passed, "expectations": len(report.results), "engine": report.engine},
    }


def changes(version: str, now: Mapping[str, Any], before: Previous | None) -> str:
    """CHANGES.md, the newest release first. What changed row by row, and why, comes in here with the deltas."""
    if before is None:
        return f"# 变更 Changes\n\n## {version}: first release\n"
    old_sources = before.index.get("made_from", {}).get("sources", {})
    new_sources = now["made_from"]["sources"]
    added, gone = sorted(new_sources.keys() - old_sources.keys()), sorted(old_sources.keys() - new_sources.keys())
    other = sorted(path for path in new_sources.keys() & old_sources.keys() if new_sources[path] != old_sources[path])
    old_rows = before.index.get("rows", {})
    lines = [
        *(
            f"- source {what}: {path}"
            for what, paths in (("added", added), ("removed", gone), ("changed", other))
            for path in paths
        ),
        *(
            f"- {name}: {old_rows.get(name, 0)} → {n} rows"
            for name, n in now["rows"].items()
            if n != old_rows.get(name)
        ),
    ]
    earlier = before.changes.partition("\n")[2].lstrip("\n")
    said = lines or ["- values or descriptions changed, the number of rows did not"]
    return "\n".join(["# 变更 Changes", "", f"## {version}", "", *said, "", earlier])


def to_json(content: Any) -> str:
    """JSON as releases have it: readable, with Chinese as it is."""
    return json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"


def _write_quarantine(folder: Path) -> None:
    """The sources that could not be used, with the rule that found out and a sentence on what to do."""
    issues = values(parquet(folder, "issues"), "source_id", "rule", "level")
    rules = {row["source_id"]: row["rule"] for row in reversed(issues) if row["level"] == "error"}
    rows = [
        [defuse(cell or "") for cell in (row["source_id"], row["path"], rules.get(row["source_id"]), row["error"])]
        for row in values(parquet(folder, "sources"), "source_id", "path", "status", "error")
        if row["status"] == "quarantined"
    ]
    (folder / "quarantine").mkdir()
    write_rows(folder / "quarantine" / "index.csv", ["source_id", "path", "rule", "sentence"], rows)


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")
