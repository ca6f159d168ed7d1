"""A list of contents before the text: it opens no units, but gives the headings of chapters."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"目\s?[录次]")
_ENTRY = re.compile(
    r"(第[一二三四五六七八九十百\d]{1,4}[章节篇编]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])([^\n]{2,60}?)(?=[.…·\s]*\d{0,3}\s*(?:\n|$|第[一二三四五六七八九十百\d]{1,4}[章节篇编]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]))"
)
_NUMBER = re.compile(r"第[一二三四五六七八九十百\d]{1,4}[章节篇编]|[一二三四五六七八九十]{1,3}、")
_LONGEST_HEADING = 60  # characters
_LEADER = re.compile(r"[.…·\s]*(?:\d{1,3}(?=\s))?")  # dots and page number behind an entry
_SURE = 3  # characters behind a number that make it the same entry
_HEAD = 3000  # characters in which a list of contents begins
_LONGEST = 12000  # characters of a list of contents


@dataclass(frozen=True, slots=True)
class Contents:
    """The range from the list (empty where there is none) to its first entry's place in the text, and its headings."""

    start: int
    close: int  # where the list itself ends: title and preamble may stand between it and the text
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
    entries = list(_ENTRY.finditer(text, first.start(), again))
    last = _NUMBER.search(text, entries[-1].end(), again)  # the last entry, where it runs into the text behind the list
    if last is None and "。" in entries[-1][2]:
        last = _NUMBER.match(text, entries.pop().start())
    headings = {entry[2].strip("　 .…·") for entry in entries}
    close = entries[-1].end() if entries else mark.end()
    if last:
        heading = _heading_again(text, last, again, end)
        headings.add(heading)
        close = last.end() + len(heading)
    close = _LEADER.match(text, close).end()  # type: ignore[union-attr]
    return Contents(mark.start(), close, again, tuple(sorted(filter(None, headings), key=len, reverse=True)))


def _heading_again(text: str, number: re.Match[str], start: int, end: int) -> str:
    """What stands behind a number both in the list and where the number stands again: the heading."""
    entry = text[number.end() : number.end() + _LONGEST_HEADING]
    again = text.find(number[0] + entry[:_SURE], start, end)
    there = text[again + len(number[0]) :][:_LONGEST_HEADING] if again >= 0 else ""
    shared = next((i for i, (a, b) in enumerate(zip(entry, there, strict=False)) if a != b), 0)
    return entry[:shared]


def _after_blank(text: str, at: int) -> int:
    while at < len(text) and text[at] in "\n ：":
        at += 1
    return at
