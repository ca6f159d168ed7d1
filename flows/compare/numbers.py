"""What is done with arrays of numbers here and there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from flows.extract.letters import Numbers

Integers = npt.NDArray[np.int64]
Matrix = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def places(numbers: Numbers, others: Numbers) -> Integers:
    """Where each number stands among others, which are in order; -1 where it does not."""
    if not len(others):
        return np.full(len(numbers), -1)
    found = np.minimum(np.searchsorted(others, numbers), len(others) - 1)
    return np.where(others[found] == numbers, found, -1)


def begins(numbers: npt.NDArray[np.generic]) -> Flags:
    """Which numbers are others than the one before."""
    found = np.ones(len(numbers), bool)
    found[1:] = numbers[1:] != numbers[:-1]
    return found


def stretches(starts: Integers, sizes: Integers) -> Integers:
    """The places in stretches of an array, one stretch after the other."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + sizes, sizes)
