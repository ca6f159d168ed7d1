"""The index of search: which entries hold which key, in sorted parts of a few dozen kilobytes.

    articles, targets … → fields of text → (key, entry) pairs, divided by key over files → sorted, file by file → parts

Memory holds one batch of texts and then one file of pairs, however large the corpus. A part is loaded by the browser
when somebody looks for a key in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from flows.present.site.search_words import codes, keys, spelled

PART = 40_000  # characters of a part, about
BATCH = 1_000_000  # characters whose keys are found at once
DIVISIONS = 64  # files that the pairs are divided over
DIGITS = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", np.uint8)
_PAIR = np.dtype([("key", "<u8"), ("post", "<u4")])

Numbers = npt.NDArray[np.int64]
Pairs = npt.NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Field:
    """A text of an entry."""

    entry: int
    text: str
    is_heading: bool = False

    @property
    def post(self) -> int:
        """The entry as lists have it, with a bit for a heading."""
        return self.entry << 1 | self.is_heading


@dataclass(slots=True)
class Index:
    """The pairs of a corpus, kept in a folder until all are there."""

    folder: Path
    _waiting: list[Field] = field(default_factory=list)
    _size: int = 0
    _bounds: npt.NDArray[np.uint64] | None = None

    def add(self, fields: Iterable[Field]) -> None:
        """Take texts in."""
        for each in fields:
            self._waiting.append(each)
            self._size += len(each.text)
            if self._size >= BATCH:
                self._divide()

    def terms(self) -> Iterator[tuple[str, str]]:
        """The keys in their order, each with its list of entries. Nothing is added after."""
        self._divide()
        for path in self._files():
            if path.exists():
                pairs = np.fromfile(path, _PAIR)
                yield from ((spelled(key), held) for key, held in lists(pairs["key"], pairs["post"].astype(np.int64)))

    def _divide(self) -> None:
        """Write the pairs of the texts that wait to the files that their keys belong to."""
        pairs = _pairs(self._waiting)
        self._waiting, self._size = [], 0
        if not len(pairs):
            return
        if self._bounds is None:  # the first texts tell how often keys are
            self._bounds = np.quantile(pairs["key"], np.linspace(0, 1, DIVISIONS + 1)[1:-1], method="nearest")
        division = np.searchsorted(self._bounds, pairs["key"], "right").astype(np.uint8)
        pairs = pairs[np.argsort(division, kind="stable")]
        ends = np.cumsum(np.bincount(division, minlength=DIVISIONS))
        with ExitStack() as stack:
            for path, start, end in zip(self._files(), [0, *ends], ends, strict=False):
                if end > start:
                    pairs[start:end].tofile(stack.enter_context(path.open("ab")))

    def _files(self) -> list[Path]:
        return [self.folder / f"{division:02}" for division in range(DIVISIONS)]


def parts(terms: Iterable[tuple[str, str]]) -> Iterator[tuple[list[str], list[str]]]:
    """Keys and their lists, put together until they are large enough for a file."""
    found: tuple[list[str], list[str]] = ([], [])
    size = 0
    for key, posts in terms:
        found[0].append(key)
        found[1].append(posts)
        size += len(posts) + 4
        if size >= PART:
            yield found
            found, size = ([], []), 0
    if found[0]:
        yield found


def lists(holders: npt.NDArray[Any], posts: Numbers) -> Iterator[tuple[int, str]]:
    """Pairs of a holder and a post (an entry with its bit) → for each holder, in order, the list of its entries.

    Where a holder has an entry with its bit and without, the bit stays.
    """
    order = np.lexsort((posts, holders))
    holder, post = holders[order], posts[order]
    entry = post >> 1
    last = np.append((holder[1:] != holder[:-1]) | (entry[1:] != entry[:-1]), True)[: len(holder)]
    holder, entry, bit = holder[last], entry[last], (post & 1)[last]
    is_new = np.append(True, holder[1:] != holder[:-1])[: len(holder)]
    before = np.where(is_new, 0, np.append(0, entry[:-1])[: len(holder)])
    text, ends = encoded((entry - before) << 1 | bit)
    starts = np.flatnonzero(is_new)
    cuts = [0, *ends[starts[1:] - 1].tolist(), len(text)]
    for number, start, end in zip(holder[starts].tolist(), cuts, cuts[1:], strict=False):
        yield number, text[start:end]


def encoded(numbers: Numbers) -> tuple[str, Numbers]:
    """Numbers as digits of five bits, the lowest first, the sixth bit set when another follows; and where each ends."""
    length = np.ones(len(numbers), np.int64)
    for bits in range(5, 40, 5):
        length += numbers >= 1 << bits
    ends = np.cumsum(length)
    starts = ends - length
    digits = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint8)
    for place in range(int(length.max(initial=0))):
        there = length > place
        value = numbers[there] >> 5 * place & 31
        digits[starts[there] + place] = value | np.where(length[there] > place + 1, 32, 0)
    return DIGITS[digits].tobytes().decode("ascii"), ends


def _pairs(fields: Sequence[Field]) -> Pairs:
    text, sizes = codes([each.text for each in fields])
    found, begins = keys(text)
    posts = np.repeat(np.array([each.post for each in fields], np.uint32), sizes)
    pairs = np.empty(int(begins.sum()), _PAIR)
    pairs["key"], pairs["post"] = found[begins], posts[begins]
    return pairs
