"""A few rows of a release that show what the tables hold: targets of several kinds, and who is given which work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flows.present.release import Release
from flows.tables import table

A_KIND = 2  # targets shown of each kind, of different documents where there are some
CLAUSES = 2
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
    """Rows of targets, two of each kind, in the order of kinds; those with a deadline and a short sentence first."""
    chosen: dict[str, list[dict[str, Any]]] = {kind: [] for kind in table("targets")["kind"].enum or {}}
    spare: dict[str, list[dict[str, Any]]] = {kind: [] for kind in chosen}
    for row in _rows(release, "targets"):
        kind, good = chosen[row["kind"]], row["deadline_year"] and len(row["text"]) <= LONGEST
        if len(kind) < A_KIND and good and row["doc_id"] not in {other["doc_id"] for other in kind}:
            kind.append(row)
        elif len(spare[row["kind"]]) < A_KIND:
            spare[row["kind"]].append(row)
        if all(len(rows) == A_KIND for rows in chosen.values()):
            break
    return [row for kind, rows in chosen.items() for row in (rows + spare[kind])[:A_KIND]]


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
