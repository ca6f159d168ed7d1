"""With which earlier documents each document is compared: the closest of every level, and what it cites as its basis.

The documents go through once, from the earliest on. Each passage remembers the first few documents of every level that
had it, so that the work is linear, and what many repeat is counted for those who said it first. A passage counts the
less the more documents of a level had it before: the sentences of all plans of a year bring nobody together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

LEVELS = ("central", "province", "city", "county")  # from the highest on
FIRST = 6  # documents of a level that a passage remembers
ENOUGH = 4  # passages that two documents share, at least, and
SHARE = 0.03  # of those of the later one; and
WHOLE = 5040  # what a passage counts that one document of a level had; of n documents each has an nth of it
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


class _Held:
    """Which documents of a level had a passage: the first ones, and how many in all."""

    __slots__ = ("first", "n")

    def __init__(self) -> None:
        self.first: list[str] = []
        self.n = 0

    def add(self, doc_id: str) -> None:
        self.n += 1
        if len(self.first) < FIRST:
            self.first.append(doc_id)


_Holders = dict[int, dict[str, _Held]]  # by passage and level


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
    dated = [(d.since, d.until, d) for d in documents if d.since and d.until]
    ends = sorted(dated, key=lambda each: (each[1], each[2].doc_id), reverse=True)
    holders: _Holders = defaultdict(lambda: defaultdict(_Held))
    for since, _, document in sorted(dated, key=lambda each: (each[0], each[2].doc_id)):
        while ends and ends[-1][1] < since:
            earlier = ends.pop()[2]
            for passage in earlier.passages:
                holders[passage][earlier.level or ""].add(earlier.doc_id)
        yield document, _best(document, holders)


def _best(document: Dated, holders: _Holders) -> list[str]:
    """The closest document of each level among those that hold its passages."""
    shared: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for passage in document.passages:
        if passage in holders:
            for level, held in holders[passage].items():
                for other in held.first:
                    count = shared[level, other]
                    count[0] += 1
                    count[1] += WHOLE // held.n  # whole numbers: their sum is the same in any order
    wanted = max(ENOUGH, SHARE * len(document.passages))
    best: dict[str, tuple[int, str]] = {}
    for (level, other), (n, weight) in sorted(shared.items()):
        if n >= wanted and weight >= wanted * WHOLE / RARE and weight > best.get(level, (0, ""))[0]:
            best[level] = (weight, other)
    return [other for _, (_, other) in sorted(best.items())]


def direction(level: str | None, other: str | None) -> str | None:
    """From where a document takes what one of another level has: down | peer | up; None where a level is unknown."""
    if level is None or other is None:
        return None
    lower = LEVELS.index(level) - LEVELS.index(other)
    return "down" if lower > 0 else "up" if lower < 0 else "peer"
