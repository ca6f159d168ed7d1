"""Which unit of an earlier document each unit of a document follows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from flows.compare.likeness import likeness
from flows.compare.numbers import Flags, Integers, Matrix, begins, places, stretches
from flows.compare.units import Units, of_unit
from flows.extract.letters import RUN

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


class Followed(NamedTuple):
    """A unit that another one follows."""

    article_id: str
    followed_article_id: str
    relation: str  # verbatim | adapted | extended
    similarity: float  # 0 to 1
    copied_share: float  # 0 to 1


def align(document: Units, other: Units, likely: bool) -> list[Followed]:
    """What the units of a document follow in another, each unit's closest first.

    `likely`: the document is one of a lower level, or cites the other as its basis, so that less is enough.
    """
    if not len(document) or not len(other):
        return []
    texts = likeness(document.texts, other.texts)
    alike = np.minimum(texts + HEADED * _headings(document, other), 1)
    near = np.argsort(-alike, axis=1, kind="stable")[:, :MERGED]
    rows = np.arange(len(document))[:, None]
    follows = alike[rows, near] >= _enough(document, other, likely)[rows, near]
    if likely:
        nearly = _beside(document, alike, near[:, 0]) | _clear(texts, near[:, 0])
        follows[:, 0] |= nearly & ~follows.any(axis=1) & ~document.frames
    units, order = np.nonzero(follows)
    to = near[units, order]
    adds, own = _new(document, other, units, to)
    units, to, own = units[adds], to[adds], own[adds]
    columns = (each.tolist() for each in (units, to, own, alike[units, to], _copied(document, other, units, to)))
    found = [_followed(document, other, *each) for each in zip(*columns, strict=True)]
    return [each for each in found if likely or each.similarity >= SURELY or each.copied_share >= WORDED]


def _enough(document: Units, other: Units, likely: bool) -> Matrix:
    """From which likeness on each unit follows each of another document."""
    sizes = [np.bincount(side.texts.units, minlength=len(side)) for side in (document, other)]
    usual = np.where(document.frames, FRAMED if likely else SURELY, FOLLOWS)
    return np.where(np.minimum.outer(*sizes) < SHORT, SURELY, usual[:, None])


def _headings(document: Units, other: Units) -> Matrix:
    """How similar the headings of units are, 0 to 1, less where they say little."""
    worth = np.minimum(1, document.headings.sums(document.headings.weights) / TELLING)
    headings: Matrix = likeness(document.headings, other.headings)
    return worth[:, None] * headings


def _beside(document: Units, alike: Matrix, best: Integers) -> Flags:
    """Which units follow what those before and behind them, in the same section, follow too."""
    closest = alike.max(axis=1)
    same = (document.sections[1:] == document.sections[:-1]) & (best[1:] == best[:-1])
    sure = closest >= FOLLOWS
    beside = np.zeros(len(document), bool)
    beside[1:-1] = same[:-1] & same[1:] & sure[:-2] & sure[2:] & (closest[1:-1] >= NEARLY)
    return beside


def _clear(texts: Matrix, best: Integers) -> Flags:
    """For which units nothing else is half as close, by its text alone, as what is closest."""
    rows = np.arange(len(best))
    closest, others = texts[rows, best], texts.copy()
    others[rows, best] = 0
    return np.asarray((closest >= CLEAR) & (others.max(axis=1) <= closest / 2), bool)


def _new(document: Units, other: Units, units: Integers, to: Integers) -> tuple[Flags, Matrix]:
    """What units have that others have not, each of their pairs counted by how telling it is.

    Whether each of the units `to` is its unit's closest, or has enough that the closest, which stands before it, has
    not; and which share of the unit is not in it.
    """
    words = document.texts
    first = begins(units)
    closest = to[np.maximum.accumulate(np.where(first, np.arange(len(units)), 0))]
    by_unit = np.argsort(words.units.astype(np.uint16), kind="stable")  # which numpy sorts much faster than longer ones
    entries, each = _of_units(np.bincount(words.units, minlength=len(document)), units)
    place = words.place[by_unit[entries]]
    pairs, worth = words.pairs[place], words.telling[place]
    has = other.texts.have(pairs, to[each])
    more = has & ~first[each]
    more[more] = ~other.texts.have(pairs[more], closest[each[more]])
    whole, new, added = (np.bincount(each, worth * some, len(units)) for some in (True, ~has, more))
    return first | (added >= ADDS * whole), new / whole


def _copied(document: Units, other: Units, units: Integers, to: Integers) -> Matrix:
    """Which share of the characters of units stands in a run that each of the units `to` has too."""
    own, each = _of_units(document.n_runs, units)
    taken = np.flatnonzero(places(of_unit(document.runs[own], to[each]), other.held) >= 0)
    lengths = document.n_runs[units] + RUN - 1
    new = np.minimum(np.diff(taken + (RUN - 1) * each[taken], prepend=-RUN), RUN)  # characters, each counted once
    return np.bincount(each[taken], new, len(units)) / lengths


def _of_units(sizes: Integers, units: Integers) -> tuple[Integers, Integers]:
    """The places of what belongs to each of some units, given how much belongs to every unit; and whose each is."""
    starts = np.cumsum(sizes) - sizes
    return stretches(starts[units], sizes[units]), np.repeat(np.arange(len(units)), sizes[units])


def _followed(
    document: Units, other: Units, unit: int, to: int, own: float, similarity: float, copied: float
) -> Followed:
    share = round(copied, 2)
    relation = "verbatim" if share >= VERBATIM else "extended" if own >= OWN else "adapted"
    return Followed(document.article_ids[unit], other.article_ids[to], relation, round(similarity, 2), share)
