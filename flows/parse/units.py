"""The tree of a document: from the openings of units to units with heading, own text and path (codebook: articles)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flows.model import Span, Unit
from flows.parse.headings import Parted, clauses_only, heading_end, runs_in
from flows.parse.labels import Label
from flows.parse.openings import Opening

_LINE = re.compile(r"[^\n]+")
_CLOSING_RUN = re.compile(r"[。：；:;，,\s]*")
_CLOSING = re.compile(r"[。：；:;，,]+$")
_BRACKETED = re.compile(r"【(?P<heading>[^【】\n：；，]{2,30})】(?=[^\n]{2})")  # 第二条【适用范围】…, in drafts of laws
_SHORT_SENTENCE = re.compile("[^。！？；：]{2,40}。")
_NAMES_BODIES = re.compile("(?:单位|机构|部门|分工)$")  # 主承办单位, over 主办单位：… and 承办单位：…
_BLANK = re.compile(r"[\s：、]*")  # 第一章：总则


@dataclass(frozen=True, slots=True)
class _Own:
    """A unit's own text: its heading and what follows it."""

    heading: Span | None
    paragraphs: tuple[Span, ...]


def build_units(
    text: str,
    openings: Sequence[Opening],
    preamble: Span,
    end: int,
    parted: Parted,
    contents: Sequence[tuple[str, str]] = (),
) -> tuple[Unit, ...]:
    """Units in reading order, the preamble first where there is one.

    In: the clean text, the openings, the range of the preamble, the end of the last unit, whether blanks parted an
    offset from the character before it in the raw text, and the numbers and headings that a list of contents gives.
    """
    bounds = [*(opening.start for opening in openings), end]
    parents = {opening.parent for opening in openings}
    loose = _loose_paragraphs(text, openings, bounds)
    adopted: dict[int | None, list[Span]] = defaultdict(list)
    for i, spans in loose.items():
        adopted[openings[i].parent] += spans
    units = _preamble(text, preamble)
    first = len(units)
    paths = _paths(openings)
    listed: dict[str, list[str]] = defaultdict(list)
    for number, heading in contents:
        listed[number].append(heading)
    sentences: set[int | None] = set()  # parents whose last unit ends with ；: the next is a sentence too
    for i, opening in enumerate(openings):
        own_end = loose[i][0][0] if i in loose else bounds[i + 1]
        goes_on = opening.parent in sentences
        label = text[opening.label.start : opening.label.end] if opening.label else None
        own = _own_text(text, opening, own_end, i in parents, goes_on, parted, listed[(label or "").rstrip(".、")])
        ends = text[_trim(text, opening.start, own_end) - 1]
        (sentences.add if ends in "；;" and own.heading is None else sentences.discard)(opening.parent)
        row = opening.row
        units.append(
            Unit(
                path=paths[i],
                level=opening.level,
                kind=_kind(opening, i in parents),
                label=label,
                number=paths[i].rsplit(".", 1)[-1] if label else None,
                heading=own.heading,
                paragraphs=(*own.paragraphs, *adopted.get(i, ())),
                span=(
                    row.opens if row else opening.start,
                    row.end if row and row.texts else _trim(text, opening.start, _end_of(i, openings, bounds)),
                ),
                parent=None if opening.parent is None else opening.parent + first,
                assigned=row.assigned if row else (),
            )
        )
    return tuple(units)


def _kind(opening: Opening, has_children: bool) -> str:
    if (opening.label and opening.label.system == "dash") or (opening.row and opening.row.texts):
        return "item"
    return "section" if has_children else "article"


def _preamble(text: str, span: Span) -> list[Unit]:
    paragraphs = _lines(text, *span)
    if not paragraphs:
        return []
    return [Unit("0", 0, "preamble", None, None, None, paragraphs, (paragraphs[0][0], paragraphs[-1][1]), None)]


def _paths(openings: Sequence[Opening]) -> list[str]:
    paths: list[str] = []
    counts: dict[tuple[int | None, str], int] = {}
    for opening in openings:
        kind = "u" if opening.label is None else "d" if opening.label.system == "dash" else ""
        counts[opening.parent, kind] = counts.get((opening.parent, kind), 0) + 1
        step = f"{kind}{counts[opening.parent, kind]}" if kind else _number(opening)
        paths.append(step if opening.parent is None else f"{paths[opening.parent]}.{step}")
    return paths


