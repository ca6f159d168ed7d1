"""Read one document: front, tree, tail, and the facts that follow from them."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flows.clean import Clean
from flows.knowledge.genre import doc_type, wording
from flows.knowledge.regions import county_by_stem, find_region, is_within, region
from flows.model import Document, Doubt, Span, Unit
from flows.parse.captions import captions
from flows.parse.dates import effective
from flows.parse.fields import read_fields
from flows.parse.front import Front, read_front
from flows.parse.labels import Label, find_labels
from flows.parse.nesting import nest
from flows.parse.numerals import DATE, SITE_DATE, iso_date
from flows.parse.tables import is_row, read_tables
from flows.parse.tail import attachment_lists, notes_of_tables, read_signature, read_tail
from flows.parse.task_rows import with_task_rows
from flows.parse.titles import type_said
from flows.parse.units import build_units, with_glued_headings
from flows.split import Block, Contents, Heading

_LINE = re.compile(r"[^\n]+")
_SHARED = (
    *("notice_title", "issuers", "doc_number", "date_issued", "date_published", "recipients"),
    *("region_code", "region_name", "admin_level"),
)
_OWN = re.compile(r"[我全](省|自治区|市|县|区)(?!域)")
_NAMED = {
    "省": re.compile(r"[\u4e00-\u9fff]{2,3}省"),
    "自治区": re.compile(r"(?:内蒙古|广西|西藏|宁夏|新疆)"),
    "市": re.compile(r"[\u4e00-\u9fff]{2,4}市"),
}
_OF_COUNTY = re.compile(r"[\u4e00-\u9fff]{1,7}?[区县]")
_MOST_CITIES = 200  # names of cities that are looked up in a text
_ENDS_NOTICE = re.compile(rf"(?:{DATE.pattern})|附件\d?[：:]?|[（(]?此件.{{2,12}}")
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
    tables = [] if one_line else read_tables(text, lines)
    captioned = list(captions(text, lines, tables))
    attached = attachment_lists(text, lines, {label.end for label in captioned})
    marks = [(text.rfind("\n", 0, label.start) + 1, label.start) for label in captioned]
    holes = sorted([*holes, *attached, *marks])
    rowed = {line for line in lines if not one_line and is_row(text, line)}
    barred = sorted(
        {*attached, *rowed, *notes_of_tables(text, lines), *(row.span for table in tables for row in table.rows)}
    )
    found = find_labels(text, contents.end, end, clean.parted)
    told = {label.end for label in captioned}
    numbered = (label for label in found if label.end not in told and not _inside(label.start, barred))
    labels = sorted([*numbered, *captioned], key=lambda label: label.start)
    heading = block.heading
    head = heading.span[1] if heading else start
    below = [(max(a, head), b) for a, b in lines if b > head]
    first = _first_label(labels, head, end, one_line)
    before = _before(below, first)
    front = read_front(text, before, clean.parted, heading.title if heading else None)
    if not front.titled and (further := _further_title(text, below, first, front)):
        first = _first_label(labels, further, end, one_line)
        front = read_front(text, _before(below, first), clean.parted, heading.title if heading else None)
    labels = [label for label in labels if label.start >= max(front.body, contents.end)]
    openings = nest(text, labels, one_line)
    body = max(front.body, contents.close, head if heading else start)
    signature = read_signature(text, [line for line in lines if openings and line[0] > openings[0].start], clean.parted)
    holes = sorted([*holes, *signature.lines])
    tail = read_tail(text, openings[-1].start if openings else body, end, clean.parted)
    rows = with_task_rows(text, with_glued_headings(text, openings, tail.start), tables)
    holes = sorted([*holes, *rows.frame])
    opens = rows.openings[0].start if rows.openings else tail.start
    preamble = (body, opens if any(b > body and a < opens for a, b in lines) else body)
    units = build_units(text, rows.openings, preamble, tail.start, clean.parted, contents.headings)
    fields = read_fields([*site, *(text[slice(*hole)] for hole, _ in block.holes)])
    title = front.title or fields.title
    date = front.date or signature.date or tail.date or fields.issued or _date_of_heading(text, heading)
    signed = front.signers or (front.named if front.forwards else ()) or signature.issuers or tail.issuers
    issuers = tuple(signed or front.named or fields.issuers)
    code, unsure = _region(front, issuers, text[start:end], region_hint)
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
        units=_without_holes(units, holes),
        spans=_spans(block.span, [hole for hole, _ in block.holes]),
        doubts=(*_doubts(front, units, unsure, block.span), *rows.doubts),
        date_passed=iso_date(front.passed),
        date_effective=effective(text, units),
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


def _further_title(text: str, lines: Sequence[Span], first: int, front: Front) -> int | None:
    """Where the title that a notice issues stands below numbered points of the notice's own, under its date."""
    issued = tuple(wording(title) for title in (front.wrapped, *front.issued) if title)
    for above, (start, end) in itertools.pairwise(lines):
        ends = start > first and _ENDS_NOTICE.fullmatch(text, *above)
        if ends and end - start <= _LONGEST_TITLE and wording(text[start:end]).endswith(issued):
            return end
    return None


