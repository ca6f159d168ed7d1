"""The clean text of a source and its map to the raw text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from flows.clean.breaks import mend_breaks
from flows.clean.damage import Repair, mend_damage
from flows.clean.digits import join_digits
from flows.clean.furniture import drop_page_marks
from flows.clean.letters import DROPPED
from flows.clean.width import drop_blanks, narrow, widen_punctuation
from flows.model import Span

_GAP = re.compile(f"{DROPPED}+")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Correction:
    """A change to the wording (codebook: corrections); the span is in raw offsets."""

    span: Span
    before: str
    after: str
    rule: str


@dataclass(frozen=True, slots=True)
class Clean:
    """Clean text with its map: run k of kept characters begins at `starts[k]` here and at `raw_starts[k]` in `raw`."""

    raw: str
    text: str
    starts: list[int] = field(repr=False)
    raw_starts: list[int] = field(repr=False)
    corrections: tuple[Correction, ...]
    page_marks: tuple[Span, ...]  # raw spans of page numbers and marks, taken out of the flow of text

    def raw_offset(self, offset: int) -> int:
        """Where the character at this clean offset stands in the raw text; the end of the text maps to its end."""
        if offset >= len(self.text):
            return len(self.raw)
        run = bisect_right(self.starts, offset) - 1
        return self.raw_starts[run] + offset - self.starts[run]

    def raw_span(self, span: Span) -> Span:
        """The raw range of a clean range, blanks and damage at its ends left out."""
        start, end = span
        if start >= end:
            return self.raw_offset(start), self.raw_offset(start)
        return self.raw_offset(start), self.raw_offset(end - 1) + 1

    def offset(self, raw_offset: int) -> int:
        """The clean offset of the first kept character at or after a raw offset."""
        run = bisect_right(self.raw_starts, raw_offset) - 1
        if run < 0:
            return 0
        length = (self.starts[run + 1] if run + 1 < len(self.starts) else len(self.text)) - self.starts[run]
        return self.starts[run] + min(raw_offset - self.raw_starts[run], length)

    def quote(self, start: int, end: int) -> str:
        """The clean text of a raw range; of a page mark, which has none, the mark itself without blanks."""
        quote = self.text[self.offset(start) : self.offset(end)].strip("\n")
        return quote or _BLANKS.sub("", self.raw[start:end])

    def parted(self, offset: int) -> bool:
        """Whether blanks stood before the character at this clean offset on its line in the raw text."""
        run = bisect_left(self.starts, offset)
        if not 0 < run < len(self.starts) or self.starts[run] != offset:
            return False
        gap = self.raw[self.raw_offset(offset - 1) + 1 : self.raw_starts[run]]
        return gap.isspace() and "\n" not in gap


def clean(raw: str) -> Clean:
    """Clean a decoded text (codebook: Clean text).

    In: the raw text, any length. Out: its clean text, map, corrections and page marks. Takes time linear in the length.
    """
    text = join_digits(narrow(raw))
    text, marks = drop_page_marks(text)
    text, repairs = mend_damage(text)
    text = mend_breaks(drop_blanks(text))
    starts, raw_starts = _runs(text)
    return Clean(
        raw=raw,
        text=widen_punctuation(text.replace(DROPPED, "")),
        starts=starts,
        raw_starts=raw_starts,
        corrections=tuple(_correction(raw, repair) for repair in repairs),
        page_marks=marks,
    )


def _runs(text: str) -> tuple[list[int], list[int]]:
    """The starts of the runs of kept characters: after squeezing, and before."""
    starts: list[int] = []
    raw_starts: list[int] = []
    dropped = at = 0
    for gap in _GAP.finditer(text):
        if gap.start() > at or (not starts and gap.start() > 0):
            starts.append(at - dropped)
            raw_starts.append(at)
        dropped += gap.end() - gap.start()
        at = gap.end()
    if at < len(text):
        starts.append(at - dropped)
        raw_starts.append(at)
    return starts, raw_starts


def _correction(raw: str, repair: Repair) -> Correction:
    start, end = repair.span
    return Correction(repair.span, raw[start:end], repair.after, repair.rule)
