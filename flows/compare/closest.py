"""With which earlier documents each document is compared: the closest of every level, and what it cites as its basis.

The documents go through once, from the earliest on. Each passage remembers the first few documents of every level that
had it, so that the work is linear, and what many repeat is counted for those who said it first. A passage counts the
less the more documents have it: the sentences of all plans of a year decide nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

FIRST = 6  # documents of a level that a passage remembers
ENOUGH = 4  # passages that two documents share, at least, and
SHARE = 0.03  # of those of the later one


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
    found = {document.doc_id: [other for other in sorted(document.basis) if other in known] for document in listed}
    for document, near in _nearest(listed):
        cited = found[document.doc_id]
        levels = {known[other].level for other in cited}
        cited += [other for other in near if other not in cited and known[other].level not in levels]
    return {doc_id: others for doc_id, others in found.items() if others}


def _nearest(documents: Sequence[Dated]) -> Iterator[tuple[Dated, list[str]]]:
    """Each document that has a date, with the closest earlier one of each level."""
    dated = [document for document in documents if document.since and document.until]
    ends = sorted(dated, key=lambda document: (document.until, document.doc_id), reverse=True)
    holders: dict[int, dict[str | None, list[str]]] = defaultdict(dict)
    spread: dict[int, int] = defaultdict(int)
    for document in sorted(dated, key=lambda document: (document.since, document.doc_id)):
        while ends and ends[-1].until < document.since:  # type: ignore[operator]
            earlier = ends.pop()
            for passage in earlier.passages:
                spread[passage] += 1
                holding = holders[passage].setdefault(earlier.level, [])
                if len(holding) < FIRST:
                    holding.append(earlier.doc_id)
        yield document, _best(document, holders, spread)


def _best(document: Dated, holders: dict[int, dict[str | None, list[str]]], spread: dict[int, int]) -> list[str]:
    """The closest document of each level among those that hold its passages."""
    shared: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for passage in document.passages:
        if passage not in holders:
            continue
        weight = WHOLE // spread[passage]  # whole numbers: their sum is the same in any order
        for level, holding in holders[passage].items():
            for other in holding:
                count = shared[level or "", other]
                count[0] += 1
                count[1] += weight
    wanted = max(ENOUGH, SHARE * len(document.passages))
    best: dict[str, tuple[int, str]] = {}
    for (level, other), (n, weight) in sorted(shared.items()):
        if n >= wanted and weight > best.get(level, (0, ""))[0]:
            best[level] = (weight, other)
    return [other for _, (_, other) in sorted(best.items())]


WHOLE = 5040  # the weight of a passage of one document