def _inside(offset: int, spans: Sequence[Span]) -> bool:
    at = bisect_right(spans, (offset, len(spans) and spans[-1][1])) - 1
    return at >= 0 and spans[at][0] <= offset < spans[at][1]


def _before(lines: Sequence[Span], limit: int) -> list[Span]:
    return [(start, min(end, limit)) for start, end in lines if start < limit]


def _region(front: Front, issuers: Sequence[str], body: str, hint: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The region of a document, from what names it most surely: issuers, titles, a person's word, the text itself."""
    names = [name for name in (*issuers[:1], front.notice_title, front.title) if name]
    for name in names:
        if code := find_region(name):
            return code, ()
    code = hint or (find_region(front.recipients) if front.recipients else None)
    code = code or next((found for name in names if (found := _shared_name(name, body))), None)
    if code:
        return code, ()
    code = _region_of_text(body)
    return code, ("region-from-text" if code else "unknown-region",)


def _shared_name(name: str, body: str) -> str | None:
    """The region whose name several places bear (鼓楼区): the one in a city that the text names, most named first."""
    if not _OF_COUNTY.match(name):
        return None
    named = (find_region(match[0]) for match in itertools.islice(_NAMED["市"].finditer(body), _MOST_CITIES))
    cities = (code for code, _ in Counter(filter(None, named)).most_common() if code.endswith("00"))
    return next((code for city in cities if (code := find_region(name, city)) and is_within(code, city)), None)


def _region_of_text(body: str) -> str | None:
    """A text that says 我县 names its county; 我市 or 我省 the one that it names first."""
    said = Counter(_OWN.findall(body))
    level = max(said, key=lambda own: said[own], default=None)
    if level in ("县", "区"):
        return county_by_stem(body)
    if level:
        return next((code for m in _NAMED[level].finditer(body) if (code := find_region(m[0]))), None)
    return None


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
    return tuple(replace(unit, paragraphs=tuple(p for p in unit.paragraphs if p not in inside)) for unit in units)


_SLIGHT = {"region-from-text", "no-units"}
_DOUBTS = {
    "unknown-title": "The document has no title that could be told from its text.",
    "unknown-region": "The document's region could not be told from its issuers, title or text.",
    "region-from-text": "The region is the one that the text names most; no issuer and no title names it.",
    "number-lost": "This heading stands without its number, and is told by its place among its neighbours.",
    "no-units": "The document has no numbered units.",
    "gap-in-numbers": "The number before this one is missing.",
    "repeated-number": "This number stands twice in one list.",
}


def _doubts(front: Front, units: Sequence[Unit], unsure: Sequence[str], span: Span) -> tuple[Doubt, ...]:
    start = (span[0], min(span[0] + 60, span[1]))
    rules = [*unsure, *(["unknown-title"] if not front.title else []), *(["no-units"] if len(units) < 2 else [])]
    lost = [unit.heading for unit in units if unit.label is None and unit.heading]
    return (
        *(Doubt(rule, start, _DOUBTS[rule], "info" if rule in _SLIGHT else "warning") for rule in rules),
        *(Doubt("number-lost", heading, _DOUBTS["number-lost"], "info") for heading in lost),
        *_doubts_of_numbers(units),
    )


def _doubts_of_numbers(units: Sequence[Unit]) -> Iterator[Doubt]:
    """Numbers that are missing or stand twice among the children of one unit, lists that run on through parents
    aside.
    """
    last: dict[int | None, int] = {}
    for unit in units:
        if not unit.number or not unit.number.isdigit():
            continue
        number, before = int(unit.number), last.get(unit.parent)
        if before is not None and number != before + 1:
            rule = "repeated-number" if number <= before else "gap-in-numbers"
            yield Doubt(rule, (unit.span[0], min(unit.span[0] + 30, unit.span[1])), _DOUBTS[rule])
        last[unit.parent] = number