def _number(opening: Opening) -> str:
    """The number as a step of the path: 3, and 3-1 for 第三条之一."""
    label = opening.label
    return "0" if label is None else f"{label.number}-{label.branch}" if label.branch else str(label.number)


def _end_of(i: int, openings: Sequence[Opening], bounds: Sequence[int]) -> int:
    """The end of a unit with its children: the next opening that is no deeper."""
    return next(
        (openings[j].start for j in range(i + 1, len(openings)) if openings[j].level <= openings[i].level), bounds[-1]
    )


def _loose_paragraphs(text: str, openings: Sequence[Opening], bounds: Sequence[int]) -> dict[int, tuple[Span, ...]]:
    """By dash item, or row of a table: the paragraphs after it; they belong to its parent (codebook: body).

    Where each dash of a list stands before a short sentence over its text, or some before one with text on its line,
    a short sentence alone is a heading too, and what follows is its text.
    """
    loose: dict[int, tuple[Span, ...]] = {}
    dashes: dict[int, list[tuple[int, tuple[Span, ...]]]] = defaultdict(list)  # by parent: its items and their lines
    for i, opening in enumerate(openings):
        if opening.row and opening.parent is not None and (after := _lines(text, opening.row.end, bounds[i + 1])):
            loose[i] = after
        if opening.label and opening.label.system == "dash" and opening.parent is not None:
            dashes[opening.parent].append((i, _lines(text, opening.end, bounds[i + 1])))
    for items in dashes.values():
        headed = len(items) > 1 and all(_heads_lines(text, lines) or _runs_on(text, lines) for _, lines in items)
        for i, lines in items:
            if headed and _heads_lines(text, lines):
                continue
            after = tuple(line for line in lines[1:] if not clauses_only(text[slice(*line)]))
            loose |= {i: after} if after else {}
    return loose


def _heads_lines(text: str, lines: Sequence[Span]) -> bool:
    """Whether the first of some lines is one short sentence, closed, over others."""
    return len(lines) > 1 and bool(_SHORT_SENTENCE.fullmatch(text, *lines[0]))


def _runs_on(text: str, lines: Sequence[Span]) -> bool:
    """Whether text follows a short sentence on its own line."""
    return (
        bool(lines) and bool(_SHORT_SENTENCE.match(text, *lines[0])) and not _SHORT_SENTENCE.fullmatch(text, *lines[0])
    )


def _own_text(
    text: str,
    opening: Opening,
    end: int,
    has_children: bool,
    goes_on: bool,
    parted: Parted,
    headings: Sequence[str],
) -> _Own:
    if opening.row:
        return _Own(opening.row.heading, opening.row.texts)
    start = _BLANK.match(text, opening.end, end).end()  # type: ignore[union-attr]
    lines = _lines(text, start, end)
    if not lines:
        return _Own(None, ())
    (first_start, first_end), rest = lines[0], lines[1:]
    bracketed = _BRACKETED.match(text, first_start, first_end)
    if bracketed:
        return _Own(bracketed.span("heading"), ((bracketed.end(), first_end), *rest))
    if opening.label is None and rest == () and "。" not in text[first_start:first_end]:
        return _Own(lines[0], ())
    named = bool(rest) and _NAMES_BODIES.search(text, first_start, first_end)
    more = has_children or bool(named) or any(not clauses_only(text[slice(*line)]) for line in rest)
    inline = opening.label is not None and opening.label.system == "cn" and not opening.label.opens_line
    cut = heading_end(text, first_start, first_end, more, goes_on, parted, headings)
    cut = runs_in(text, first_start, first_end) if cut is None and inline else cut
    if cut is None:
        return _Own(None, lines)
    closed = first_start + len(_CLOSING.sub("", text[first_start:cut]))
    body = _CLOSING_RUN.match(text, cut, first_end).end()  # type: ignore[union-attr]
    return _Own((first_start, closed), (((body, first_end),) if body < first_end else ()) + rest)


def _lines(text: str, start: int, end: int) -> tuple[Span, ...]:
    return tuple(match.span() for match in _LINE.finditer(text, start, end))


def _trim(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] == "\n":
        end -= 1
    return end


__all__ = ["Label", "build_units"]
