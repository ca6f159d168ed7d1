"""Documents cited in articles and notices (codebook: citations)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from flows.extract.cited import Named, goes_on, is_cited, is_to_come, named_in, relation_of, tells_what_is, without_verb
from flows.knowledge.genre import ANY_DOC_NUMBER, wording
from flows.knowledge.writing import HAN
from flows.model import Citation, Document, Span

_ORDER = rf"(?:(?![的于据和照])[{HAN}]){{1,12}}令(?:〔(?:19|20)\d\d〕)?(?:第)?\d{{1,5}}号"
_NUMBER = rf"{ANY_DOC_NUMBER.pattern}|{_ORDER}"
_NUMBERED = re.compile(_NUMBER)
# In the bracket behind a title the whole name stands: 工业和信息化部令第30号, 交通运输部令2019年第17号公布，…修改.
_ITS_NUMBER = rf"{_NUMBER}|[{HAN}]{{2,24}}令(?:第)?(?:(?:19|20)\d\d年第?)?\d{{1,5}}号"
_TITLE = re.compile(
    rf"《(?P<title>(?:[^《》\n]|《[^《》\n]*》)+)》(?:[（(](?:[^（）()\n]{{0,20}}[，、])?(?P<number>{_ITS_NUMBER})[^（）()\n]{{0,80}}[）)])?"
)
_ISSUED = re.compile(
    r"[^。；]{0,120}?(?:印发|转发|批转|下发|发布|公布)(?:给)?(?:你们|实施|执行|如下)?(?=[，。；\n]|$)|，并发出通知"
)
_GIVEN = re.compile("(?:（[^（）]*(?:（[^（）]*）[^（）]*)?）)?(?:印发|转发)(?:给你们|你们|实施|执行)")
_WRAPPED = re.compile(
    r"(?:（[^（）\n]*）)?(?:等|的(?:通知|公告|决定|函)|[、和及与]|\n|$)"
)  # behind a title in a wrapper
_STATE = re.compile("^中华人民共和国")
_REACH = 60  # characters before a title in which its relation is told


def find_citations(document: Document, units: dict[int, tuple[Span, ...]]) -> list[Citation]:
    """The documents that the notice and each unit cite, one row a document and unit, in reading order.

    In: the document, and by unit the spans of its text (heading, body; clauses left out). Spans run from 《 to the
    number.
    """
    named = named_in(document)
    found = list(_once(_in_notice(document, named)))
    if not any(citation.relation == "forwarded" for citation in found):
        found += _once(_handed_out(document, named))
    for unit, spans in units.items():
        told = tells_what_is(document, document.units[unit])
        found += _once(c for span in spans for c in _in_text(document.text, span, unit, named, told))
    return found


def _in_notice(document: Document, named: Named) -> Iterator[Citation]:
    """What the notice forwards, its own object, and what it cites besides."""
    text, start = document.text, document.spans[0][0] if document.spans else 0
    for match in _TITLE.finditer(text, start, start + len(document.notice_title or "") + 20):
        if document.notice_title and named.is_own(match["title"]) and _WRAPPED.match(text, match.end()):
            yield Citation(None, match["title"], match["number"], "forwarded", match.span())
    for span in document.notice:
        for match in _TITLE.finditer(text, *span):
            if named.is_own(match["title"]):
                yield Citation(None, match["title"], match["number"], "forwarded", match.span())
        for citation in _in_text(text, span, None, named):
            issued = citation.relation == "mention" and _ISSUED.match(text, citation.span[1], span[1])
            yield replace(citation, relation="forwarded") if citation.title and issued else citation


def _handed_out(document: Document, named: Named) -> Iterator[Citation]:
    """The object of a notice, in the preamble that leads to its own points: 现将《…》印发给你们，并提出如下要求："""
    for index, unit in enumerate(document.units[:1]):
        for span in unit.paragraphs if unit.kind == "preamble" else ():
            for match in _TITLE.finditer(document.text, *span):
                if named.is_own(match["title"]) and _GIVEN.match(document.text, match.end()):
                    yield Citation(index, match["title"], match["number"], "forwarded", match.span())


def _in_text(text: str, span: Span, unit: int | None, named: Named, told: bool = False) -> Iterator[Citation]:
    """The titles and the lone numbers of a stretch of text. What holds for a title holds for the list it opens."""
    end, relation, coming = span[0], "mention", False
    for match in _TITLE.finditer(text, *span):
        before = text[max(0, match.start() - _REACH) : match.start()].rstrip("\n")
        after = text[match.end() : match.end() + _REACH]
        number = match["number"]
        for lone in _numbers(text, (end, match.start()), unit, named):
            if number or text[lone.span[1] : match.start()].strip("文件"):
                yield lone
            else:  # 国发〔2015〕28号文件《…》
                number = lone.doc_number
        if end == span[0] or not goes_on(text[end : match.start()]):
            relation, coming = relation_of(before), is_to_come(before, after, told)
        end = match.end()
        if not coming and is_cited(match["title"], number, before, after, relation, named):
            yield Citation(unit, match["title"], number, relation, match.span())
    yield from _numbers(text, (end, span[1]), unit, named)


def _numbers(text: str, span: Span, unit: int | None, named: Named) -> Iterator[Citation]:
    """Numbers that no title goes with, but for the document's own."""
    if text.find("号", *span) < 0:
        return
    pattern = _NUMBERED if text.find("令", *span) >= 0 else ANY_DOC_NUMBER  # orders cost a look at every character
    for match in pattern.finditer(text, *span):
        number = without_verb(match[0])
        if number != named.number:
            start = match.end() - len(number)
            before = text[max(span[0], start - _REACH) : start]
            yield Citation(unit, None, number, relation_of(before), (start, match.end()))


def _once(citations: Iterator[Citation]) -> Iterator[Citation]:
    """One row a document: by title, else by number; the first that gives the number, or the first."""
    rows: dict[str, Citation] = {}
    for citation in citations:
        key = _STATE.sub("", wording(citation.title or citation.doc_number or ""))
        if key not in rows or (citation.doc_number and not rows[key].doc_number):
            rows[key] = citation
    numbers = {row.doc_number for row in rows.values() if row.title}
    yield from (row for row in rows.values() if row.title or row.doc_number not in numbers)
