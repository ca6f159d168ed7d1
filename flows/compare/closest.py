"""With which earlier documents each document is compared: the closest of every level, and what it cites as its basis.

The documents go through once, from the earliest on. Each passage remembers the first few documents of every level that
had it, so that the work is linear, and what many repeat is counted for those who said it first. A passage counts the
less the more documents of a level had it before: the sentences of all plans of a year bring nobody together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flows.compare.holders import WHOLE, Holders, Shared

LEVELS = ("central", "province", "city", "county")  # from the highest on
ENOUGH = 4  # passages that two documents share, at least, and
SHARE = 0.03  # of those of the later one; and
RARE = 4  # as many passages as two documents must share count so many documents each, together at least


@dataclass(frozen=True, slots=True)
class Dated:
    """A document on its way: `since` and `until` are the first and last day on which it may have been issued."""

    doc_id: str
    level: str | None
    since: date | None
    until: date | None
    passages: Sequence[int]
    basis: Collection[str]  # ids of the documents that it cites as its basis


def closest(documents: Iterable[Dated]) -> dict[str, list[str]]:
    """By document: the ids of those that it is compared with, its basis first; without those that have none."""
    listed = sorted(documents, key=lambda document: document.doc_id)
    known = {document.doc_id: document for document in listed}
    found = {
        document.doc_id: [
            other for other in sorted(document.basis) if other in known and _came_first(known[other], document)
        ]
        for document in listed
    }
    for document, near in _nearest(listed):
        cited = found[document.doc_id]
        levels = {known[other].level for other in cited}
        cited += [other for other in near if other not in cited and known[other].level not in levels]
    return {doc_id: others for doc_id, others in found.items() if others}


def _came_first(basis: Dated, document: Dated) -> bool:
    """Whether what a document cites as its basis is earlier: where the dates do not tell, unless it cites it too."""
    if basis.since and basis.until and document.since and document.until:
        if basis.until < document.since:
            return True
        if basis.since > document.until:
            return False
    return document.doc_id not in basis.basis


def _nearest(documents: Sequence[Dated]) -> Iterator[tuple[Dated, list[str]]]:
    """Each document that has a date, with the closest earlier one of each level."""
    dated = [(d.until, d.doc_id, d.since, d) for d in documents if d.since and d.until]
    dated.sort(key=lambda each: each[:2])
    listed = [document for *_, document in dated]
    holders = Holders([each.passages for each in listed], [each.level for each in listed])
    come = 0
    for since, number in sorted((since, number) for number, (_, _, since, _) in enumerate(dated)):
        while dated[come][0] < since:
            holders.add(come)
            come += 1
        yield listed[number], _best(listed, number, holders.shared(number))


def _best(documents: Sequence[Dated], number: int, shared: Shared) -> list[str]:
    """The closest document of each level among those that share passages with one."""
    wanted = max(ENOUGH, SHARE * len(documents[number].passages))
    near = (shared.n >= wanted) & (shared.weights >= wanted * WHOLE / RARE)
    best: dict[str, tuple[int, str]] = {}
    for weight, other in zip(shared.weights[near].tolist(), shared.documents[near].tolist(), strict=True):
        level, doc_id = documents[other].level or "", documents[other].doc_id
        best[level] = min(best.get(level, (0, "")), (-weight, doc_id))
    return [doc_id for _, (_, doc_id) in sorted(best.items())]


def direction(level: str | None, other: str | None) -> str | None:
    """From where a document takes what one of another level has: down | peer | up; None where a level is unknown."""
    if level is None or other is None:
        return None
    lower = LEVELS.index(level) - LEVELS.index(other)
    return "down" if lower > 0 else "up" if lower < 0 else "peer"
