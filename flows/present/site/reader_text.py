"""The clean text of a document laid out as its tree: which stretch is a heading, a body, the clause that was taken out.

The release has headings and bodies as values and all else as offsets. Here each published value is found again in the
clean text of its source, character by character, so that what is shown as heading and body is the published value and
yet every character knows where it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flows.model import Span
from flows.present.site.reader_find import BODY, CLAUSE, HEADING, LABEL, REST, Found, SourceText, find

Row = Mapping[str, Any]
_WORDS = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that follow each other in the clean text from offset `start` on; `text` is as published."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends in the clean text."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a body, with what was taken out of it where it stood; or one that was taken out as a whole.

    `goes_on`: it is the rest of the paragraph before, which something that was left out parts.
    """

    runs: tuple[Run, ...]
    goes_on: bool = False

    @property
    def is_body(self) -> bool:
        """Whether anything of it is in the published body."""
        return any(run.kind == BODY for run in self.runs)


@dataclass(frozen=True, slots=True)
class Left:
    """A stretch inside a document that is no part of it: the row of its segment."""

    segment: Row


@dataclass(slots=True)
class Part:
    """An article, or (without a row) the document itself, whose own text is what stands in no article.

    `parts` are its paragraphs, articles and left-out stretches in reading order. Where the published heading or body is
    not the text's (a person changed it), `reworded` is true and the parts show the text as it is written.
    """

    row: Row | None
    start: int
    end: int
    heading: tuple[Run, ...] = ()
    parts: list[Paragraph | Part | Left] = field(default_factory=list)
    reworded: bool = False


def lay_out(
    text: SourceText, document: Row, articles: Sequence[Row], clauses: Sequence[Row], left: Sequence[Row]
) -> Part:
    """A document as a tree over the clean text of its source.

    In: the rows of its articles in reading order, of its assignments in clauses, and of the segments between its first
    and last character that are not its own.
    """
    root = Part(None, *text.found(document["start"], document["end"]))
    parts = {row["article_id"]: Part(row, *text.found(row["start"], row["end"])) for row in articles}
    below: dict[str | None, list[Part]] = {}
    for row in articles:
        below.setdefault(row["parent_id"], []).append(parts[row["article_id"]])
    taken: dict[str, set[Span]] = {}
    for row in clauses:
        if span := _clause(text, row):
            taken.setdefault(row["article_id"], set()).add(span)
    gaps = sorted(((*text.found(row["start"], row["end"]), Left(row)) for row in left), key=lambda gap: gap[:2])
    for article_id, part in reversed([(None, root), *parts.items()]):  # the innermost first
        pieces = list(_pieces(part, below.get(article_id, ()), gaps))
        _fill(text, part, pieces, sorted(taken.get(article_id, ())) if article_id else [])
    return root


def _clause(text: SourceText, row: Row) -> Span | None:
    """Where the clause stands in which an agency is named."""
    clause, (start, end) = text.simplify(row["clause"]), text.found(row["start"], row["end"])
    at = text.simple.find(clause, max(0, end - len(clause)), start + len(clause))
    return (at, at + len(clause)) if at >= 0 else None


def _pieces(
    part: Part, children: Iterable[Part], gaps: Sequence[tuple[int, int, Left]]
) -> Iterator[Span | Part | Left]:
    """The own text of a part in stretches, with what stands between them."""
    at = part.start
    for child in (*children, None):
        end = child.start if child else part.end
        first = max(0, bisect_left(gaps, at, key=lambda gap: gap[0]) - 1)
        for start, stop, left in gaps[first:]:
            if start >= end:
                break
            if stop <= max(at, start):  # behind us, or a page mark, which clean text does not have
                continue
            if start > at:
                yield at, start
            if start >= at:
                yield left
            at = min(stop, end)
        if at < end:
            yield at, end
        if child:
            yield child
            at = max(at, child.end)


