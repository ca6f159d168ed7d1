"""Where a text begins again: a page may hold its document twice, one copy behind the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.model import Span

_OPENING = 40  # characters, over line breaks, that no text has twice by chance at its head
_FIRST_LINES = 4  # lines that may stand above the first copy alone, such as a headline
_SHORTEST = 300  # characters of a copy
_SHARE = 0.8  # of the clauses of a copy that stand in the first one
_CLAUSE = re.compile(r"[^，。；：\n]+")
_LINE = re.compile(r"[^\n]+")


def copies_of(text: str, span: Span) -> list[int]:
    """Where the second and further copies of a document begin in a range of clean text. Takes linear time."""
    for line, _ in zip(_LINE.finditer(text, *span), range(_FIRST_LINES), strict=False):
        starts = list(_begins_again(text, line.start(), span[1]))
        if len(starts) > 1 and _are_copies(text, starts, span[1]):
            return starts[1:]
    return []


def _begins_again(text: str, start: int, end: int) -> Iterator[int]:
    opening = text[start : min(start + _OPENING, end)]
    while len(opening) == _OPENING and start >= 0:
        yield start
        start = text.find(opening, start + _SHORTEST, end)


def _are_copies(text: str, starts: list[int], end: int) -> bool:
    """Whether each part says what the first says, and is no short piece of it."""
    ends = [*starts[1:], end]
    first = set(_CLAUSE.findall(text, starts[0], ends[0]))
    for start, stop in zip(starts[1:], ends[1:], strict=True):
        clauses = _CLAUSE.findall(text, start, stop)
        shared = sum(len(clause) for clause in clauses if clause in first)
        if shared < _SHARE * sum(map(len, clauses)) or 2 * (stop - start) < ends[0] - starts[0]:
            return False
    return True
