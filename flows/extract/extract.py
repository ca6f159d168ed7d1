"""All that is read out of the articles of one document."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from flows.extract.assignments import find_assignments
from flows.extract.citations import find_citations
from flows.extract.targets import find_targets
from flows.extract.terms import count_terms
from flows.model import Document, Extracted, Span, Unit
from flows.quotes import behind_clause


def extract(document: Document) -> Extracted:
    """Targets, assignments, citations and terms of a document, with the doubts that came up."""
    targets, doubts = find_targets(document)
    assignments, clauses, more = find_assignments(document)
    own = {i: tuple(own_spans(document, unit, clauses.get(i, ()))) for i, unit in enumerate(document.units)}
    return Extracted(
        targets=tuple(targets),
        assignments=tuple(assignments),
        clauses=clauses,
        citations=tuple(find_citations(document, own)),
        terms={i: count_terms("\n".join(document.text[a:b] for a, b in spans)) for i, spans in own.items()},
        doubts=(*doubts, *more),
    )


def own_spans(document: Document, unit: Unit, clauses: Sequence[Span]) -> Iterator[Span]:
    """The text of a unit, heading first, without the clauses that assign agencies."""
    if unit.heading:
        yield unit.heading
    ordered = sorted(clauses)
    for paragraph in unit.paragraphs:
        yield from _without(document.text, paragraph, ordered)


def body_of(document: Document, unit: Unit, clauses: Sequence[Span]) -> str | None:
    """The body of a unit (codebook: articles): its own paragraphs without clauses, joined by line breaks; None
    where empty.
    """
    ordered = sorted(clauses)
    paragraphs = (
        "".join(document.text[a:b] for a, b in _without(document.text, span, ordered)) for span in unit.paragraphs
    )
    return "\n".join(paragraph for paragraph in paragraphs if paragraph) or None


def _without(text: str, paragraph: Span, clauses: Sequence[Span]) -> Iterator[Span]:
    """What is left of a paragraph without the clauses of its unit, which come in order."""
    at, end = paragraph
    first = bisect_left(clauses, (at, at))
    if first and clauses[first - 1][1] > at:  # one that began in a paragraph before
        at = min(clauses[first - 1][1], end)
    for start, stop in clauses[first : bisect_left(clauses, (end, end))]:
        if at <= start:
            if text[at:start].strip():
                yield at, start
            opens = start == paragraph[0] and stop <= end
            at = behind_clause(text, start, min(stop, end), end, opens)
    if at < end:
        yield at, end
