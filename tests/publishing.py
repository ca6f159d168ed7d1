"""Releases for tests, from tables in memory by the way that a build goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa

from flows.present import flat, star, workbook
from flows.present.release import Release
from flows.publish import BuildFacts, Published, drafted, only_build, publish
from flows.publish.release import write_tables, write_texts
from flows.validate import Report

WORKBOOK = (star.write, flat.write, workbook.write)  # a workbook has what is flat, and that is made with the star
PASSED = Report(True, (), "engine 1.0")
FACTS = BuildFacts("2026-11-22T06:00:00+00:00", code="c0de", knowledge="f00d", accuracy={"articles": {"f1": 1.0}})


def publish_tables(
    out: Path,
    tables: Mapping[str, pa.Table],
    texts: Mapping[str, str],
    report: Report = PASSED,
    facts: BuildFacts = FACTS,
    present: Callable[[Path], None] | None = None,
) -> Published:
    """Publish these tables, and the texts of their usable sources; `present` makes what people open."""
    usable = [row["source_id"] for row in tables["sources"].to_pylist() if row["status"] == "ok"]
    with only_build(out), drafted(out) as draft:
        write_tables(draft, ((name, [table]) for name, table in tables.items()))
        write_texts(draft, ((source_id, texts[source_id]) for source_id in usable))
        return publish(out, draft, report, facts, present=present)


def with_workbook(folder: Path) -> Path:
    """The release in a folder with its flat files and its workbook."""
    for write in WORKBOOK:
        write(Release.read(folder))
    return folder
