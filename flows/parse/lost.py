"""Units whose number was lost: a heading glued to the paragraph before, or alone where the list skips a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from flows.knowledge.writing import HAN
from flows.parse.openings import Opening

_LINE = re.compile(r"[^\n]+")
_SENTENCE_END = re.compile(r"[。！？](?![”’》」])")
_GLUED_HEADING = re.compile(rf"(?:负责|推进|落实|配合)[）\]]([{HAN}、“”]{{4,20}})。")
_SHORTEST_GLUED = 20  # characters of text behind a glued heading
_HEADING_ALONE = re.compile(rf"(?<=[。；）]\n)[{HAN}]{{2,14}}(?=\n[^\n]{{12}})")  # a short line under a paragraph


def with_lost_headings(text: str, openings: Sequence[Opening], end: int) -> list[Opening]:
    """Put in the units whose number was lost, without a label."""
    lost = sorted([*_glued(text, openings, end), *_skipped(text, openings)], key=lambda opening: opening.start)
    found: list[Opening] = []
    shift: dict[int, int] = {}
    for i, opening in enumerate(openings):
        while lost and lost[0].start < opening.start:
            found.append(_moved(lost.pop(0), shift))
        shift[i] = len(found)
        found.append(_moved(opening, shift))
    return found + [_moved(opening, shift) for opening in lost]


def _glued(text: str, openings: Sequence[Opening], end: int) -> list[Opening]:
    """Headings glued to the clause that ends the paragraph before.

    Their last two characters must be those of the heading above, as they are in a list of like things.
    """
    found = []
    parents = {opening.parent for opening in openings}
    for i, opening in enumerate(openings):
        if i in parents or opening.label is None:
            continue
        stop = openings[i + 1].start if i + 1 < len(openings) else end
        glued = _glued_heading(text, opening.end, stop)
        own = _SENTENCE_END.search(text, opening.end, stop)
        if glued and own and text[own.start() - 2 : own.start()] == glued[1][-2:]:
            found.append(Opening(glued.start(1), glued.start(1), None, opening.parent, opening.level))
    return found


def _skipped(text: str, openings: Sequence[Opening]) -> list[Opening]:
    """The one short line, above more text, that stands where a list goes on from 一、 to 三、."""
    found = []
    last: dict[int | None, Opening] = {}  # by parent: the unit before
    for i, opening in enumerate(openings):
        before, last[opening.parent] = last.get(opening.parent), opening
        label, previous = opening.label, before.label if before else None
        if not (label and previous and label.opens_line and label.system == previous.system == "cn"):
            continue
        if label.number - previous.number != 2:
            continue
        lines = list(_HEADING_ALONE.finditer(text, openings[i - 1].end, opening.start))
        if len(lines) == 1:
            at = lines[0].start()
            found.append(Opening(at, at, None, opening.parent, opening.level))
    return found


def _glued_heading(text: str, start: int, end: int) -> re.Match[str] | None:
    """A short sentence behind a clause, in a line that goes on and ends with a clause of its own."""
    for line in _LINE.finditer(text, start, end):
        if text[line.end() - 1] in "）]":
            found = _GLUED_HEADING.search(text, line.start(), line.end() - _SHORTEST_GLUED)
            if found:
                return found
    return None


def _moved(opening: Opening, shift: dict[int, int]) -> Opening:
    parent = None if opening.parent is None else shift[opening.parent]
    return replace(opening, parent=parent)
