"""Documents cited in articles and notices (codebook: citations)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.clean.width import HAN
from flows.knowledge.genre import ANY_DOC_NUMBER, is_title, same_title
from flows.model import Citation, Document, Span

_ORDER = rf"(?:(?![的于据和照])[{HAN}]){{1,12}}令(?:〔(?:19|20)\d\d〕)?(?:第)?\d{{1,5}}号"
_NUMBER = rf"{ANY_DOC_NUMBER.pattern}|{_ORDER}"
_NUMBERED = re.compile(_NUMBER)
_TITLE = re.compile(
    rf"《(?P<title>(?:[^《》\n]|《[^《》\n]*》)+)》(?:[（(](?:[^（）()\n]{{0,20}}[，、])?(?P<number>{_NUMBER})[^（）()\n]{{0,20}}[）)])?"
)
_BASIS = re.compile(r"根据|按照|依照|依据|遵照|贯彻|落实|为执行|执行|对照")
_NOT_BASIS = re.compile(r"学习|宣传|解读|修订|修改|评估")
_DRAWN_UP = re.compile(
    r"(?<![已经了])(?:制定|制订|起草|编制|拟定|拟订|草拟|出台|研究提出|编印|签订|签署|订立|编写|编辑|出版|制作|填写|填报|提交|领取|取得|核发|颁发|公布|发布|印发|形成)"
    r"(?:并(?:组织)?(?:实施|印发|发布|落实|执行))?(?:我?[省市县区州]|全[省市县区])?(?:的)?$"
)
_EXISTS = re.compile(r"(?:印发|制定|出台|发布|公布|颁布|下发|制订)的$|了$")
_LICENCE = re.compile(
    r"(?:证|证书|许可|执照|牌照|登记表|申请表|协议|合同|责任书|承诺书|通知书|备案表|意见书|决定书|报告|证明|清单|台账)$"
)
_SHORT_FORM = re.compile(r"(?:以下|下)?(?:统称|简称|称)(?:为)?$")
_LISTED = re.compile(r"(?:[、和及与，]|以及)?|[、和及与][^，。；：\n]{1,20}")  # between two titles of one list
_LAW = re.compile(r"法$|法律|条例$")
_LONGEST_SHORT_FORM = 4  # characters: 《意见》, 《实施方案》; a law may be as short
_REACH = 40  # characters before a title in which its relation is told


def find_citations(document: Document, units: dict[int, tuple[Span, ...]]) -> list[Citation]:
    """The documents that the notice and each unit cite, one row a document and unit, in reading order.

    In: the document, and by unit the spans of its text (heading, body; clauses left out). Spans run from 《 to the
    number.
    """
    found = list(_once(_in_notice(document)))
    for unit, spans in units.items():
        found += _once(citation for span in spans for citation in _in_text(document.text, span, unit))
    return found


def _in_notice(document: Document) -> Iterator[Citation]:
    spans = [*_titles_above(document), *document.notice]
    for span in spans:
        for citation in _in_text(document.text, span, None):
            own = (
                citation.title is not None and document.title is not None and same_title(citation.title, document.title)
            )
            yield _related(citation, "forwarded") if own else citation


def _titles_above(document: Document) -> Iterator[Span]:
    """The wrapper title names what the notice forwards."""
    if document.notice_title and document.spans:
        start = document.spans[0][0]
        at = document.text.find("《", start, start + len(document.notice_title) + 10)
        if at >= 0:
            end = document.text.find("\n", at)
            yield (at, end if end > 0 else len(document.text))


def _in_text(text: str, span: Span, unit: int | None) -> Iterator[Citation]:
    end = span[0]
    relation = "mention"
    for match in _TITLE.finditer(text, *span):
        before = text[max(span[0], match.start() - _REACH) : match.start()]
        yield from _numbers(text, (end, match.start()), unit)
        joined = bool(_LISTED.fullmatch(text, end, match.start()))
        relation = relation if joined and end > span[0] else _relation(before)
        end = match.end()
        if not _is_other(match["title"], before):
            yield Citation(unit, match["title"], match["number"], relation, match.span())
    yield from _numbers(text, (end, span[1]), unit)


def _numbers(text: str, span: Span, unit: int | None) -> Iterator[Citation]:
    """Numbers that no title goes with."""
    for match in _NUMBERED.finditer(text, *span):
        before = text[max(span[0], match.start() - _REACH) : match.start()]
        yield Citation(unit, None, match[0], _relation(before), match.span())


def _relation(before: str) -> str:
    clause = re.split(r"[，。；：》]", before)[-1]
    basis = [match.end() for match in _BASIS.finditer(clause)]
    return "basis" if basis and not _NOT_BASIS.search(clause, basis[-1]) else "mention"


def _is_other(title: str, before: str) -> bool:
    """What stands in 《》 and is no row: documents to come, licences, short forms."""
    if _LICENCE.search(title) or _SHORT_FORM.search(before):
        return True
    if len(title) <= _LONGEST_SHORT_FORM and not _LAW.search(title):
        return True
    clause = re.split(r"[，。；：》]", before)[-1]
    return bool(_DRAWN_UP.search(clause)) and not _EXISTS.search(clause) and (is_title(title) or not _LAW.search(title))


def _related(citation: Citation, relation: str) -> Citation:
    return Citation(citation.unit, citation.title, citation.doc_number, relation, citation.span)


def _once(citations: Iterator[Citation]) -> Iterator[Citation]:
    """One row a document: by title, else by number; the first that gives the number, or the first."""
    rows: dict[str, Citation] = {}
    for citation in citations:
        key = re.sub(r"[《》〈〉“”]", "", citation.title or citation.doc_number or "")
        if key not in rows or (citation.doc_number and not rows[key].doc_number):
            rows[key] = citation
    numbers = {row.doc_number for row in rows.values() if row.title}
    yield from (row for row in rows.values() if row.title or row.doc_number not in numbers)
