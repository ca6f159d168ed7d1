"""A few rows of a release that show what the tables hold: targets of several kinds, and who is given which work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flows.present.release import Release
from flows.tables import table

SHOWN = {"level": 3}  # targets of a kind; of every other kind one
A_DOCUMENT = 3  # targets of a kind and document that are looked at
KEPT = 60  # of a kind
CLAUSES = 3
LONGEST = 90  # characters of a sentence or clause that is a good example
READ = 40_000  # rows that are looked at: what comes after is no better an example


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause and the bodies that it gives the work of its article."""

    doc_id: str
    heading: str | None
    clause: str
    rows: tuple[dict[str, Any], ...]  # of assignments


def targets(release: Release) -> list[dict[str, Any]]:
    """Rows of targets of all kinds and of as many documents as can be, those with a deadline and a short sentence."""
    good: dict[str, list[dict[str, Any]]] = {kind: [] for kind in table("targets")["kind"].enum or {}}
    spare: dict[str, list[dict[str, Any]]] = {kind: [] for kind in good}
    for row in _rows(release, "targets"):
        kept = (good if _is_good(row) else spare)[row["kind"]]
        if sum(row["doc_id"] == other["doc_id"] for other in kept) < A_DOCUMENT and len(kept) < KEPT:
            kept.append(row)
    chosen: list[dict[str, Any]] = []
    for kind, rows in good.items():
        for _ in range(SHOWN.get(kind, 1)):
            left = [row for row in rows or spare[kind] if row not in chosen]
            if left:
                used = Counter(row["doc_id"] for row in chosen)
                chosen.append(min(left, key=lambda row: (used[row["doc_id"]], row["unit"] is None)))
    return chosen


def clauses(release: Release) -> list[Clause]:
    """Clauses with several bodies in different roles, else simply several, of different documents."""
    found: dict[str, tuple[tuple[int, int], list[dict[str, Any]]]] = {}
    for rows in _by_clause(release):
        if len(rows[0]["clause"]) <= LONGEST and len(rows) > 1:
            worth = (len({row["role"] for row in rows}), -abs(len(rows) - 4))
            if rows[0]["doc_id"] not in found or worth > found[rows[0]["doc_id"]][0]:
                found[rows[0]["doc_id"]] = worth, rows
    best = sorted(found.items(), key=lambda item: (item[1][0], item[0]), reverse=True)[:CLAUSES]
    headings = _headings(release, {rows[0]["article_id"] for _, (_, rows) in best})
    return [
        Clause(doc_id, headings.get(rows[0]["article_id"]), rows[0]["clause"], tuple(rows))
        for doc_id, (_, rows) in best
    ]


def _is_good(row: dict[str, Any]) -> bool:
    """Whether the row is plain to see in its sentence: no line of a table, and short."""
    is_sentence = row["text"].endswith("。") and len(row["text"]) <= LONGEST
    return is_sentence and bool(row["deadline_year"] or row["period"]) and (row["value_text"] or "") in row["text"]


def _by_clause(release: Release) -> Iterator[list[dict[str, Any]]]:
    """The rows of each clause, as they follow one another."""
    waiting: list[dict[str, Any]] = []
    for row in _rows(release, "assignments"):
        if waiting and (row["article_id"], row["clause"]) != (waiting[0]["article_id"], waiting[0]["clause"]):
            yield waiting
            waiting = []
        waiting.append(row)
    if waiting:
        yield waiting


def _headings(release: Release, wanted: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for batch in release.batches("articles", "article_id", "heading"):
        for article, heading in zip(batch["article_id"].to_pylist(), batch["heading"].to_pylist(), strict=True):
            if article in wanted and heading:
                found[article] = heading
        if len(found) == len(wanted):
            break
    return found


def _rows(release: Release, name: str) -> Iterator[dict[str, Any]]:
    seen = 0
    for batch in release.batches(name):
        yield from batch.to_pylist()
        seen += batch.num_rows
        if seen >= READ:
            return
