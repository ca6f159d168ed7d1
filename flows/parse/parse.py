"""Read one document: front, tree, tail, and the facts that follow from them."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from flows.clean import Clean
from flows.knowledge.genre import doc_type, wording
from flows.knowledge.regions import region
from flows.model import Document, Span, Unit
from flows.parse.bare import bare_headings
from flows.parse.behind import list_behind
from flows.parse.captions import captions, title_alone
from flows.parse.dates import effective
from flows.parse.doubts import doubts_of
from flows.parse.fields import read_fields
from flows.parse.front import read_front
from flows.parse.labels import Label, find_labels
from flows.parse.laid import laid_tables
from flows.parse.lost import with_lost_headings
from flows.parse.nesting import nest
from flows.parse.numerals import DATE, SITE_DATE, iso_date
from flows.parse.region import read_region
from flows.parse.tables import is_row, read_tables
from flows.parse.tail import attachment_lists, notes_of_tables, read_signature, read_tail
from flows.parse.task_rows import with_task_rows
from flows.parse.titles import type_said
from flows.parse.units import build_units
from flows.split import Block, Contents, Heading

_LINE = re.compile(r"[^\n]+")
_SHARED = (
    *("notice_title", "issuers", "doc_number", "date_issued", "date_published", "recipients"),
    *("region_code", "region_name", "admin_level", "subject"),
)
_ENDS_NOTICE = re.compile(rf"(?:{DATE.pattern})|附件\d?[：:]?|[（(]?此件.{{2,12}}")
_LISTS_ATTACHMENT = re.compile(r"附[件表]?\d{0,2}[：:.]")
_LONGEST_TITLE = 80  # characters
_LONG_LINES = 450  # characters a line on average: the document came without line breaks
_FEW_LINES = 4  # nor does a plan of so few lines have each of its units on one


def parse(
    clean: Clean,
    block: Block,
    site: Sequence[str] = (),
    region_hint: str | None = None,
    sharing: Document | None = None,
) -> Document:
    """The document in a block.

    In: the clean source, the block, the boilerplate lines around it (dates of the site), a region that a person
    knows, and the document before it whose notice issues this one too.
    Out: facts and tree; what the text does not give is None, and a doubt where a reader should care.
    """
    text, (start, end) = clean.text, block.span
    holes = [hole for hole, _ in block.holes]
    lines = [m.span() for a, b in _spans(block.span, holes) for m in _LINE.finditer(text, a, b)]
    contents = block.contents or Contents(end, start, start)
    one_line = len(lines) <= _FEW_LINES or (end - start) / len(lines) > _LONG_LINES
    behind = list_behind(text, start, end) if one_line else None
    if behind:
        lines, end = _before(lines, behind.span[0]), behind.span[0]
    tables = [] if one_line else [*read_tables(text, lines), *laid_tables(text, lines)]
    tables.sort(key=lambda table: table.frame[0])
    captioned = list(captions(text, lines, tables))
    found = list(find_labels(text, contents.end, end, clean.parted))
    headed = {label.end for label in (*captioned, *found) if label.system == "attachment"}
    attached = attachment_lists(text, lines, headed)
    marks = [(text.rfind("\n", 0, label.start) + 1, label.start) for label in captioned]
    holes = sorted([*holes, *attached, *marks])
    rowed = {line for line in lines if not one_line and is_row(text, line)}
    barred = sorted(
        {*attached, *rowed, *notes_of_tables(text, lines), *(row.span for table in tables for row in table.rows)}
    )
    told = {label.end for label in captioned}
    numbered = (label for label in found if label.end not in told and not _inside(label.start, barred))
    bare = [] if one_line else bare_headings(text, [line for line in lines if line not in rowed], found)
    labels = sorted([*numbered, *captioned, *bare], key=lambda label: label.start)
    heading = block.heading
    head = heading.span[1] if heading else start
    below = [(max(a, head), b) for a, b in lines if b > head]
    first = _first_label(labels, head, end, one_line)
    before = _before(below, first)
    front = read_front(text, before, clean.parted, heading.title if heading else None)
    issued = [wording(title) for title in (front.wrapped, *front.issued) if title]
    if not front.titled and (further := _further_title(text, below, first, issued)):
        first = _first_label(labels, further, end, one_line)
        front = read_front(text, _before(below, first), clean.parted, heading.title if heading else None)
    alone = title_alone(text, below, issued)
    labels = [label for label in labels if label.start >= max(front.body, contents.end)] + ([alone] if alone else [])
    openings = nest(text, labels, one_line)
    body = max(front.body, contents.close, head if heading else start)
    signature = read_signature(text, [line for line in lines if openings and line[0] > openings[0].start], clean.parted)
    holes = sorted([*holes, *signature.lines])
    tail = read_tail(text, openings[-1].start if openings else body, end, clean.parted)
    rows = with_task_rows(text, with_lost_headings(text, openings, tail.start), tables)
    holes = sorted([*holes, *rows.frame])
    opens = rows.openings[0].start if rows.openings else tail.start
    preamble = (body, opens if any(b > body and a < opens for a, b in lines) else body)
    units = build_units(text, rows.openings, preamble, tail.start, clean.parted, contents.headings)
    fields = read_fields([*site, *(text[slice(*hole)] for hole, _ in block.holes)])
    title = front.title or fields.title
    date = (
        front.date or signature.date or tail.date or fields.issued or _date_of_heading(text, heading) or front.bracketed
    )
    signed = front.signers or (front.named if front.forwards else ()) or signature.issuers or tail.issuers
    issuers = tuple(signed or front.named or fields.issuers)
    code, unsure = read_region(front, issuers, text[start:end], region_hint)
    name, level = region(code) if code else (None, None)
    document = Document(
        text=text,
        title=title,
        notice_title=front.notice_title,
        doc_type=doc_type(title) if title else _type_of_untitled(text, units),
        issuers=issuers,
        region_code=code,
        region_name=name,
        admin_level=level,
        doc_number=front.doc_number or fields.number,
        date_issued=iso_date(date),
        date_published=fields.published,
        recipients=front.recipients,
        notice=tuple(front.notice) if front.title and (front.notice_title or front.wrapped or front.issued) else (),
        units=_without_holes(units, holes) + (behind.units() if behind else ()),
        spans=_spans(block.span, [hole for hole, _ in block.holes]),
        doubts=(*doubts_of(front, units, unsure, block.span), *rows.doubts),
        date_passed=iso_date(front.passed),
        date_effective=effective(text, units),
        subject=fields.subject,
    )
    return _sharing(document, sharing) if sharing else document


def _type_of_untitled(text: str, units: Sequence[Unit]) -> str | None:
    return type_said(text, units[0].paragraphs) if units and units[0].kind == "preamble" else None


def _sharing(document: Document, first: Document) -> Document:
    """A second policy under one notice has the facts of the notice, and the doubts about its region are the first's."""
    doubts = tuple(doubt for doubt in document.doubts if doubt.rule not in ("unknown-region", "region-from-text"))
    return replace(document, **{name: getattr(first, name) for name in _SHARED}, doubts=doubts)


