"""One wrong row does not cost a source: it is left out, with what hangs on it, and told in issues with all it said.

That holds for rows that were found in a text. What accounts for the text itself (sources, segments, documents) must be
right, and a source of which too many rows are wrong is not to be relied on.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from flows.link.agencies import FACTS, Tally
from flows.link.ids import Once
from flows.link.indicators import indicators_of
from flows.link.name import Named, Rows, to_tables
from flows.tables import names, table, to_table
from flows.validate.results import Failure, Report

RULE = "row-left-out"
WRONG = 0.05  # of the rows found in a source may be wrong; one of a short source may, too
GONE = 0.2  # of them may go, with what hangs on the wrong ones
FOUND = ("articles", "targets", "assignments", "citations")  # rows that are counted for that
ALONE = (*FOUND, "terms", "corrections", "issues")  # tables whose rows can go one by one
OF_BODIES = ("agencies", "agency_aliases")  # made from assignments, which go instead
MADE = (*OF_BODIES, "indicators")  # made anew from what is left
ROUNDS = 4  # of leaving out: a section without its only article is wrong itself
LONGEST_TOLD = 1_000  # characters of a row in a message

Row = dict[str, Any]
Wrong = dict[str, dict[str, Failure]]  # table → id of a row → what is wrong with it


def leave_out(source: Named, check: Callable[[Named], Report]) -> tuple[Named, Report]:
    """The source without its wrong rows, and what `check`, which names all rows that fail, then says of it.

    As it was, with what was said of it, where anything else is wrong or too many rows are.
    """
    first = report = check(source)
    had, left, told = _found(source), source, 0
    for _ in range(ROUNDS):
        wrong = _wrong_rows(report)
        if not wrong:
            break
        left, count = _without(left, wrong)
        told += count
        if told > max(1, WRONG * had) or had - _found(left) > max(1, GONE * had):
            return source, first
        report = check(left)
    return (left, report) if report.passed else (source, first)


def _found(source: Named) -> int:
    return sum(source.tables[name].num_rows for name in FOUND)


def _wrong_rows(report: Report) -> Wrong:
    """The rows that fail, with the first that is said of each; none where something fails that cannot be left out."""
    wrong: Wrong = defaultdict(dict)
    for result in report.failed:
        if result.table not in (*ALONE, *OF_BODIES):
            return {}
        for failure in result.failures:
            wrong[result.table].setdefault(failure.row_id, failure)
    return wrong


def _without(source: Named, wrong: Wrong) -> tuple[Named, int]:
    """The source without these rows and what hangs on them, told in issues; and how many are told."""
    rows: Rows = {name: data.to_pylist() for name, data in source.tables.items()}
    bodies = {row["agency_id"]: {fact: row[fact] for fact in FACTS} for row in rows["agencies"]}
    gone = _with_what_hangs(rows, _of_assignments(rows, wrong))
    told = list(_issues(rows, gone, source.text))
    for name in ALONE:
        rows[name] = [row for row in rows[name] if _id(name, row) not in gone[name]]
    rows["issues"] += told
    for name in ("articles", "targets", "assignments"):
        counts = Counter(row["doc_id"] for row in rows[name])
        for document in rows["documents"]:
            document[f"n_{name}"] = counts[document["doc_id"]]
    tables = to_tables({name: rows[name] for name in names() if name not in (*MADE, "terms")})
    tables["terms"] = to_table("terms", rows["terms"])
    made = Tally.of(rows["assignments"], rows["document_issuers"], bodies).tables() | indicators_of(rows["targets"])
    return replace(source, tables=tables | made), len(told)


def _of_assignments(rows: Rows, wrong: Wrong) -> Wrong:
    """What is wrong with a body, as said of the assignments from which it is known."""
    said = {row_id.split(", ")[0]: failure for name in OF_BODIES for row_id, failure in wrong.get(name, {}).items()}
    found: Wrong = defaultdict(dict, {name: dict(wrong.get(name, {})) for name in ALONE})
    for row in rows["assignments"]:
        if row["agency_id"] in said:
            found["assignments"].setdefault(row["assignment_id"], said[row["agency_id"]])
    return found


def _with_what_hangs(rows: Rows, wrong: Wrong) -> dict[str, dict[str, Failure | None]]:
    """The ids of the rows that go, those that are wrong with what was said; articles stand behind their parents."""
    gone: dict[str, dict[str, Failure | None]] = {name: dict(wrong[name]) for name in ALONE}
    for row in sorted(rows["articles"], key=lambda row: row["path"] or ""):
        if row["parent_id"] in gone["articles"]:
            gone["articles"].setdefault(row["article_id"], None)
    for name in ("targets", "assignments", "citations", "terms"):
        for row in rows[name]:
            if row["article_id"] is not None and row["article_id"] in gone["articles"]:
                gone[name].setdefault(_id(name, row), None)
    return gone


def _issues(rows: Rows, gone: Mapping[str, Mapping[str, Failure | None]], text: str) -> Iterator[Row]:
    """A row of issues for each wrong row, with all that it said."""
    once = Once()
    (source,) = (row["source_id"] for row in rows["sources"])
    docs = {row["article_id"]: row["doc_id"] for row in rows["articles"]}
    for name in ALONE:
        for row in rows[name]:
            failure = gone[name].get(_id(name, row))
            if failure is None:
                continue
            start, end = row.get("start"), row.get("end")
            stands = start is not None and end is not None and 0 <= start <= end <= len(text)
            said = json.dumps(
                {key: value for key, value in row.items() if value is not None}, ensure_ascii=False, default=str
            )
            yield {
                "issue_id": once.id("issue", source, RULE, name, _id(name, row)),
                "source_id": source,
                "doc_id": row.get("doc_id") or docs.get(row.get("article_id")),
                "rule": RULE,
                "level": "warning",
                "start": start if stands else None,
                "end": end if stands else None,
                "sentence": failure.quote if stands else None,
                "message": f"A row of {name} does not hold and is left out: {failure.sentence} {said[:LONGEST_TOLD]}",
            }


def _id(name: str, row: Row) -> str:
    """The id of a row as validation says it."""
    return ", ".join(str(row[key]) for key in table(name).primary_key)
