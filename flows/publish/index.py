"""index.json (what a release is and what it was made from) and CHANGES.md."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.publish.datapackage import table_schema
from flows.publish.facts import LICENCE, NAME, BuildFacts
from flows.publish.sums import digest
from flows.tables import names, table
from flows.validate.report import Report


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


def fingerprint(folder: Path) -> str:
    """A hash of what readers get: the values (csv/), the raw text (text/) and the declarations."""
    sums = {
        path.relative_to(folder).as_posix(): digest(path)
        for part in ("csv", "text")
        for path in folder.glob(f"{part}/*")
    }
    schemas = {name: table_schema(table(name)) for name in names()}
    return hashlib.sha256(to_json({"files": sums, "schemas": schemas}).encode()).hexdigest()


def index(
    version: str, content: str, tables: Mapping[str, pa.Table], report: Report, facts: BuildFacts
) -> dict[str, Any]:
    """What index.json says."""
    sources = tables["sources"].to_pylist()
    return {
        "name": NAME,
        "version": version,
        "built_at": facts.built_at,
        "licence": LICENCE["name"],
        "content": content,
        "made_from": {
            "sources": {row["path"]: row["sha256"] for row in sources},
            "code": facts.code,
            "knowledge": facts.knowledge,
        },
        "rows": {name: tables[name].num_rows for name in names()},
        "quarantined": sorted(row["path"] for row in sources if row["status"] == "quarantined"),
        "issues": dict(sorted(Counter(tables["issues"]["level"].to_pylist()).items())),
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
