"""Who is to do what a unit says (codebook: assignments): clauses, prose, roles, ranks and time limits."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flows.extract.clauses import BRACKET, LINE, Candidate, candidates
from flows.extract.prose import find_prose
from flows.extract.quoting import doubt, is_too_much, stretches
from flows.extract.readings import Reading, read, with_first_leading
from flows.extract.roles import DUE, RESPONSIBLE, header_role, says_first_leads
from flows.extract.spans import Spans
from flows.extract.time_limits import time_limit
from flows.knowledge.agencies import is_collective, resolve
from flows.model import Agency, AssignedCell, Assignment, Document, Doubt, Span, Unit
from flows.parse.tables import cells_of, read_tables
from flows.parse.task_rows import assigned_cells

_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER_YEAR = re.compile(r"〔((?:19|20)\d\d)〕")
_HOLDS_ON = re.compile(r"[^。（）]{0,6}(?:下同|以下|下列|各项)")


@dataclass(frozen=True, slots=True)
class Found:
    """A clause, or an assignment in prose, of a unit."""

    unit: int
    span: Span
    reading: Reading
    basis: str
    cut: tuple[Span, ...] = ()  # what is to be cut from the unit's body, a span a paragraph


def find_assignments(document: Document) -> tuple[list[Assignment], dict[int, tuple[Span, ...]], list[Doubt]]:
    """The assignments of a document, the spans of each unit's clauses (to be cut from its body), and the doubts.

    In: a parsed document. Spans point into its text.
    """
    found = [one for index, unit in enumerate(document.units) for one in _of_unit(document, index, unit)]
    _let_first_lead(document, found)
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
        if _is_clause(text, candidate, reading):
            cut = (candidate.span,) if candidate.kind == BRACKET else candidate.parts
            found.append(Found(index, candidate.span, reading, "clause", cut))
    for cells in _assigned(text, unit):
        spans = [cell.span for cell in cells]
        reading = read(text, spans, region, [_role(cell) for cell in cells])
        if reading.is_list:
            own = [span for span in spans if unit.span[0] <= span[0]] or spans[:1]  # not of a merged cell above
            found.append(Found(index, (min(own)[0], max(own)[1]), reading, "clause"))
    taken = Spans.over(one.span for one in found)
    for start, end in paragraphs:
        for span, reading in find_prose(text, start, end, region):
            if span[0] not in taken:
                found.append(Found(index, span, reading, "prose"))
    return iter(sorted(found, key=lambda one: one.span))


def _assigned(text: str, unit: Unit) -> Iterator[Sequence[AssignedCell]]:
    """The cells that name bodies: of the row that the unit is, of the rows of its tables of indicators."""
    if unit.assigned:
        yield unit.assigned
    for table in read_tables(text, unit.paragraphs):
        yield from filter(None, (assigned_cells(table, row) for row in table.rows))


def _role(cell: AssignedCell) -> str:
    return header_role(cell.head) or (DUE if cell.kind == "due" else RESPONSIBLE)


def _is_clause(text: str, candidate: Candidate, reading: Reading) -> bool:
    """Whether a candidate assigns work: most of it must be names, and a label or a verb must say so.

    A bracket of nothing but known bodies behind the last sentence of a paragraph is a clause too.
    """
    if not reading.is_list:
        return False
    if reading.labelled:
        return True
    if candidate.kind == LINE:
        known = [_is_body(name.full) for name, _ in reading.names]
        known.append(not all(is_collective(name.full) for name, _ in reading.names))  # 各部门密切配合。 tells no more
        return reading.ends_with_verb and not reading.loose and not reading.strangers and all(known)
    if candidate.kind != BRACKET or not candidate.at_end:
        return False
    if reading.ends_with_verb:
        return True
    names = [name.full for name, _ in reading.names]
    start, end = candidate.span
    alone = text[start - 1 : start] in ("。", "；", "！", "\n") and text[end : end + 1] in ("", "\n", "。")
    several = len(names) > 1 or is_collective(names[0])
    return alone and several and not reading.strangers and _is_office(names[0]) and all(map(_is_body, names))


def _is_body(name: str) -> bool:
    return is_collective(name) or resolve(name, None, None, None).known


def _is_office(name: str) -> bool:
    """A body that does a work, no zone or school: a bracket that only lists zones explains."""
    body = resolve(name, None, None, None)
    zone = body.function in (None, "园区管理", "乡镇街道")
    return is_collective(name) or not (zone or body.system in ("institution", "enterprise"))


def _let_first_lead(document: Document, found: list[Found]) -> None:
    """Makes the first name of each list the lead where the document says so.

    「排名第一的单位为牵头单位，下同」 in a clause, or anywhere in running text, holds from there to the end; in a
    clause without 下同 for that clause. A note that stands behind all clauses is about those before it.
    """
    text = document.text
    notes = [note for span in document.spans for note in says_first_leads(text, *span)]
    clauses = [one for one in found if one.basis == "clause"]
    if not notes or not clauses:
        return
    holds_from: list[int] = []
    for note, holder in _holders(notes, clauses):
        if holder is None or _HOLDS_ON.match(text, note[1]):
            holds_from.append(holder.span[0] if holder else note[0])
        else:
            with_first_leading(holder.reading)
    if holds_from:
        start = min(holds_from)
        behind = all(one.span[1] <= start for one in clauses)
        for one in clauses:
            if behind or one.span[0] >= start:
                with_first_leading(one.reading)


def _holders(notes: Iterable[Span], clauses: Iterable[Found]) -> Iterator[tuple[Span, Found | None]]:
    """Each note with the first clause that holds it, if one does."""
    ahead = deque(sorted(clauses, key=lambda one: one.span))
    around: list[Found] = []
    for note in sorted(notes):
        while ahead and ahead[0].span[0] <= note[0]:
            around.append(ahead.popleft())
        around = [one for one in around if note[0] < one.span[1]]
        yield note, around[0] if around else None


def _document_year(document: Document) -> int | None:
    """The year that a date without one is in: of the document's date, number or title."""
    for value in (document.date_issued, document.date_published, document.doc_number, document.title):
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
