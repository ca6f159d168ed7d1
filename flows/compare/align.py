"""Which unit of an earlier document each unit of a document follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from flows.compare.likeness import Integers, Matrix, likeness
from flows.compare.units import Unit
from flows.extract.letters import copied

FOLLOWS = 0.17  # likeness from which a unit follows another
SHORT = 45  # pairs of letters: where one of two units has fewer, a few common words make them alike, and it takes
SURELY = 0.3  # so much; and where the other document is no likely one, so much of units that copy less than
WORDED = 0.1  # this share: the same task in other words is there from a source that both have
FRAMED = 0.25  # and so much of parts that frame every plan; SURELY between equals
NEARLY = 0.08  # that is enough where the units beside it follow the same one
CLEAR = 0.12  # that is enough where nothing else is half as close
ADDS = 0.1  # share of a unit that a second one must have which the closest has not, for the unit to merge both
HEADED = 0.1  # what the same heading adds, if it is a telling one:
TELLING = 1600  # the weights of 提升网络安全保障水平; 加强组织领导 has half of them
MERGED = 3  # units of one document that a unit follows, at most
VERBATIM = 0.8  # share of characters that are copied (codebook)
OWN = 2 / 3  # share of a unit that is its own, from which on it is no longer only adapted


@dataclass(frozen=True, slots=True)
class Followed:
    """A unit that another one follows."""

    article_id: str
    followed_article_id: str
    relation: str  # verbatim | adapted | extended
    similarity: float  # 0 to 1
    copied_share: float  # 0 to 1


def align(document: Sequence[Unit], other: Sequence[Unit], likely: bool) -> list[Followed]:
    """What the units of a document follow in another, each unit's closest first.

    `likely`: the document is one of a lower level, or cites the other as its basis, so that less is enough.
    """
    if not document or not other:
        return []
    texts = likeness([unit.text for unit in document], [unit.text for unit in other])
    alike = np.minimum(texts + HEADED * _headings(document, other), 1)
    enough = _enough(document, other, likely)
    best = alike.argmax(axis=1)
    found = []
    for at, unit in enumerate(document):
        near = [int(to) for to in np.argsort(-alike[at], kind="stable")[:MERGED] if alike[at, to] >= enough[at, to]]
        near = near[:1] + [to for to in near[1:] if _adds(unit, other[to], other[near[0]])]
        if likely and not near and not unit.frames and (_beside(document, alike, best, at) or _clear(texts, best, at)):
            near = [int(best[at])]
        found += [_followed(unit, other[to], float(alike[at, to])) for to in near]
    return [each for each in found if likely or each.similarity >= SURELY or each.copied_share >= WORDED]


def _enough(document: Sequence[Unit], other: Sequence[Unit], likely: bool) -> Matrix:
    """From which likeness on each unit follows each of another document."""
    sizes = [np.array([len(unit.text.pairs) for unit in side]) for side in (document, other)]
    usual = np.array([(FRAMED if likely else SURELY) if unit.frames else FOLLOWS for unit in document])
    return np.where(np.minimum.outer(*sizes) < SHORT, SURELY, usual[:, None])


def _headings(document: Sequence[Unit], other: Sequence[Unit]) -> Matrix:
    """How similar the headings of units are, 0 to 1, less where they say little."""
    worth = np.array([min(1.0, float(unit.heading.weights.sum()) / TELLING) for unit in document])
    headings: Matrix = likeness([unit.heading for unit in document], [unit.heading for unit in other])
    return worth[:, None] * headings


def _adds(unit: Unit, other: Unit, closest: Unit) -> bool:
    """Whether a unit has enough of another one that the closest has not."""
    more = np.isin(unit.text.pairs, other.text.pairs) & ~np.isin(unit.text.pairs, closest.text.pairs)
    return float(unit.text.telling[more].sum()) >= ADDS * float(unit.text.telling.sum())


def _beside(document: Sequence[Unit], alike: Matrix, best: Integers, at: int) -> bool:
    """Whether the units before and behind it, in the same section, follow what is closest to it."""
    if alike[at, best[at]] < NEARLY:
        return False
    section = document[at].parent_id
    near = [to for to in (at - 1, at + 1) if 0 <= to < len(document) and document[to].parent_id == section]
    return len(near) == 2 and all(best[to] == best[at] and alike[to, best[to]] >= FOLLOWS for to in near)


def _clear(texts: Matrix, best: Integers, at: int) -> bool:
    """Whether nothing else is half as close to a unit, by its text alone, as what is closest."""
    closest = texts[at, best[at]]
    return bool(closest >= CLEAR and (np.delete(texts[at], best[at]) <= closest / 2).all())


def _followed(unit: Unit, other: Unit, similarity: float) -> Followed:
    taken = copied(unit.runs, other.runs)
    share = round(float(taken.sum()) / len(taken), 2) if len(taken) else 0.0
    relation = "verbatim" if share >= VERBATIM else "extended" if _own(unit, other) >= OWN else "adapted"
    return Followed(unit.article_id, other.article_id, relation, round(similarity, 2), share)


def _own(unit: Unit, other: Unit) -> float:
    """The share of a unit that the other has not, each of its pairs counted by how telling it is."""
    new = ~np.isin(unit.text.pairs, other.text.pairs)
    return float(unit.text.telling[new].sum()) / float(unit.text.telling.sum())
