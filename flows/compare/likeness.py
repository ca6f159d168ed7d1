"""How similar the units of two documents are: the cosine of their pairs of letters.

A pair counts by how telling it is and how often it stands, and less if many units of both have it: what both documents
are about tells nothing. All sums are of whole numbers, so that they are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from flows.compare.units import Words
from flows.extract.letters import Numbers

COMMON = 256  # units of a document with the same pair, beyond which the pair is left out: so the work stays linear
FEW = 4  # units of both documents in which a pair may stand and count in full
BLOCK = 64  # units that are compared at once

Matrix = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def likeness(document: Sequence[Words], other: Sequence[Words]) -> Matrix:
    """How similar each unit of a document is to each of another, 0 to 1: a row a unit of the document."""
    sides = (document, other)
    pairs = [np.concatenate([words.pairs for words in side]) for side in sides]
    owners = [np.repeat(np.arange(len(side)), [len(words.pairs) for words in side]) for side in sides]
    _, place, spread = np.unique(np.concatenate(pairs), return_inverse=True, return_counts=True)
    counts = _by_spread(spread, len(document) + len(other))[place]
    weights = np.concatenate([words.weights for side in sides for words in side]) * counts
    own, their = weights[: len(pairs[0])], weights[len(pairs[0]) :]
    order = np.argsort(pairs[1], kind="stable")
    held, owned, worth = pairs[1][order], owners[1][order], their[order]
    alike = np.zeros((len(document), len(other)))
    for first in range(0, len(document), BLOCK):
        some = slice(*np.searchsorted(owners[0], (first, first + BLOCK)))
        rows = alike[first : first + BLOCK]
        rows += _products(pairs[0][some], owners[0][some] - first, own[some], held, owned, worth, rows.shape)
    lengths = [
        np.sqrt(np.maximum(np.bincount(owner, side**2, len(units)), 1))
        for owner, side, units in zip(owners, (own, their), sides, strict=True)
    ]
    return alike / np.outer(*lengths)


def _by_spread(spread: Integers, n: int) -> Integers:
    """How much pairs count, 1 to 4, given in how many of n units they stand."""
    share = spread / n
    return np.where((spread <= FEW) | (share <= 1 / 8), 4, np.where(share <= 1 / 4, 2, 1))


def _products(
    pairs: Numbers,
    rows: Integers,
    own: Integers,
    held: Numbers,
    owned: Integers,
    worth: Integers,
    shape: tuple[int, ...],
) -> Matrix:
    """The sums of products of the weights of the pairs that two units share; `held` is in order."""
    first, last = np.searchsorted(held, pairs, "left"), np.searchsorted(held, pairs, "right")
    spread = np.where(last - first > COMMON, 0, last - first)
    ends = np.cumsum(spread)
    at = np.arange(spread.sum()) + np.repeat(first - ends + spread, spread)  # the places of each pair in `held`
    cells = np.repeat(rows, spread) * shape[1] + owned[at]
    sums: Matrix = np.bincount(cells, np.repeat(own, spread) * worth[at], shape[0] * shape[1]).astype(float)
    return sums.reshape(shape)
