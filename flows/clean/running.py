"""Running heads: the words that stand at the head or foot of each page, and the bare page numbers beside them."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from flows.clean.letters import DROPPED
from flows.knowledge import facts
from flows.knowledge.writing import HAN
from flows.model import Span

_LINE = re.compile(r"[^\n]+")
_BLANK = f" \u3000{DROPPED}"
_NUMBER = re.compile(r"[-—–·•~ ]*\d{1,4}[-—–·•~ ]*")
_NUMBERED = re.compile(r"(?:[-—–·•~|]* *\d{1,4} *[-—–·•~|]* +)?(?P<words>.*?)(?: +[-—–·•~|]* *\d{1,4} *[-—–·•~|]*)?")
_WORDS = re.compile(rf"[{HAN}A-Za-z0-9“”‘’《》（）()—·\- ]{{4,50}}")
_GOES_ON = re.compile(rf"[{HAN}，、][{_BLANK}]*$")
_SHORTEST_PROSE = 15  # characters of a line that may break off within a sentence
_FEWEST = 3  # pages; what stands twice is a title
_PAGE = 200  # characters that a page has at least
_PAGES_APART = 0.7  # share of the heads that stand so far from the one before
_SURE = 0.5  # share of the heads that a page's number or a sentence that goes on behind them shows
_COVER = 300  # characters in which the first of them is the title itself


def running_heads(text: str, marks: Sequence[Span]) -> list[Span]:
    """The lines that are heads of pages, and page numbers beside them; `marks` are lines known to be page marks.

    The same words stand at least three times, pages apart, and most of them beside a page mark or within a sentence; a
    bare number, or a sentence, counts beside titles only. The first may be the title itself, or a chapter's heading.
    """
    lines = [match.span() for match in _LINE.finditer(text) if match[0].strip(_BLANK)]
    pages = set(marks)
    repeated: dict[str, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        if words := _words(text[slice(*line)]):
            repeated[words].append(i)
    found: list[Span] = []
    for words, places in repeated.items():
        if len(places) >= _FEWEST:
            sure = {i for i in places if _heads_page(text, lines, i, pages, words)}
            apart = _pages_apart(lines, places) or len(sure) >= len(places) - 1
            if apart and len(sure) >= _SURE * len(places):
                kept = {places[0]} if lines[places[0]][0] < _COVER or places[0] not in sure else set()
                heads = [i for i in places if i not in kept]
                found += [lines[i] for i in heads]
                found += [lines[j] for i in heads for j in (i - 1, i + 1) if _is_number(text, lines, j)]
    return found


def _words(line: str) -> str:
    """What is the same in the heads of all pages: a short line without its page number; empty for other lines."""
    line = line.strip(_BLANK).replace(DROPPED, "")
    if len(line) > 70:
        return ""
    match = _NUMBERED.fullmatch(line)
    words = match["words"] if match else line
    return words if _WORDS.fullmatch(words) and not words.isascii() else ""


def _pages_apart(lines: Sequence[Span], places: Sequence[int]) -> bool:
    gaps = [lines[b][0] - lines[a][0] for a, b in itertools.pairwise(places)]
    return sum(gap >= _PAGE for gap in gaps) >= _PAGES_APART * len(gaps)


def _heads_page(text: str, lines: Sequence[Span], i: int, pages: set[Span], words: str) -> bool:
    """Whether a page mark is next to a line; or, where it is a title, a number, or prose that goes on behind it."""
    beside = [j for j in (i - 1, i + 1) if 0 <= j < len(lines)]
    if any(lines[j] in pages for j in beside):
        return True
    numbers = [j for j in beside if _is_number(text, lines, j)]
    if not _titles().search(words):
        return False
    if numbers or text[slice(*lines[i])].strip(_BLANK) != words:
        return True
    before = text[slice(*lines[i - 1])].strip(_BLANK) if i else ""
    return len(before) >= _SHORTEST_PROSE and bool(_GOES_ON.search(before)) and "，" in before


def _is_number(text: str, lines: Sequence[Span], i: int) -> bool:
    return 0 <= i < len(lines) and bool(_NUMBER.fullmatch(text[slice(*lines[i])].strip(_BLANK)))


@cache
def _titles() -> re.Pattern[str]:
    """The title of a document, by its end, the years in brackets behind it aside, or of a chapter, by its number."""
    words = "|".join(map(re.escape, facts("genre.yml")["doc_types"]))
    return re.compile(
        rf"(?:{words})[》”]?(?:[（(][^（）()]{{2,20}}[）)])?$|^第[一二三四五六七八九十百]{{1,4}}[章篇编](?!.*[，。；])"
    )
