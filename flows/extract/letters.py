"""Texts as numbers: what of a text counts when two are held against each other, and its pieces of n characters."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

RUN = 6  # characters in a row that are copied when they stand elsewhere too (codebook: alignments)
_BLANKS = re.compile(r"\s+")
_BLANK = re.compile(r"\s")
_MARKS = re.compile(r"[\W_]+")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio: odd, and its bits are well mixed

Numbers = npt.NDArray[np.uint64]


def written(text: str) -> str:
    """A text without its blanks: the characters of which shares are counted."""
    return _BLANKS.sub("", text)


def letters(text: str) -> str:
    """The letters, digits and ideographs of a text."""
    return _MARKS.sub("", text)


def pairs(text: str) -> Numbers:
    """Each two characters in a row as one number, in the order of the text."""
    points = _points(text)
    return (points[:-1] << np.uint64(21)) | points[1:]


def runs(text: str, length: int = RUN) -> Numbers:
    """A hash of each so many characters in a row, in the order of the text."""
    points = _points(text)
    n = len(points) - length + 1
    if n <= 0:
        return points[:0]
    hashed = np.zeros(n, np.uint64)
    for at in range(length):
        hashed = (hashed ^ points[at : at + n]) * _FACTOR
        hashed ^= hashed >> np.uint64(29)
    return hashed


def copied(text: Numbers, other: Numbers, length: int = RUN) -> npt.NDArray[np.bool_]:
    """Which characters of a text stand in a run that another text has too, given the runs of both."""
    n = len(text) + length - 1 if len(text) else 0
    covered = np.zeros(n + 1, np.int64)
    if n == 0:
        return covered[:0].astype(bool)
    found = _among(text, other)
    covered[:-length] += found
    covered[length:] -= found
    return np.cumsum(covered[:-1]) > 0


def stretches(text: str, taken: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where in a text, blanks included, the characters stand that are taken of `written(text)`: start and end."""
    if not taken.any():
        return []
    places = np.delete(np.arange(len(text)), [found.start() for found in _BLANK.finditer(text)])
    edges = np.flatnonzero(np.concatenate(([taken[0]], taken[1:] != taken[:-1], [taken[-1]])))
    return [(int(places[start]), int(places[end - 1]) + 1) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _among(numbers: Numbers, others: Numbers) -> npt.NDArray[np.bool_]:
    """Which numbers are among others; numpy's own isin is slow where both are few."""
    ordered = np.append(np.sort(others), np.uint64(0))
    places = np.searchsorted(ordered[:-1], numbers)
    return np.asarray((ordered[places] == numbers) & (places < len(others)), bool)


def _points(text: str) -> Numbers:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
