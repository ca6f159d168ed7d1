"""How much of a sentence or clause its rows quote.

A row quotes the whole of it. Where one of absurd length holds very many rows, that would cost the square of its length:
each row then quotes the stretch around its own words, and a doubt says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.model import Doubt, Span

MOST = 100_000  # characters that the rows of one sentence or clause quote together; 78,000 in the plans at hand
_BESIDE = 200  # characters of a stretch on either side of a row's own words
_PARTS = re.compile(r"[，。；、\n]")
_SHOWN = 60  # characters that a doubt shows


def is_too_much(span: Span, rows: int) -> bool:
    """Whether so many rows cannot each quote the whole span."""
    return (span[1] - span[0]) * rows > MOST


def around(text: str, span: Span, own: Span) -> Span:
    """The stretch of `span` around a row's own words, from mark to mark where there are marks near them."""
    start, end = max(span[0], own[0] - _BESIDE), min(span[1], own[1] + _BESIDE)
    if start > span[0] and (opening := _PARTS.search(text, start, own[0])):
        start = opening.end()
    if end < span[1]:
        end = max((mark.end() for mark in _PARTS.finditer(text, own[1], end)), default=end)
    return start, end


def stretches(text: str, span: Span, owns: Sequence[Span]) -> list[Span]:
    """For each row the stretch of `span` that holds its own words. Stretches that differ tile the span.

    In: the rows' own words, in reading order.
    """
    found: list[Span] = []
    start, first = span[0], 0
    for index, own in enumerate(owns):
        if own[1] - start > 2 * _BESIDE and index > first:
            behind = owns[index - 1][1]
            cut = max((mark.end() for mark in _PARTS.finditer(text, behind, own[0])), default=own[0])
            found += [(start, cut)] * (index - first)
            start, first = cut, index
    return found + [(start, span[1])] * (len(owns) - first)


def doubt(span: Span, rows: int) -> Doubt:
    """What the reader of the rows should know."""
    message = (
        f"{rows:,} rows would each quote the {span[1] - span[0]:,} characters of this passage; each quotes only the "
        "stretch around its own words."
    )
    return Doubt("quoted-in-part", (span[0], min(span[0] + _SHOWN, span[1])), message, "warning")
