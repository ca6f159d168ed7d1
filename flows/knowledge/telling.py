"""How telling two characters in a row are, from common_pairs.yml: those of 加强 say little, those of 漫游 much."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from flows.knowledge import facts

_BITS = np.uint64(21)  # of a code point


def telling(pairs: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """How telling each pair is, as a whole number; a pair is its two code points, 21 bits each, as one number."""
    known, weights, other = _weights()
    at = np.minimum(np.searchsorted(known, pairs), len(known) - 1)
    return np.where(known[at] == pairs, weights[at], other)


@cache
def _weights() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64], int]:
    found = facts("common_pairs.yml")
    weights = {
        (ord(pair[0]) << int(_BITS)) | ord(pair[1]): n
        for n, pairs in found["weights"].items()
        for pair in pairs.split()
    }
    known = np.array(sorted(weights), np.uint64)
    return known, np.array([weights[int(pair)] for pair in known], np.int64), int(found["other"])
