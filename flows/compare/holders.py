"""Which documents of each level had a passage first, as arrays: a corpus has some hundred passages a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from flows.compare.numbers import Integers, stretches

FIRST = 6  # documents of a level that a passage remembers
WHOLE = 5040  # what a passage counts that one document of a level had; of n documents each has an nth of it


@dataclass(frozen=True, slots=True)
class Shared:
    """Documents that share passages with one: which, how many, and what these count together."""

    documents: npt.NDArray[np.int32]  # ascending
    n: Integers
    weights: Integers


class Holders:
    """The documents that have come so far. Each is a number: its place in the order in which they come."""

    def __init__(self, passages: Sequence[Sequence[int]], levels: Sequence[str | None]) -> None:
        """The passages of each document, each once, and its level."""
        codes = np.unique([level or "" for level in levels], return_inverse=True)[1]
        self._levels = np.arange(codes.max(initial=0) + 1)
        sizes = np.array([len(each) for each in passages], np.int64)
        every = np.concatenate([np.zeros(0, np.uint64), *(np.asarray(each, np.uint64) for each in passages)])
        _, place = np.unique(every, return_inverse=True)
        self._places = place * len(self._levels)  # of the passages of each document: a group of holders for each level
        self._ends = [0, *accumulate(sizes.tolist())]
        self._groups = groups = self._places + np.repeat(codes, sizes)
        self._holders = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[np.argsort(groups, kind="stable")]
        many = np.bincount(groups, minlength=(place.max(initial=-1) + 1) * len(self._levels))
        self._starts = np.cumsum(many) - many
        self._n = np.zeros(len(many), np.int32)

    def add(self, document: int) -> None:
        """The next document has come."""
        self._n[self._groups[self._ends[document] : self._ends[document + 1]]] += 1

    def shared(self, document: int) -> Shared:
        """The first documents of each level that had passages of a document."""
        places = self._places[self._ends[document] : self._ends[document + 1]]
        groups = np.add.outer(places, self._levels).ravel()
        groups = groups[self._n[groups] > 0]
        n = self._n[groups]
        first = np.minimum(n, FIRST)
        holders = self._holders[stretches(self._starts[groups], first)]
        found, each, many = np.unique(holders, return_inverse=True, return_counts=True)
        weights = np.bincount(each, np.repeat(WHOLE // n, first), len(found))  # whole numbers: the same in any order
        return Shared(found, many, weights.astype(np.int64))
