"""From the printed lines of pages to paragraphs: running heads and page numbers out, wrapped lines joined.

An official letter indents the first line of a paragraph by two characters and fills every line but the last. So a line
goes on when it is full and the next one is not indented. Where the layout does not say (no indents, unknown places),
lines stay as they are, for the cleaning of wrapped text to judge.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from flows.read.pdf_line import Line
from flows.read.pdf_page import Page

_EDGE = 2  # lines at the head and the foot of a page that may be furniture
_DIGITS = re.compile(r"\d+")
_DASHED = re.compile(
    r"[-—–－─·•~]{1,2}\s*(\d{1,4})\s*[-—–－─·•~]{1,2}|第\s*(\d{1,4})\s*页.{0,12}|(\d{1,4})\s*/\s*\d{1,4}"
)
_BARE = re.compile(r"\d{1,4}")
_STOPS = re.compile(r"[。！？：；:;][”’」』）)》]*$")
_OPENS = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,5}[章节条编篇]|[一二三四五六七八九十]{1,4}、|[（(][一二三四五六七八九十\d]{1,4}[）)]|\d{1,3}[、．.](?!\d)|——"
)
_SPLIT_WORD = re.compile(r"[A-Za-z,.]$")
_SLACK = 1.3  # characters by which a full line may fall short: a mark may not open the next one
_INDENT = 0.9  # characters that a first line is indented at least


def drop_furniture(pages: Sequence[Page]) -> list[list[Line]]:
    """The lines of each page without its number and without heads and feet that return on other pages."""
    seen = Counter(key for page in pages for key in {_key(page.lines[i]) for i in _edges(page)})
    often = max(3, len(pages) * 0.4)
    counted = _counted_pages(pages)

    def is_furniture(page: Page, i: int) -> bool:
        line = page.lines[i]
        if _DASHED.fullmatch(line.text) or (counted and _BARE.fullmatch(line.text)):
            return True
        return seen[_key(line)] >= often and not line.is_row and _stands_off(page, i)

    kept = []
    for page in pages:
        dropped = {i for i in _edges(page) if is_furniture(page, i)}
        kept.append([line for i, line in enumerate(page.lines) if i not in dropped])
    return kept


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


def join_wraps(pages: Sequence[Sequence[Line]]) -> Iterator[str]:
    """The paragraphs of a document."""
    text = ""
    before: Line | None = None
    left = right = indents = 0.0
    for lines in pages:
        if margins := _margins(lines):
            left, right, indents = margins
        for line in lines:
            if before and _goes_on(before, line, left, right, bool(indents)):
                text = _join(text, line.text)
            else:
                if text:
                    yield text.replace("\ufffe", "-")
                text = line.text
            before = line
    if text:
        yield text.replace("\ufffe", "-")


def _margins(lines: Sequence[Line]) -> tuple[float, float, float] | None:
    """Where lines begin and where full ones end, and how many are indented; None where too few lines show it."""
    prose = [line for line in lines if not line.is_row and line.right == line.right and len(line.text) > 3]
    if len(prose) < 4:
        return None
    size = median(line.size for line in prose)
    left, count = Counter(round(line.left / 3) * 3 for line in prose).most_common(1)[0]
    right = sorted(line.right for line in prose)[int(len(prose) * 0.8)]
    if count < 3 or right - left < 8 * size:
        return None
    indented = sum(1.5 * size < line.left - left < 2.7 * size for line in prose)
    return left, right, indented


def _goes_on(before: Line, line: Line, left: float, right: float, indents: bool) -> bool:
    """Whether a line is the rest of the paragraph of the line before."""
    if before.is_row or line.is_row or not right or not _same_size(before, line):
        return False
    full = before.right > right - _SLACK * before.size
    flush = abs(line.left - left) < _INDENT * line.size
    if not full or not flush:
        return False
    return indents or not (_STOPS.search(before.text) or _OPENS.match(line.text))


def _same_size(before: Line, line: Line) -> bool:
    """Whether two lines are of one size, as far as their first characters tell: digits of another font do not."""
    if before.text[0].isascii() or line.text[0].isascii():
        return True
    return 0.85 * before.size < line.size < 1.18 * before.size


def _join(text: str, line: str) -> str:
    if text.endswith("\ufffe"):
        return text[:-1] + line
    parted = _SPLIT_WORD.search(text) and line[0].isascii() and line[0].isalnum()
    return f"{text} {line}" if parted else text + line
