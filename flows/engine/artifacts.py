"""What a run shows in Prefect's UI: a few small tables, read from the release that it published or found unchanged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.exceptions import MissingContextError
from prefect.logging import get_run_logger

from flows.engine.screen import safe
from flows.engine.standing import quarantine

LONGEST = 4_000  # characters of what changed
MOST = 50  # rows of a table: summaries, for the database keeps them all

Row = Mapping[str, Any]


def make_artifacts(release: Path, version: str, new: bool) -> None:
    """Show a release in Prefect's UI: rows, changes, validation, issues by rule, quarantined sources.

    To be called in a flow run, at its end. In: the folder of the release, its version, and whether this run has
    published it; of one that stood before, only the summary is shown. Never raises: the release is there already.
    """
    try:
        index = _read(release / "index.json")
        summary(index, version, new)
        if new:
            changes(release)
            validation(_read(release / "quality" / "validation.json"))
            issues(release)
            quarantined(release)
    except Exception as error:  # whatever is wrong with a picture of it, the release is good
        _say(f"The artifacts of release {version} could not be made ({type(error).__name__}: {error}).")


def summary(index: Row, version: str, new: bool) -> None:
    """The version, when it was built, and the rows of each table."""
    said = f"Release {version}, new" if new else f"Nothing has changed since release {version}"
    built = f"{said}. Built at {index['built_at']} from {len(index['made_from']['sources']):,} sources."
    _table("rebuild-summary", built, ({"table": name, "rows": rows} for name, rows in index["rows"].items()))


def changes(release: Path) -> None:
    """The newest entry of CHANGES.md."""
    entry = newest_entry((release / "CHANGES.md").read_text("utf-8"))
    cut = entry if len(entry) <= LONGEST else entry[:LONGEST].rpartition("\n")[0] + "\n\n… more in CHANGES.md"
    create_markdown_artifact(safe(cut), key="rebuild-changes", description="What changed, and why.")


def newest_entry(text: str) -> str:
    """The first entry of a CHANGES.md, from its heading (`## version …`) to the next."""
    _, mark, rest = f"\n{text}".partition("\n## ")
    return f"## {rest.partition(chr(10) + '## ')[0]}".strip() if mark else ""


def validation(report: Row) -> None:
    """How many expectations each table was held to, and how many it did not meet."""
    held = Counter(each["table"] for each in report["results"])
    failed = Counter(each["table"] for each in report["results"] if not each["passed"])
    rows = ({"table": name, "expectations": n, "failed": failed[name]} for name, n in sorted(held.items()))
    _table("rebuild-validation", f"{held.total():,} expectations, {failed.total():,} failed.", rows)


def issues(release: Path) -> None:
    """What the rules were unsure of, by level and rule."""
    read = pq.read_table(release / "parquet" / "issues.parquet", columns=["level", "rule"])
    counted = read.group_by(["level", "rule"]).aggregate([([], "count_all")]).sort_by([("count_all", "descending")])
    rows = counted.slice(0, MOST).to_pylist()
    found = ({"level": row["level"], "rule": row["rule"], "places": row["count_all"]} for row in rows)
    _table("rebuild-issues", f"Issues by rule: {read.num_rows:,} places.", found)


def quarantined(release: Path) -> None:
    """Which sources could not be used, and what to do."""
    listed = quarantine(release)
    rows = (
        {"path": each.path, "rule": each.rule, "error": each.error, "what to do": each.bring_back} for each in listed
    )
    _table("rebuild-quarantine", f"Sources in quarantine: {len(listed):,}.", rows)


def _table(key: str, description: str, rows: Iterable[Row]) -> None:
    """An artifact of the first rows, harmless wherever it is shown."""
    shown = [{name: safe(v) if isinstance(v, str) else v for name, v in row.items()} for row in rows]
    more = f" The first {MOST} of {len(shown):,}." if len(shown) > MOST else ""
    create_table_artifact(table=shown[:MOST], key=key, description=safe(description) + more)


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _say(sentence: str) -> None:
    try:
        get_run_logger().error(sentence)
    except MissingContextError:
        return
