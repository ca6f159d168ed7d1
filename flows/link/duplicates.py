"""Which documents are the same, or nearly: by MinHash of their clauses, in time linear in the number of documents."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import eq

from flows.model import SKETCH

NEARLY = (
    0.5  # share of clauses; the county's opinion and its second version share 0.8, a province's and the centre's 0.3
)
_ROWS = 4  # hashes a band: documents that share half of their clauses meet in one of the 32 bands with certainty 0.87
_SAME_ENOUGH = 0.8  # share of clauses from which even different dates or titles are the same document


@dataclass(frozen=True, slots=True)
class Candidate:
    """What decides whether two documents are one, and which is kept."""

    title: str | None
    region: str | None
    number: str | None
    date: str | None
    length: int  # characters: the fullest is kept
    digest: str  # of the text: decides between equals whatever their paths
    sketch: array[int]


def find_duplicates(documents: Sequence[Candidate]) -> dict[int, int]:
    """By index of a duplicate: the index of the document that is kept."""
    order = sorted(range(len(documents)), key=lambda i: (-documents[i].length, documents[i].digest, i))
    kept: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    found: dict[int, int] = {}
    for i in order:
        bands = [(band, documents[i].sketch[band : band + _ROWS].tobytes()) for band in range(0, SKETCH, _ROWS)]
        candidates = dict.fromkeys(j for band in bands for j in kept[band][:8])
        match = next((j for j in candidates if _same(documents[i], documents[j])), None)
        if match is not None:
            found[i] = match
            continue
        for band in bands:
            kept[band].append(i)
    return found


def _same(a: Candidate, b: Candidate) -> bool:
    if (a.region and b.region and a.region != b.region) or (a.number and b.number and a.number != b.number):
        return False
    shared: float = sum(map(eq, a.sketch, b.sketch)) / SKETCH
    differ = (a.date and b.date and a.date != b.date) or a.title != b.title
    return shared >= (_SAME_ENOUGH if differ else NEARLY)
