"""Rows of the tables from what the rooms found in one source, with offsets into the raw text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flows.clean import Clean
from flows.extract import body_of
from flows.extract.subject import subject_of
from flows.knowledge.agencies import resolve
from flows.model import Document, Doubt, Extracted, Span
from flows.parse.dates import best_date, year_of
from flows.parse.genre import genre_of
from flows.split import Block

Row = dict[str, Any]


def segment_rows(cleaned: Clean, blocks: Sequence[Block]) -> Iterator[Row]:
    """The ledger: pieces of blocks, holes and page marks, each running on over the blanks behind it to the next."""
    pieces = sorted(
        [
            *_pieces(cleaned, blocks),
            *((start, end, "boilerplate", None, "page mark") for start, end in cleaned.page_marks),
        ]
    )
    cuts: list[tuple[int, str, int | None, str | None]] = []
    resume: tuple[str, int | None, str | None] | None = None
    for start, end, kind, doc, reason in pieces:
        if reason == "page mark":
            cuts.append((start, kind, doc, reason))
            if resume:
                cuts.append((end, *resume))
        else:
            cuts.append((start, kind, doc, reason))
            resume = (kind, doc, reason)
    cuts = _merged(cuts, cleaned)
    for seq, cut in enumerate(cuts):
        start = 0 if seq == 0 else cut[0]
        end = cuts[seq + 1][0] if seq + 1 < len(cuts) else len(cleaned.raw)
        quote = cleaned.quote(start, end)
        yield {"seq": seq, "start": start, "end": end, "kind": cut[1], "doc": cut[2], "reason": cut[3], "text": quote}


def _pieces(cleaned: Clean, blocks: Sequence[Block]) -> Iterator[tuple[int, int, str, int | None, str | None]]:
    doc = -1
    for block in blocks:
        doc += block.kind == "document"
        number = doc if block.kind == "document" else None
        at = block.span[0]
        for hole, reason in block.holes:
            if at < hole[0]:
                yield (*cleaned.raw_span((at, hole[0])), block.kind, number, block.reason)
            yield (*cleaned.raw_span(hole), "boilerplate", None, reason)
            at = hole[1]
        if at < block.span[1]:
            yield (*cleaned.raw_span((at, block.span[1])), block.kind, number, block.reason)


def _merged(
    cuts: list[tuple[int, str, int | None, str | None]], cleaned: Clean
) -> list[tuple[int, str, int | None, str | None]]:
    """Without pieces that hold blanks only: these go with a neighbour."""
    if not cuts:
        return [(0, "boilerplate", None, "no text")] if cleaned.raw else []
    kept = [cuts[0]]
    ends = [*(cut[0] for cut in cuts[1:]), len(cleaned.raw)]
    for cut, end in zip(cuts[1:], ends[1:], strict=True):
        if cleaned.raw[cut[0] : end].strip() and cut[1:] != kept[-1][1:]:
            kept.append(cut)
    return kept


def document_rows(cleaned: Clean, document: Document, extracted: Extracted) -> dict[str, list[Row]]:
    """The rows of a document and of what was found in it."""
    issues = [*document.doubts, *extracted.doubts]
    return {
        "documents": [_document_row(document, extracted)],
        "articles": list(_article_rows(cleaned, document, extracted)),
        "targets": list(_target_rows(cleaned, document, extracted)),
        "assignments": list(_assignment_rows(cleaned, document, extracted)),
        "citations": [
            {
                "article": c.unit,
                "title": c.title,
                "doc_number": c.doc_number,
                "relation": c.relation,
                **_range(cleaned, c.span),
            }
            for c in extracted.citations
        ],
        "document_issuers": list(_issuer_rows(document)),
        "terms": [
            {"article": unit, "term": list(terms), "n": list(terms.values())} for unit, terms in extracted.terms.items()
        ],
        "issues": [_issue_row(cleaned, doubt) for doubt in issues],
    }


def _range(cleaned: Clean, span: Span) -> Row:
    start, end = cleaned.raw_span(span)
    return {"start": start, "end": end}


def _issue_row(cleaned: Clean, doubt: Doubt) -> Row:
    sentence = cleaned.text[slice(*doubt.span)]
    return {
        "rule": doubt.rule,
        "level": doubt.level,
        "sentence": sentence,
        "message": doubt.message,
        **_range(cleaned, doubt.span),
    }


def _document_row(document: Document, extracted: Extracted) -> Row:
    names = (
        *("title", "notice_title", "doc_type", "region_code", "region_name", "admin_level"),
        *("doc_number", "date_issued", "date_published", "recipients"),
    )
    notice = "\n".join(document.text[a:b] for a, b in document.notice)
    date, basis = best_date(document)
    return {
        **{name: getattr(document, name) for name in names},
        "genre": genre_of(document.title or "", document.doc_type),
        "subject": document.subject or subject_of(document, extracted.terms.values()),
        "date": date,
        "date_basis": basis,
        "year": year_of(document),
        "issuers": "；".join(document.issuers) or None,
        "notice_text": notice or None,
    }


def _issuer_rows(document: Document) -> Iterator[Row]:
    """The bodies that sign, each with what is known of it: one that no knowledge tells about may be misread."""
    for rank, name in enumerate(document.issuers, 1):
        body = resolve(name, document.region_code, document.admin_level, year_of(document))
        yield {"rank": rank, "name": name, "agency": body if body.known else None}


def _article_rows(cleaned: Clean, document: Document, extracted: Extracted) -> Iterator[Row]:
    headings: list[str] = []
    for seq, unit in enumerate(document.units):
        heading = document.heading(unit)
        above = headings[unit.parent] if unit.parent is not None else ""
        headings.append(" / ".join(part for part in (above, heading) if part))
        yield {
            "article": seq, "parent": unit.parent, "seq": seq, "level": unit.level, "kind": unit.kind,
            "label": unit.label, "number": unit.number, "path": unit.path, "heading": heading,
            "body": body_of(document, unit, extracted.clauses.get(seq, ())),
            "heading_path": headings[-1] or None, **_range(cleaned, unit.span),
        }  # fmt: skip


def _target_rows(cleaned: Clean, document: Document, extracted: Extracted) -> Iterator[Row]:
    names = (
        *("kind", "indicator", "scope", "comparator", "value", "value_max", "value_text", "period"),
        *("deadline", "deadline_year", "baseline_value", "baseline_year", "binding", "confidence"),
    )
    for seq, target in enumerate(extracted.targets):
        row = {name: getattr(target, name) for name in names}
        text = document.text[slice(*target.sentence)]
        yield {**row, "article": target.unit, "unit": target.unit_of_measure, "seq": seq, "text": text,
               **_range(cleaned, target.sentence)}  # fmt: skip


def _assignment_rows(cleaned: Clean, document: Document, extracted: Extracted) -> Iterator[Row]:
    for found in extracted.assignments:
        yield {
            "article": found.unit, "agency": found.agency, "agency_text": found.agency.short_name,
            "role": found.role, "rank": found.rank, "open_ended": found.open_ended, "basis": found.basis,
            "due": found.due, "clause": document.text[slice(*found.clause)], **_range(cleaned, found.name),
        }  # fmt: skip
