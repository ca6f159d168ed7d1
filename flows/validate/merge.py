"""Reports of parts of a corpus as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flows.validate.results import Report, Result

SHOWN = 20  # failures of an expectation


def merge(reports: Iterable[Report]) -> Report:
    """One report: rows and failures of each expectation added up, the first failures kept."""
    merged: dict[tuple[str, str], Result] = {}
    engine = ""
    for report in reports:
        engine = report.engine or engine
        for result in report.results:
            key = (result.table, result.name)
            merged[key] = _sum(merged[key], result) if key in merged else result
    return Report(all(result.passed for result in merged.values()), tuple(merged.values()), engine)


def _sum(one: Result, other: Result) -> Result:
    return replace(
        one,
        passed=one.passed and other.passed,
        n_rows=one.n_rows + other.n_rows,
        n_failed=one.n_failed + other.n_failed,
        failures=(*one.failures, *other.failures)[:SHOWN],
    )
