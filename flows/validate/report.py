"""What validation found, as JSON and as a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flows.tables import Words
from flows.validate.page import to_html
from flows.validate.reliability import to_csv
from flows.validate.results import Failure, Report, Result
from flows.validate.unmatched import Unmatched


def to_json(report: Report) -> str:
    """The report as JSON: the same bytes for the same tables."""
    content = {
        "passed": report.passed,
        "engine": report.engine,
        "n_expectations": len(report.results),
        "n_failed": len(report.failed),
        "results": [asdict(result) for result in report.results],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"


def from_json(text: str) -> Report:
    """The report that was written as JSON. Raises ValueError, KeyError or TypeError where the text is none."""
    content = json.loads(text)
    return Report(content["passed"], tuple(map(_result, content["results"])), content["engine"])


def _result(given: dict[str, Any]) -> Result:
    failures = tuple(Failure(**failure) for failure in given["failures"])
    return Result(**given | {"title": Words(**given["title"]), "failures": failures})


def write(report: Report, folder: Path, without: Sequence[Unmatched] = ()) -> None:
    """Write validation.json, index.html and reliability.csv into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "validation.json").write_text(to_json(report), "utf-8", newline="\n")
    (folder / "index.html").write_text(to_html(report, without), "utf-8", newline="\n")
    (folder / "reliability.csv").write_text(to_csv(), "utf-8-sig", newline="\n")
