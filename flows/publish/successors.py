"""Which added row took the place of a removed one, within one source and table.

Where the raw text is the same, rows whose stretches of it overlap are near; otherwise, and for rows without a stretch,
rows whose wording is alike. First every removed row is paired with at most one added row, the nearest pairs first. Then
a row left over on either side joins the one that holds it: so a row that was split is tied to several, and several that
were merged are tied to one. Rows that do not reach the thresholds below have no successor.

The cost is linear in the number of rows: a row is held against at most WINDOW rows around its place in the reading
order.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

Relation = Literal["reworded", "moved", "split", "merged"]

WINDOW = 100  # rows
SAME = 0.5  # from this share of what both cover that both share (1: the same stretch), rows are a pair
ALIKE = 0.6  # the like for wording: rapidfuzz's ratio
PART = 0.5  # share of the shorter stretch that lies in the longer, from which on that holds it
WITHIN = 0.9  # the like for wording: rapidfuzz's partial ratio
SHORTEST = 4  # characters: of shorter wordings nobody can say which text they are part of
LONGEST = 600  # characters of a wording that are compared


@dataclass(frozen=True, slots=True)
class Place:
    """A row as a candidate: its stretch of raw text, its wording, and a kind (only like kinds succeed each other)."""

    row_id: str
    start: int | None
    end: int | None
    wording: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Successor:
    """The row that took the place of another."""

    row_id: str
    relation: Relation


Measure = Callable[[Place, Place], float]


def successors(removed: Sequence[Place], added: Sequence[Place], *, same_text: bool) -> dict[str, Successor]:
    """The successors of removed rows by their ids; a row without one is left out.

    In: the rows of one source and table in reading order; whether the raw text of the source is the same.
    """
    by_span = same_text and all(place.start is not None for place in (*removed, *added))
    alike, within = (_overlap, _contained) if by_span else (_likeness, _part)
    near = _overlapping(removed, added) if by_span else _around(removed, added)
    candidates = [(i, j) for i, j in near if removed[i].kind == added[j].kind]
    ties = _pair(removed, added, candidates, alike, SAME if by_span else ALIKE)
    _join(removed, added, candidates, ties, within, PART if by_span else WITHIN)
    return _named(removed, added, ties, alike)


def _pair(
    removed: Sequence[Place],
    added: Sequence[Place],
    candidates: Sequence[tuple[int, int]],
    alike: Measure,
    least: float,
) -> set[tuple[int, int]]:
    """Pairs in which no row stands twice, the nearest first; of equally near ones those of the likest wording."""
    measured = ((alike(removed[i], added[j]), i, j) for i, j in candidates)
    order = sorted(
        (-round(value, 6), -_likeness(removed[i], added[j]), i, j) for value, i, j in measured if value >= least
    )
    ties: set[tuple[int, int]] = set()
    left, right = set(range(len(removed))), set(range(len(added)))
    for _, _, i, j in order:
        if i in left and j in right:
            ties.add((i, j))
            left.remove(i)
            right.remove(j)
    return ties


def _join(
    removed: Sequence[Place],
    added: Sequence[Place],
    candidates: Sequence[tuple[int, int]],
    ties: set[tuple[int, int]],
    within: Measure,
    least: float,
) -> None:
    """Tie every row left over, on either side, to the row of the other that holds it best."""
    paired_left, paired_right = {i for i, _ in ties}, {j for _, j in ties}
    best_left: dict[int, tuple[float, int]] = {}
    best_right: dict[int, tuple[float, int]] = {}
    for i, j in candidates:
        if i in paired_left and j in paired_right:
            continue
        value = within(removed[i], added[j])
        if value < least:
            continue
        if i not in paired_left:
            best_left[i] = max(best_left.get(i, (0.0, 0)), (value, -j))
        if j not in paired_right:
            best_right[j] = max(best_right.get(j, (0.0, 0)), (value, -i))
    ties.update((i, -j) for i, (_, j) in best_left.items())
    ties.update((-i, j) for j, (_, i) in best_right.items())


def _named(
    removed: Sequence[Place], added: Sequence[Place], ties: set[tuple[int, int]], alike: Measure
) -> dict[str, Successor]:
    """Of the ties of every removed row the nearest, and what the ties say of it."""
    of_removed: dict[int, list[int]] = defaultdict(list)
    of_added: dict[int, list[int]] = defaultdict(list)
    for i, j in sorted(ties):
        of_removed[i].append(j)
        of_added[j].append(i)
    named = {}
    for i, tied in of_removed.items():
        j = max(tied, key=lambda each: (alike(removed[i], added[each]), -each))
        if len(tied) > 1:
            relation: Relation = "split"
        elif len(of_added[j]) > 1:
            relation = "merged"
        else:
            relation = "moved" if removed[i].wording == added[j].wording else "reworded"
        named[removed[i].row_id] = Successor(added[j].row_id, relation)
    return named


def _around(removed: Sequence[Place], added: Sequence[Place]) -> Iterator[tuple[int, int]]:
    """Pairs of rows whose places in the order of their sides correspond, more or less."""
    for i in range(len(removed)):
        middle = i * len(added) // len(removed)
        for j in range(max(0, middle - WINDOW // 2), min(len(added), middle + WINDOW // 2)):
            yield i, j


def _overlapping(removed: Sequence[Place], added: Sequence[Place]) -> Iterator[tuple[int, int]]:
    """Pairs of rows whose stretches overlap."""
    order = sorted(range(len(added)), key=lambda j: (added[j].start or 0, j))
    starts = [added[j].start or 0 for j in order]
    reach: list[int] = []  # the farthest end of the rows up to here: a section holds all that follow in it
    for j in order:
        reach.append(max(added[j].end or 0, reach[-1] if reach else 0))
    for i, place in enumerate(removed):
        start, end = place.start or 0, place.end or 0
        first, last = bisect_right(reach, start), bisect_left(starts, end)
        near = bisect_left(starts, start)
        for at in range(max(first, near - WINDOW // 2), min(last, near + WINDOW // 2)):
            if (added[order[at]].end or 0) > start:
                yield i, order[at]


def _shared(a: Place, b: Place) -> int:
    return max(0, min(a.end or 0, b.end or 0) - max(a.start or 0, b.start or 0))


def _overlap(a: Place, b: Place) -> float:
    shared = _shared(a, b)
    covered = _length(a) + _length(b) - shared
    return shared / covered if covered else 0.0


def _contained(a: Place, b: Place) -> float:
    shorter = min(_length(a), _length(b))
    return _shared(a, b) / shorter if shorter else 0.0


def _length(place: Place) -> int:
    return (place.end or 0) - (place.start or 0)


def _likeness(a: Place, b: Place) -> float:
    if not a.wording or not b.wording:
        return 0.0
    return fuzz.ratio(a.wording[:LONGEST], b.wording[:LONGEST]) / 100


def _part(a: Place, b: Place) -> float:
    if min(len(a.wording), len(b.wording)) < SHORTEST:
        return 0.0
    return fuzz.partial_ratio(a.wording[:LONGEST], b.wording[:LONGEST]) / 100
