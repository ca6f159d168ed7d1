"""Page numbers and page marks: what a printer or a converter put between the lines. Every function keeps the length."""

from __future__ import annotations

import itertools
import re

from flows.clean.letters import DROPPED
from flows.clean.running import running_heads
from flows.knowledge.writing import HAN
from flows.model import Span

_BLANK = r"[ \u3000]*"
_PAGE_LINE = re.compile(
    rf"^{_BLANK}(?:#{{1,3}} ?Page \d{{1,5}}:?|[-—–─·•~]{{1,2}} ?\d{{1,4}} ?[-—–─·•~]{{1,2}}"
    rf"|第 ?\d{{1,4}} ?页(?: ?[,，/]? ?共 ?\d{{1,4}} ?页)?|Page \d{{1,4}}(?: of \d{{1,4}})?"
    rf"|[{HAN}]{{2,20}}公报{_BLANK}(?:(?:19|20)\d\d ?年)? ?第 ?\d{{1,3}} ?期(?:{_BLANK}[-—–·]? ?\d{{1,4}} ?[-—–·]?)?"
    rf"|\d{{1,4}} ?/ ?\d{{1,4}}|[·•] ?\d{{1,4}}|\d{{1,4}} ?[·•]|[.。] ?\d{{1,4}} ?[.。]){_BLANK}$",
    re.MULTILINE,
)
_BARE_NUMBER = re.compile(rf"^{_BLANK}(\d{{1,4}}){_BLANK}$", re.MULTILINE)
_MEASURES = (
    "年月日时分秒个家户人名件项次条篇种类批座台套处所间栋亩公千百十万亿米吨元度倍成级层届位号"
    "期天周岁章节册本部门款只头份辆架艘场起例市县区镇乡村省多余至到以大小"
)
# A page number that a converter glued to the line after the break: the line before is prose that does not end.
_GLUED_NUMBER = re.compile(rf"(?<=[{HAN}，、])\n{_BLANK}(\d{{1,3}})(?=[{HAN}])(?![{_MEASURES}])")
_PAGE = 200  # characters that a page has at least
_SHORTEST_SENTENCE = 15
_SHORTEST_PROSE = 60  # characters; a wrapped line is shorter than this, and wraps glue no page numbers


def drop_page_marks(text: str) -> tuple[str, tuple[Span, ...]]:
    """Take page marks out of the flow of text; answers the text and their spans in order."""
    marks = [match.span() for match in _PAGE_LINE.finditer(text)]
    marks += _numbered_pages(text)
    marks += running_heads(text, marks)
    marks += [match.span(1) for match in _GLUED_NUMBER.finditer(text) if _ends_long_line(text, match.start())]
    kept, at = [], 0
    for start, end in sorted(set(marks)):
        kept += [text[at:start], DROPPED * (end - start)]
        at = end
    return "".join([*kept, text[at:]]), tuple(_trim(text, span) for span in sorted(set(marks)))


def _ends_long_line(text: str, end: int) -> bool:
    return end - (text.rfind("\n", 0, end) + 1) >= _SHORTEST_PROSE


def _numbered_pages(text: str) -> list[Span]:
    """Lines that are a bare number, where they count up by one through the source, pages apart or below prose."""
    lines = list(_BARE_NUMBER.finditer(text))
    numbers = [int(line[1]) for line in lines]
    if len(lines) < 2 or any(b - a != 1 for a, b in itertools.pairwise(numbers)):
        return []
    apart = (lines[-1].start() - lines[0].start()) / (len(lines) - 1)
    paged = (len(lines) > 2 and apart > _PAGE) or all(_below_prose(text, line.start()) for line in lines)
    return [line.span() for line in lines] if paged else []


def _below_prose(text: str, start: int) -> bool:
    """Whether the line above is prose, which no cell of a table is."""
    above = text[text.rfind("\n", 0, max(start - 1, 0)) + 1 : start].strip()
    return len(above) >= _SHORTEST_SENTENCE and ("，" in above or above.endswith("。"))


def _trim(text: str, span: Span) -> Span:
    mark = text[span[0] : span[1]]
    lead = len(mark) - len(mark.lstrip())
    return span[0] + lead, span[0] + lead + len(mark.strip())
