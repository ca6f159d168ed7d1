"""How similar the units of two documents are: the cosine of their pairs of letters.

A pair counts by how telling it is and how often it stands, and less if many units of both have it: what both documents
are about tells nothing. All sums are of whole numbers, so that they are the same on every machine.
"""

from __future__ import annotations

import numpy as np

from flows.compare.numbers import Integers, Matrix, places, stretches
from flows.compare.words import Words

COMMON = 256  # units of a document with the same pair, beyond which the pair is left out: so the work stays linear
FEW = 4  # units of both documents in which a pair may stand and count in full
AT_ONCE = 1 << 18  # products that are held at once, or as many as pairs of units


def likeness(document: Words, other: Words) -> Matrix:
    """How similar each unit of a document is to each of another, 0 to 1: a row a unit of the document."""
    known = places(document.pairs, other.pairs)
    shared = np.flatnonzero(known >= 0)
    there = known[shared]
    both = document.spread[shared] + other.spread[there]
    own, their = (
        words.weights * _by_spread(_with(words.spread, at, both), document.n + other.n)[words.place]
        for words, at in ((document, shared), (other, there))
    )
    alike = _products(document, other, known[document.place], own, their)
    lengths = [np.sqrt(np.maximum(words.sums(side**2), 1)) for words, side in ((document, own), (other, their))]
    return alike / np.outer(*lengths)


def _with(counts: Integers, at: Integers, others: Integers) -> Integers:
    counts = counts.copy()
    counts[at] = others
    return counts


def _by_spread(spread: Integers, n: int) -> Integers:
    """How much pairs count, 1 to 4, given in how many of n units they stand."""
    share = spread / n
    return np.where((spread <= FEW) | (share <= 1 / 8), 4, np.where(share <= 1 / 4, 2, 1))


def _products(document: Words, other: Words, place: Integers, own: Integers, their: Integers) -> Matrix:
    """The sums of products of the weights of the pairs that two units share.

    `place` is that of the pair of each entry of the document among the pairs of the other, or -1.
    """
    some = np.flatnonzero(place >= 0)
    some = some[other.spread[place[some]] <= COMMON]
    rows, own, place = document.units[some] * other.n, own[some], place[some]
    columns = other.units
    first, spread = other.first[place], other.spread[place]
    ends = np.cumsum(spread)
    cells = document.n * other.n
    sums = np.zeros(cells)
    at, done, most = 0, 0, max(cells, AT_ONCE)
    while at < len(some):
        to = max(at + 1, int(np.searchsorted(ends, done + most, "right")))
        n = spread[at:to]
        entry = stretches(first[at:to], n)
        sums += np.bincount(np.repeat(rows[at:to], n) + columns[entry], np.repeat(own[at:to], n) * their[entry], cells)
        at, done = to, int(ends[to - 1])
    return sums.reshape(document.n, other.n)
