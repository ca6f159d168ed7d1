"""What a reader should care about in a tree: missing numbers, headings without theirs, facts that are not told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.model import Doubt, Span, Unit
from flows.parse.front import Front

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


def doubts_of(front: Front, units: Sequence[Unit], unsure: Sequence[str], span: Span) -> tuple[Doubt, ...]:
    """The doubts about a document; `unsure` are the rules by which its region was told."""
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