def _fill(text: SourceText, part: Part, pieces: list[Span | Part | Left], taken: Sequence[Span]) -> None:
    """Put heading, paragraphs and all that stands between them into a part."""
    found = find(text, _own(pieces), part.row, taken) if part.row else []
    if found is None and part.row:
        pieces = _with_lent(text, pieces, part.row, taken)
        found = find(text, _own(pieces), part.row, taken)
    part.reworded = found is None
    heading: list[Run] = []
    paragraph: list[Run] = []
    line = last_line = -1

    def end_paragraph() -> None:
        nonlocal line, last_line
        if paragraph:
            part.parts.append(Paragraph(tuple(paragraph), goes_on=line >= 0 and line == last_line))
            paragraph.clear()
            last_line = max(line, last_line)
        line = -1

    at = 0
    for piece in pieces:
        if not isinstance(piece, tuple):
            end_paragraph()
            part.parts.append(piece)
            continue
        for each in _cut(text, piece, at, found or [], taken):
            if each is None:
                end_paragraph()
                continue
            run, its_line = each
            if run.kind == HEADING:
                heading.append(run)
            elif run.kind != LABEL:
                if run.kind == BODY and line not in (-1, its_line):
                    end_paragraph()
                line = its_line if run.kind == BODY else line
                paragraph.append(run)
        at += piece[1] - piece[0]
    end_paragraph()
    part.heading = tuple(heading)


def _own(pieces: Iterable[Span | Part | Left]) -> list[Span]:
    return [piece for piece in pieces if isinstance(piece, tuple)]


def _with_lent(
    text: SourceText, pieces: Sequence[Span | Part | Left], row: Row, taken: Sequence[Span]
) -> list[Span | Part | Left]:
    """The pieces with those paragraphs that stand in the range of a dash item but are of the unit above it."""
    lent = {
        id(piece): [(part, paragraph) for part, paragraph in _unclaimed(piece)]
        for piece in pieces
        if isinstance(piece, Part)
    }
    offered = [each for piece in pieces for each in (piece, *(_span(p) for _, p in lent.get(id(piece), ())))]
    found = find(text, _own(offered), row, taken)
    if found is None:
        return list(pieces)
    claimed: set[Span] = set()
    at = 0
    for each in offered:
        if isinstance(each, tuple):
            end = at + each[1] - each[0]
            if any(f.kind == BODY and f.start < end and at < f.end for f in found):
                claimed.add(each)
            at = end
    made: list[Span | Part | Left] = []
    for piece in pieces:
        made.append(piece)
        for part, paragraph in lent.get(id(piece), ()):
            if (span := _span(paragraph)) in claimed:
                part.parts.remove(paragraph)
                made.append(span)
    return made


def _unclaimed(part: Part) -> Iterator[tuple[Part, Paragraph]]:
    for each in part.parts:
        if isinstance(each, Part):
            yield from _unclaimed(each)
        elif isinstance(each, Paragraph) and not each.is_body and not part.reworded:
            yield part, each


def _span(paragraph: Paragraph) -> Span:
    return paragraph.runs[0].start, paragraph.runs[-1].end


def _cut(
    text: SourceText, piece: Span, at: int, found: Sequence[Found], taken: Sequence[Span]
) -> Iterator[tuple[Run, int] | None]:
    """A stretch of own text, own[at:…], in runs with the line of the body they belong to; None ends a paragraph."""
    start, end = piece
    shift = start - at
    here = start
    first = bisect_left(found, at + 1, key=lambda each: each.end)
    for each in found[first:]:
        if each.start + shift >= end:
            break
        a, b = max(each.start + shift, start), min(each.end + shift, end)
        yield from _rest(text, here, a, taken)
        yield Run(each.kind, each.text[a - shift - each.start : b - shift - each.start], a), each.line
        here = b
    yield from _rest(text, here, end, taken)


def _rest(text: SourceText, start: int, end: int, taken: Sequence[Span]) -> Iterator[tuple[Run, int] | None]:
    """What is neither heading nor body, in lines; marks alone (the full stop behind a heading) are nothing to show."""
    at = start
    for i, line in enumerate(text.clean.text[start:end].split("\n")):
        if i:
            yield None
        if _WORDS.search(line):
            clause = bisect_left(taken, at + 1, key=lambda span: span[1])
            is_clause = clause < len(taken) and taken[clause][0] < at + len(line)
            yield Run(CLAUSE if is_clause else REST, line, at), -1
        at += len(line) + 1
