"""What validation found, as objects, as JSON and as a page."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flows.tables import Words

QUOTE_SHOWN = 60  # characters of a quote in a terminal


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that does not meet an expectation."""

    row_id: str
    quote: str | None  # the row's raw text, cleaned; or the value at fault where a row has no span
    sentence: str


@dataclass(frozen=True, slots=True)
class Result:
    """An expectation of a table, and how it went."""

    table: str
    name: str  # the same from run to run
    title: Words
    expectation: str  # type in Great Expectations
    kwargs: dict[str, Any]
    passed: bool
    n_rows: int
    n_failed: int
    failures: tuple[Failure, ...] = ()  # the first few


@dataclass(frozen=True, slots=True)
class Report:
    """All results. `passed` decides whether a release may exist."""

    passed: bool
    results: tuple[Result, ...]
    engine: str  # name and version of what tried the expectations

    @property
    def failed(self) -> tuple[Result, ...]:
        """The results that did not pass."""
        return tuple(result for result in self.results if not result.passed)

    def sentences(self, limit: int = 5) -> list[str]:
        """For a terminal: what failed and on which rows, at most `limit` rows an expectation."""
        lines = []
        for result in self.failed:
            lines.append(f"{result.table}: {result.title.en}: {result.n_failed} of {result.n_rows} rows fail.")
            for failure in result.failures[:limit]:
                quote = f" “{' '.join(failure.quote.split())[:QUOTE_SHOWN]}”" if failure.quote else ""
                lines.append(f"  {failure.row_id}: {failure.sentence}{quote}")
        return lines


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


def write(report: Report, folder: Path) -> None:
    """Write validation.json, index.html and reliability.csv into a folder."""
    from flows.validate.page import to_html
    from flows.validate.reliability import to_csv

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "validation.json").write_text(to_json(report), "utf-8", newline="\n")
    (folder / "index.html").write_text(to_html(report), "utf-8", newline="\n")
    (folder / "reliability.csv").write_text(to_csv(), "utf-8-sig", newline="\n")
