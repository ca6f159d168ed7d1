"""From the printed lines of pages to paragraphs: wrapped lines joined.

An official letter indents the first line of a paragraph by two characters and fills every line but the last. So a line
goes on when it is full and the next one is not indented. Where the layout does not say (no indents, unknown places),
lines stay as they are, for the cleaning of wrapped text to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from flows.read.pdf_line import Line
from flows.read.pdf_margins import Margins, find_margins

_STOPS = re.compile(r"[。！？：；:;][”’」』）)》]*$")
_OPENS = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,5}[章节条编篇]|[一二三四五六七八九十]{1,4}、|[（(][一二三四五六七八九十\d]{1,4}[）)]|\d{1,3}[、．.](?!\d)|——"
)
_SPLIT_WORD = re.compile(r"[A-Za-z,.]$")


def join_wraps(pages: Iterable[Sequence[Line]]) -> Iterator[str]:
    """The paragraphs of a document. In: the lines of pages, or of their columns."""
    text = ""
    before: Line | None = None
    margins = Margins(0.0, 0.0, False)
    for lines in pages:
        margins = find_margins(lines, margins)
        for line in lines:
            if before and _goes_on(before, line, margins):
                text = _join(text, line.text)
            else:
                if text:
                    yield text.replace("\ufffe", "-")
                text = line.text
            before = line
    if text:
        yield text.replace("\ufffe", "-")


def _goes_on(before: Line, line: Line, margins: Margins) -> bool:
    """Whether a line is the rest of the paragraph of the line before."""
    if (
        before.is_row
        or line.is_row
        or (before.pieces and line.pieces)
        or not margins.right
        or not _same_size(before, line)
    ):
        return False
    if not margins.is_full(before) or not margins.is_flush(line):
        return False
    return margins.indents or not (_STOPS.search(before.text) or _OPENS.match(line.text))


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
