"""What stands around the text of pages: their numbers, running heads and feet, what a browser prints with them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from flows.read.pdf_line import Line
from flows.read.pdf_page import Page

_EDGE = 2  # lines at the head and the foot of a page that may be furniture
_FEW_PAGES = 4
_DIGITS = re.compile(r"\d{1,9}")
_DASHED = re.compile(
    r"[-—–－─·•~]{1,2}\s*(\d{1,4})\s*[-—–－─·•~]{1,2}|第\s*(\d{1,4})\s*页.{0,12}|(\d{1,4})\s*/\s*\d{1,4}"
)
_LONGEST_PRINTED = 300  # characters of a line of a printed head
_BARE = re.compile(r"\d{1,4}")
_ATTACHED = re.compile(r"附[件表录图]?")
_ADDRESS = re.compile(r"(?:https?|file)://\S{3,}")
_OF = r"(?:\d{1,4}\s?(?:/|of)\s?\d{1,4}|(?:第\s?\d{1,4}\s?页|Page\s?\d{1,4}).{0,12})"
_WHEN = r"\d{1,4}[/.\-年]\d{1,2}[/.\-月]\d{1,4}日?[,，]?\s{0,2}(?:[上下]午\s?)?\d{1,2}:\d\d(?::\d\d)?(?:\s?[APap][Mm])?"
# Time, title, address and number of the page, in whatever order browsers print them.
_PRINTED = re.compile(rf"{_WHEN}(?:\s.*)?|(?:.*\s)?{_ADDRESS.pattern}(?:\s+{_OF})?|{_OF}(?:\s+{_WHEN})?|.*\s{_WHEN}")
_LONGEST_PRINTED = 300  # characters


def drop_furniture(pages: Sequence[Page]) -> list[list[Line]]:
    """The lines of each page without its number, what a browser prints around it, and heads and feet that return."""
    seen = Counter(key for page in pages for key in {_key(page.lines[i]) for i in _edges(page)})
    twice = _returning(pages) if len(pages) <= _FEW_PAGES else frozenset()
    often = max(3, len(pages) * 0.4)
    counted = _counted_pages(pages)

    def is_furniture(page: Page, i: int, printed: bool) -> bool:
        line = page.lines[i]
        if _DASHED.fullmatch(line.text) or (counted and _BARE.fullmatch(line.text)):
            return True
        if printed and _PRINTED.fullmatch(line.text[:_LONGEST_PRINTED]):
            return True
        returns = seen[_key(line)] >= often or (i, line) in twice
        return returns and not line.is_row and _stands_off(page, i)

    kept = []
    for page in pages:
        printed = any(_ADDRESS.search(page.lines[i].text) for i in _edges(page))
        dropped = {i for i in _edges(page) if is_furniture(page, i, printed)}
        kept.append([line for i, line in enumerate(page.lines) if i not in dropped])
    return kept


def _returning(pages: Sequence[Page]) -> frozenset[tuple[int, Line]]:
    """The heads and feet of a short document: half of its pages, and two at least, have one at the same height.

    Its words must be the same, and its digits too, or count the pages; 附件1 and 附件2 are no heads.
    """
    found: dict[tuple[str, int], list[tuple[int, Line]]] = {}
    for number, page in enumerate(pages):
        for i in _edges(page):
            line = page.lines[i]
            counted = _DIGITS.sub(lambda digits, n=number: f"#{int(digits[0]) - n}", line.text)  # type: ignore[misc]
            for text in {line.text} | ({counted} if not _ATTACHED.match(line.text) else set()):
                found.setdefault((text, _key(line)[1]), []).append((i, line))
    often = max(2, len(pages) / 2)
    return frozenset(place for places in found.values() if len(places) >= often for place in places)


def _edges(page: Page) -> set[int]:
    """The first and the last lines of a page."""
    count = len(page.lines)
    return {i for i in range(count) if i < _EDGE or i >= count - _EDGE}


def _stands_off(page: Page, i: int) -> bool:
    """Whether more than the usual space parts a line at the head or the foot from the text of its page."""
    feet = [line.foot for line in page.lines]
    gaps = [above - below for above, below in pairwise(feet) if above > below]
    if len(gaps) < 3 or feet[i] != feet[i]:
        return True
    inward = feet[i] - feet[i + 1] if i < _EDGE and i + 1 < len(feet) else feet[i - 1] - feet[i]
    return abs(inward) > 1.2 * median(gaps) or (i in (1, len(feet) - 2) and abs(inward) < 0.5 * median(gaps))


def _key(line: Line) -> tuple[str, int]:
    """What makes a line the same as one on another page: its words, any digits, its height on the page."""
    return _DIGITS.sub("0", line.text), round(line.foot / 4) if line.foot == line.foot else 0


def _counted_pages(pages: Sequence[Page]) -> bool:
    """Whether bare numbers at the edges of pages count the pages."""
    if len(pages) < 2:
        return False
    shifts = Counter(
        int(line.text) - number
        for number, page in enumerate(pages)
        for line in (page.lines[i] for i in _edges(page))
        if _BARE.fullmatch(line.text)
    )
    return bool(shifts) and shifts.most_common(1)[0][1] * 2 > len(pages)
