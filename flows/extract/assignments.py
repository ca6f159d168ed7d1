"""Who is to do what a unit says (codebook: assignments): clauses, prose, roles, ranks and time limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from flows.extract.clauses import BRACKET, LINE, Candidate, candidates
from flows.extract.leads import let_lead
from flows.extract.prose import find_prose, heads_duty
from flows.extract.quoting import doubt, is_too_much, stretches
from flows.extract.readings import Reading, read
from flows.extract.roles import DUE, RESPONSIBLE, header_role
from flows.extract.spans import Spans
from flows.extract.time_limits import time_limit
from flows.knowledge.agencies import is_collective, rank_prefix, resolve
from flows.model import Agency, AssignedCell, Assignment, Document, Doubt, Span, Unit
from flows.parse.tables import cells_of, read_tables
from flows.parse.task_rows import assigned_cells

CUSTOM = 3  # clauses without a word but names that make them a document's custom
_YEAR = re.compile(r"(?:19|20)\d\d")
# Known by their form alone: 杭州市局, of the office whose plan it is, and 基金监管处, an office of its own.
_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{2,8}[市区县州旗盟](?:(?:中心)?支?[局行]|(?:人民)?政府)|[\u4e00-\u9fff]{2,12}[处科股]室?|[厅局委]办(?:公室)?"
)
_NUMBER_YEAR = re.compile(r"〔((?:19|20)\d\d)〕")


@dataclass(frozen=True, slots=True)
class Found:
    """A clause, or an assignment in prose, of a unit."""

    unit: int
    span: Span
    reading: Reading
    basis: str
    cut: tuple[Span, ...] = ()  # what is to be cut from the unit's body, a span a paragraph
    bare: bool = False  # nothing but names: neither a label nor a verb
    sure: bool = True  # else a clause only where the document writes its clauses so


def find_assignments(document: Document) -> tuple[list[Assignment], dict[int, tuple[Span, ...]], list[Doubt]]:
    """The assignments of a document, the spans of each unit's clauses (to be cut from its body), and the doubts.

    In: a parsed document. Spans point into its text.
    """
    found = [one for index, unit in enumerate(document.units) for one in _of_unit(document, index, unit)]
    if sum(one.bare for one in found) < CUSTOM:
        found = [one for one in found if one.sure]
    clauses_read = [(one.span, one.reading) for one in found if one.basis == "clause"]
    let_lead(document.text, document.spans, clauses_read)
    naming, dating = _naming_year(document), _document_year(document)
    assignments: list[Assignment] = []
    clauses: dict[int, list[Span]] = {}
    doubts: list[Doubt] = []
    for one in found:
        if one.cut:
            clauses.setdefault(one.unit, []).extend(one.cut)
        due = time_limit(one.reading.due, dating) if one.reading.limits else None
        names = one.reading.names
        quoted = [one.span if name.span[0] >= one.span[0] else name.span for name, _ in names]
        if is_too_much(one.span, len(names)):
            quoted = stretches(document.text, one.span, [name.span for name, _ in names])
            doubts.append(doubt(one.span, len(names)))
        for rank, ((name, role), clause) in enumerate(zip(names, quoted, strict=True), 1):
            agency = resolve(name.full, document.region_code, document.admin_level, naming)
            assignments.append(
                Assignment(one.unit, agency, role, rank, one.reading.open_ended, one.basis, due, clause, name.span)
            )
    doubts.extend(_doubts(assignments))
    return assignments, {unit: tuple(spans) for unit, spans in clauses.items()}, doubts


def _of_unit(document: Document, index: int, unit: Unit) -> Iterator[Found]:
    """The clauses and the prose of one unit, in reading order."""
    text, region = document.text, document.region_code
    paragraphs = [cell for span in (unit.heading, *unit.paragraphs) if span for cell in cells_of(text, span)]
    found: list[Found] = []
    for candidate in candidates(text, paragraphs):
        if found and candidate.span[0] < found[-1].span[1]:
            continue
        reading = read(text, candidate.parts, region)
        cut = (candidate.span,) if candidate.kind == BRACKET else candidate.parts
        if _is_clause(candidate, reading):
            found.append(Found(index, candidate.span, reading, "clause", cut))
        elif _is_bare(text, candidate, reading):
            sure = _stands_alone(text, candidate, reading)
            found.append(Found(index, candidate.span, reading, "clause", cut, bare=True, sure=sure))
        elif _closes(text, candidate) and _is_mixed(mixed := read(text, candidate.parts, region, lenient=True)):
            found.append(Found(index, candidate.span, mixed, "clause", cut, sure=False))
    for cells in _assigned(text, unit):
        spans = [cell.span for cell in cells]
        reading = read(text, spans, region, [_role(cell) for cell in cells])
        if reading.is_list:
            own = [span for span in spans if unit.span[0] <= span[0]] or spans[:1]  # not of a merged cell above
            found.append(Found(index, (min(own)[0], max(own)[1]), reading, "clause"))
    taken = Spans.over(one.span for one in found)
    for start, end in _with_duty_below(text, paragraphs, region):
        for span, reading in find_prose(text, start, end, region, listing=unit.kind != "preamble"):
            if span[0] not in taken:
                found.append(Found(index, span, reading, "prose"))
    return iter(sorted(found, key=lambda one: one.span))


def _with_duty_below(text: str, paragraphs: Sequence[Span], region: str | None) -> Iterator[Span]:
    """The paragraphs, a heading joined with the duty that stands below it: 县财政局：|负责筹集资金。"""
    heads: list[Span] = []
    for span, below in zip_longest(paragraphs, paragraphs[1:]):
        gap = text[span[1] : below[0]].strip() if below else None
        opens = span == paragraphs[0] or text[span[1] - 1] in "：:"
        if below and gap in ("", "：", ":", "。") and _has_duty(text, span, below, opens, region):
            heads.append(span)
        else:
            yield heads[0][0] if heads else span[0], span[1]
            heads = []


def _has_duty(text: str, head: Span, below: Span, opens: bool, region: str | None) -> bool:
    """Whether what stands below a line is the duty of the bodies that it names."""
    return text.startswith("负责", below[0]) or (opens and heads_duty(text, head, region))


def _assigned(text: str, unit: Unit) -> Iterator[Sequence[AssignedCell]]:
    """The cells that name bodies: of the row that the unit is, of the rows of its tables of indicators."""
    if unit.assigned:
        yield unit.assigned
    for table in read_tables(text, unit.paragraphs):
        yield from filter(None, (assigned_cells(table, row) for row in table.rows))


def _role(cell: AssignedCell) -> str:
    return header_role(cell.head) or (DUE if cell.kind == "due" else RESPONSIBLE)


def _is_clause(candidate: Candidate, reading: Reading) -> bool:
    """Whether a candidate assigns work: most of it must be names, and a label or a verb must say so."""
    if not reading.is_list:
        return False
    if reading.labelled:
        return True
    if candidate.kind == LINE:
        known = [_is_body(name.full) for name, _ in reading.names]
        known.append(not all(is_collective(name.full) for name, _ in reading.names))  # 各部门密切配合。 tells no more
        return reading.ends_with_verb and not reading.loose and not reading.strangers and all(known)
    return candidate.kind == BRACKET and candidate.at_end and reading.ends_with_verb


def _is_bare(text: str, candidate: Candidate, reading: Reading) -> bool:
    """Whether a bracket at the end of a paragraph or sentence holds nothing but known bodies, an office among them."""
    if not (candidate.contact or _closes(text, candidate)) or not reading.names or reading.strangers:
        return False
    names = [name.full for name, _ in reading.names]
    offices = any(_is_office(name) for name in names) or rank_prefix(names[0])
    return bool(offices) and all(_is_body(name) or rank_prefix(name) for name in names)


def _closes(text: str, candidate: Candidate) -> bool:
    """Whether a bracket ends its paragraph."""
    end = candidate.span[1]
    closes = text[end : end + 1] in ("", "\n") or text[end : end + 2] in ("。", "；", "。\n", "；\n")
    return closes and candidate.kind == BRACKET and candidate.at_end


def _is_mixed(reading: Reading) -> bool:
    """Whether a list of short names is of bodies: an office among them, and most of them known (市商务委、东航物流)."""
    names = [name.full for name, _ in reading.names]
    known = sum(_is_body(name) or bool(rank_prefix(name)) for name in names)
    offices = any(_is_office(name) for name in names if _is_body(name))
    return len(names) > 1 and not reading.strangers and offices and 2 * known >= len(names)


def _stands_alone(text: str, candidate: Candidate, reading: Reading) -> bool:
    """Whether such a bracket is a clause by itself: behind the last sentence, and a list or a collective."""
    start = candidate.span[0]
    if reading.contact or candidate.contact:
        return True
    several = len(reading.names) > 1 or is_collective(reading.names[0][0].full)
    return (
        several
        and any(_is_office(name.full) for name, _ in reading.names)
        and text[start - 1 : start] in ("。", "；", "！", "\n")
    )


def _is_body(name: str) -> bool:
    return is_collective(name) or resolve(name, None, None, None).known or bool(_OFFICE.fullmatch(name))


def _is_office(name: str) -> bool:
    """A body that does a work, no zone or school: a bracket that only lists zones explains."""
    if _OFFICE.fullmatch(name):
        return True
    body = resolve(name, None, None, None)
    zone = body.function in (None, "园区管理", "乡镇街道")
    return is_collective(name) or not (zone or body.system in ("institution", "enterprise"))


def _document_year(document: Document) -> int | None:
    """The year that a date without one is in: of the document's date, number or title."""
    for value in (
        document.date_issued,
        document.date_passed,
        document.date_published,
        document.doc_number,
        document.title,
    ):
        match = _YEAR.search(value or "")
        if match:
            return int(match[0])
    return None


def _naming_year(document: Document) -> int | None:
    """The year whose names of bodies hold: the document's, or at least that of the newest document that it cites."""
    year = _document_year(document)
    if year is None:
        cited = [int(y) for span in document.spans for y in _NUMBER_YEAR.findall(document.text[slice(*span)])]
        year = max(cited, default=None)
    return year


def _doubts(assignments: list[Assignment]) -> Iterator[Doubt]:
    """One doubt a name that knowledge does not have."""
    seen: set[Agency] = set()
    for row in assignments:
        if not row.agency.known and row.agency not in seen:
            seen.add(row.agency)
            message = f"No known body or kind of body is called {row.agency.short_name}; it is kept as written."
            yield Doubt("unknown-agency", row.name, message)
