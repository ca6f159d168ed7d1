"""Stretches of the text that are asked about places, in steps that do not grow with their number."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from flows.model import Span


class Spans:
    """Stretches of the text that follow each other without overlap."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self._starts = [start for start, _ in spans]

    @classmethod
    def over(cls, spans: Iterable[Span]) -> Spans:
        """What stretches that may lie in any order, and over each other, cover together."""
        covered: list[Span] = []
        for start, end in sorted(spans):
            if covered and start <= covered[-1][1]:
                covered[-1] = (covered[-1][0], max(end, covered[-1][1]))
            else:
                covered.append((start, end))
        return cls(covered)

    def __contains__(self, place: object) -> bool:
        return isinstance(place, int) and self.touches(place, place + 1)

    def touches(self, start: int, end: int) -> bool:
        """Whether a stretch has a place in common with one of these."""
        index = bisect_right(self._starts, end - 1)
        return index > 0 and self.spans[index - 1][1] > start

    def within(self, start: int, end: int) -> Sequence[Span]:
        """Those that begin in a stretch."""
        return self.spans[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
