"""The words of the units of a document as numbers: their letters, two in a row at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from flows.compare.numbers import Flags, Integers, begins, places
from flows.extract.letters import Numbers, pairs
from flows.knowledge.telling import telling

MOST = 2_000  # units of a document that are compared, so that one of a million tiny ones costs no more than a long plan
_BITS = np.uint64(11)  # of the number of a unit, behind the 42 of a pair
_UNIT = np.uint64((1 << 11) - 1)
OFTEN = np.array((0, 8, 14, 17, 19, 21, 22, 24, 25))  # 8 (1 + ln n): a pair that stands n times counts so much


@dataclass(frozen=True, slots=True)
class Words:
    """Which pairs of letters each unit has: an entry for each pair and unit, ordered by pair and then by unit."""

    n: int  # units
    entries: Numbers  # pair and unit in one number, ascending
    weights: Integers  # of each entry: how telling the pair is, and how often it stands in the unit
    place: Integers  # of the pair of each entry in `pairs`
    pairs: Numbers  # each once, ascending
    telling: Integers  # how telling each pair is
    first: Integers  # the first entry of each pair
    spread: Integers  # in how many units each pair stands

    @property
    def units(self) -> Integers:
        """The unit of each entry."""
        return (self.entries & _UNIT).astype(np.int64)

    def sums(self, of: Integers) -> Integers:
        """What the entries of each unit make together."""
        return np.bincount(self.units, of, self.n).astype(np.int64)

    def have(self, pairs: Numbers, units: Integers) -> Flags:
        """Whether each pair stands in the unit beside it."""
        return places(pairs << _BITS | units.astype(np.uint64), self.entries) >= 0


def words(texts: Sequence[str]) -> Words:
    """The letters of units as numbers."""
    found = pairs("".join(texts))
    units = owners(texts, len(found))
    inside = units >= 0
    entries, often = np.unique(found[inside] << _BITS | units[inside].astype(np.uint64), return_counts=True)
    each = entries >> _BITS
    begin = begins(each)
    first = np.flatnonzero(begin)
    place = np.cumsum(begin) - 1
    worth = telling(each[first])
    weights = worth[place] * OFTEN[np.minimum(often, len(OFTEN) - 1)]
    return Words(len(texts), entries, weights, place, each[first], worth, first, np.diff(first, append=len(each)))


def owners(texts: Sequence[str], n: int) -> Integers:
    """In which text each of the n runs of characters stands that texts have when joined; -1 where in more than one."""
    each = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    return np.where(each[:n] == each[len(each) - n :], each[:n], -1)
