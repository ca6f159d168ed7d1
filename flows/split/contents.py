"""A list of contents before the text: it opens no units, but gives the headings of chapters.

It begins at 目录, or where headings follow each other whose first one stands again below; it ends with its last entry
before the text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

_CN = "一二三四五六七八九十"
_CHAPTER = rf"第[{_CN}百\d]{{1,4}}(?:[章节篇编]|部分)"
_DECIMAL = r"(?<![^\n])\d{1,2}(?:\.\d{1,2}){0,2}[.、 \u3000]?(?=[\u4e00-\u9fffⅠ-Ⅻ])"  # 1总则, 1.1编制目的
_NUMBER = re.compile(rf"{_CHAPTER}|[{_CN}]{{1,3}}、|[（(][{_CN}]{{1,3}}[）)]|{_DECIMAL}")
_MARK = re.compile(
    rf"目\s?[录次](?=[ \u3000:：]*(?:\n|$|{_NUMBER.pattern}|[前序引]\s?言|[.…·\d（(]))"
)  # not 编制目录、公布
_FIRST_CHAPTER = re.compile(r"第[一1][章篇编]|第[一1]部分")
_FIRST = re.compile(r"一、|1[.、 \u3000]?$")  # of a list that is one of contents only where the line stands again below
_SECOND_CHAPTER = re.compile(r"第[二2][章篇编]|第[二2]部分")
_PAGE = re.compile(r"(?<![.…·•“\s])[.…·•“\s]*(?:[（(〈]\d{1,4}[A-Z]?[）)〉]?|(?<=[.…·•“])\s?\d{1,4}|\d{1,3})?$")
_PAGED = re.compile(r"(?:[（(〈]\d{1,4}[A-Z]?[）)〉]?|(?<![.…·•“])[.…·•“]{2,}\s?[（(]?\d{0,4}[）)]?)$")
_LEADER = re.compile(r"[.…·\s]*(?:\d{1,3}(?=\s))?")  # dots and page number behind an entry
_MARKS = ".、 \u3000"  # behind a number
_LINE = re.compile(r"[^\n]+")
_SURE = 3  # characters behind a number that make it the same entry
_SAME = 6  # characters of a heading that make a place the one where it stands again
_LONGEST_HEADING = 60  # characters
_LONGEST_ENTRY = 30  # characters of an entry without number or page, such as 前言
_HEAD = 3000  # characters in which a list of contents begins
_LONGEST = 20000  # characters of a list of contents
_FEWEST = 3  # entries of a list that is not headed 目录


@dataclass(frozen=True, slots=True)
class Contents:
    """The list, where its first entry stands again in the text, and the headings that it gives."""

    start: int
    close: int  # where the list itself ends: title and preamble may stand between it and the text
    end: int
    headings: tuple[tuple[str, str], ...] = ()  # each with its number before it


def find_contents(text: str, start: int, end: int) -> Contents | None:
    """The list of contents of a document in a range of clean text; None where there is none."""
    found = _marked(text, start, end) or _unmarked(text, start, end)
    if found is None:
        return None
    begin, first = found
    again = _again(text, first, end)
    if again is None:
        return None
    close = _close_of_lines(text, (begin, first.start()), again, end) if "\n" in text[first.end() : again] else None
    close, last = (close, None) if close else _close_of_run(text, first, again, end)
    headings = {*_headings(text, first.start(), close), *([last] if last else [])}
    return Contents(begin, close, again, tuple(sorted((mark.rstrip(_MARKS), name) for mark, name in headings if name)))


def _marked(text: str, start: int, end: int) -> tuple[int, re.Match[str]] | None:
    """Where 目录 stands, and the first numbered entry below: 前言 and the like may come before it."""
    mark = _MARK.search(text, start, min(end, start + _HEAD))
    if mark is None:
        return None
    first = _NUMBER.search(text, mark.end(), min(end, mark.end() + 2 * _LONGEST_HEADING))
    between = text[mark.end() : first.start()] if first else "。"
    return (mark.start(), first) if first and not re.search("[，。；》]", between) else None


def _unmarked(text: str, start: int, end: int) -> tuple[int, re.Match[str]] | None:
    """The first of some lines of headings, chapter upon chapter without text between, or of lines that stand again."""
    run: list[re.Match[str]] = []
    for line in _LINE.finditer(text, start, min(end, start + _HEAD)):
        number = _NUMBER.match(text, *line.span())
        paged = _PAGED.search(line[0]) is not None
        if "。" in line[0] or len(line[0]) > _LONGEST_HEADING or not (number or (run and paged)):
            run = []
        elif run or (number and (_FIRST_CHAPTER.match(number[0]) or _stands_again(text, line, number, end))):
            run += [number] if number else []
            second = any(_SECOND_CHAPTER.match(each[0]) or _FIRST.fullmatch(run[0][0]) for each in run)
            if len(run) >= _FEWEST and (paged or second):
                return run[0].start(), run[0]
    return None


def _stands_again(text: str, line: re.Match[str], number: re.Match[str], end: int) -> bool:
    """Whether the first line of a list stands again below, alone on a line."""
    if not _FIRST.fullmatch(number[0]):
        return False
    return text.find(f"\n{line[0]}\n", line.end(), min(end, line.end() + _LONGEST)) >= 0


def _again(text: str, first: re.Match[str], end: int) -> int | None:
    """Where the first entry stands again, by its number and the beginning of its heading."""
    limit = min(end, first.start() + _LONGEST)
    stop = text.find("\n", first.end(), first.end() + _LONGEST_HEADING)
    heading = text[first.end() : stop if stop >= 0 else first.end() + _LONGEST_HEADING]
    following = _NUMBER.search(heading)
    heading = _PAGE.sub("", heading[: following.start()] if following else heading)
    for wanted in (first[0] + heading[:_SAME], first[0]):
        again = text.find(wanted, first.end(), limit)
        if again >= 0:
            return again
    return None


def _close_of_lines(text: str, opening: tuple[int, int], again: int, end: int) -> int | None:
    """The end of the last line that is an entry. Behind the first sentence only lines with a page are.

    `opening` is what stands from 目录 to the first number. An entry there, such as 前言, may open the text behind.
    """
    below = {line[0] for line in _LINE.finditer(text, again, end)}
    close: int | None = None
    prose, counted = False, False
    for line in _LINE.finditer(text, opening[1], again):
        prose = prose or "。" in line[0]
        bare = _PAGE.sub("", line[0])
        paged = _PAGED.search(line[0]) is not None or (counted and not prose and line[0][-1].isdecimal())
        if paged or (not prose and (_NUMBER.match(line[0]) or (len(bare) <= _LONGEST_ENTRY and bare in below))):
            close = line.end()
            counted = counted or line[0][-1].isdecimal()
    name = _MARK.sub("", text[slice(*opening)]).strip()
    glued = close is not None and 1 < len(name) <= _SAME and text.endswith(name, opening[1], close)
    return close - len(name) if close is not None and glued else close


def _close_of_run(text: str, first: re.Match[str], again: int, end: int) -> tuple[int, tuple[str, str]]:
    """In text without line breaks: the end of the last entry, and its heading where it runs into the text."""
    numbers = list(_NUMBER.finditer(text, first.start(), again))
    kept = [first]
    for before, number in itertools.pairwise(numbers):
        if number.start() - before.end() > _LONGEST_HEADING or "。" in text[before.end() : number.start()]:
            break
        kept.append(number)
    heading = _heading_again(text, kept[-1], again, end)
    close = kept[-1].end() + len(heading)
    led = _LEADER.match(text, close).end()  # type: ignore[union-attr]
    return again if text[led:again].isdecimal() else led, (kept[-1][0], heading)


def _heading_again(text: str, number: re.Match[str], start: int, end: int) -> str:
    """What stands behind a number both in the list and where the number stands again: the heading."""
    entry = text[number.end() : number.end() + _LONGEST_HEADING]
    again = text.find(number[0] + entry[:_SURE], start, end)
    there = text[again + len(number[0]) :][:_LONGEST_HEADING] if again >= 0 else ""
    shared = next((i for i, (a, b) in enumerate(zip(entry, there, strict=False)) if a != b), 0)
    return entry[:shared]


def _headings(text: str, start: int, close: int) -> Iterator[tuple[str, str]]:
    """The numbers of a list and the headings behind them."""
    numbers = list(_NUMBER.finditer(text, start, close))
    ends = [*(number.start() for number in numbers[1:]), close]
    for number, end in zip(numbers, ends, strict=True):
        line = text.find("\n", number.end(), end)
        yield number[0], _PAGE.sub("", text[number.end() : line if line >= 0 else end])