def _first_label(labels: Sequence[Label], start: int, end: int, one_line: bool) -> int:
    """Where the first unit may open: the front ends there at the latest."""
    firsts = (
        label for label in labels if label.number == 1 and (label.opens_line or (one_line and label.after_sentence))
    )
    return next((label.start for label in firsts if label.start > start), end)


def _further_title(text: str, lines: Sequence[Span], first: int, issued: Sequence[str]) -> int | None:
    """Where the title that a notice issues stands below numbered points of the notice's own, under its date.

    A title with nothing below it, or in the list of attachments, heads nothing: the points are all there is.
    """
    for above, (start, end) in itertools.pairwise(lines[:-1]):
        ends = start > first and _ENDS_NOTICE.fullmatch(text, *above)
        listed = _LISTS_ATTACHMENT.match(text, start, end)
        if ends and not listed and end - start <= _LONGEST_TITLE and wording(text[start:end]).endswith(tuple(issued)):
            return end
    return None


def _inside(offset: int, spans: Sequence[Span]) -> bool:
    at = bisect_right(spans, (offset, len(spans) and spans[-1][1])) - 1
    return at >= 0 and spans[at][0] <= offset < spans[at][1]


def _before(lines: Sequence[Span], limit: int) -> list[Span]:
    return [(start, min(end, limit)) for start, end in lines if start < limit]


def _date_of_heading(text: str, heading: Heading | None) -> re.Match[str] | None:
    """The date that a compiler put behind the title."""
    behind = text[heading.title[1] : heading.span[1]].replace("\n", "") if heading else ""
    return DATE.search(behind) or SITE_DATE.search(behind)


def _spans(span: Span, holes: Sequence[Span]) -> tuple[Span, ...]:
    """A range without its holes."""
    edges = [span[0], *(edge for hole in holes for edge in hole), span[1]]
    return tuple((a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b)


def _without_holes(units: Sequence[Unit], holes: Sequence[Span]) -> tuple[Unit, ...]:
    inside = set(holes)
    if not inside:
        return tuple(units)
    return tuple(replace(unit, paragraphs=tuple(p for p in unit.paragraphs if p not in inside)) for unit in units)
