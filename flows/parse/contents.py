"""A list of contents before the text: it opens no units, but gives the headings of chapters."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"目\s?[录次]")
_ENTRY = re.compile(
    r"(第[一二三四五六七八九十百\d]{1,4}[章节篇编]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])([^\n]{2,60}?)(?=[.…·\s]*\d{0,3}\s*(?:\n|$|第[一二三四五六七八九十百\d]{1,4}[章节篇编]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]))"
)
_HEAD = 3000  # characters in which a list of contents begins
_LONGEST = 12000  # characters of a list of contents


@dataclass(frozen=True, slots=True)
class Contents:
    """The range of the list (empty where there is none), where its last line begins, and the headings it gives."""

    start: int
    last: int
    end: int
    headings: tuple[str, ...] = ()


def read_contents(text: str, start: int, end: int) -> Contents:
    """The list of contents of a document in a range of clean text: from its mark to where its first entry stands
    again.
    """
    mark = _MARK.search(text, start, min(end, start + _HEAD))
    if mark is None:
        return Contents(end, start, start)
    first = _ENTRY.match(text, _after_blank(text, mark.end()))
    if first is None:
        return Contents(end, start, start)
    opening = first[1] + first[2][:6]
    again = text.find(opening, first.end(), min(end, mark.start() + _LONGEST))
    again = text.find(first[1], first.end(), min(end, mark.start() + _LONGEST)) if again < 0 else again
    if again < 0:
        return Contents(end, start, start)
    last = max(match.start() for match in _ENTRY.finditer(text, first.start(), again))
    headings = {match[2].strip("　 .…·") for match in _ENTRY.finditer(text, first.start(), again)}
    return Contents(mark.start(), last, again, tuple(sorted(headings, key=len, reverse=True)))


def _after_blank(text: str, at: int) -> int:
    while at < len(text) and text[at] in "\n ：":
        at += 1
    return at
