"""Where the lines of prose on a page of a PDF file begin and where full ones end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from flows.read.pdf_line import Line

_SLACK = 1.3  # characters by which a full line may fall short: a mark may not open the next one
_INDENT = 0.9  # characters that a first line is indented at least
_INDENTS = (1.5, 2.7)  # characters: two, as in letters
_FEWEST = 4  # lines that show margins
_NARROWEST = 8  # characters
_FOLLOWS = 0.7  # share of the lines at the margin that follow a full line, where most lines are first ones


@dataclass(frozen=True, slots=True)
class Margins:
    """Of a page or a column. `indents`: its paragraphs open with an indented line."""

    left: float
    right: float
    indents: bool
    size: float = 0.0  # of a usual character

    def is_full(self, line: Line) -> bool:
        return line.right > self.right - _SLACK * (self.size or line.size)

    def is_flush(self, line: Line) -> bool:
        return abs(line.left - self.left) < _INDENT * (self.size or line.size)


def find_margins(lines: Sequence[Line], last: Margins) -> Margins:
    """The margins of a page or a column; `last`, those before it, moved to where it begins, if too few lines show them.

    In a letter of short items most lines are first ones: the margin is then two characters before them, where the
    lines stand that follow a full one.
    """
    prose = [line for line in lines if not line.is_row and line.right == line.right and len(line.text) > 3]
    if not prose:
        return last
    size = median(line.size for line in prose)
    left, count = Counter(round(line.left / 3) * 3 for line in prose).most_common(1)[0]
    margins = Margins(left, _right(prose, size), False, size)
    wraps = [(before, line) for before, line in pairwise(prose) if _is_indented(margins.left, line.left, size)]
    if wraps and sum(margins.is_full(before) for before, _ in wraps) >= _FOLLOWS * len(wraps):
        margins = replace(margins, left=min(line.left for _, line in wraps))
    elif len(prose) < _FEWEST or count < 3:
        first = min(line.left for line in prose)
        away = last.right and abs(first - last.left) > _INDENTS[1] * size
        return replace(last, left=first, right=first + last.right - last.left) if away else last
    if margins.right - margins.left < _NARROWEST * size:
        return last
    return replace(margins, indents=any(_is_indented(line.left, margins.left, size) for line in prose))


def _is_indented(place: float, margin: float, size: float) -> bool:
    return _INDENTS[0] * size < place - margin < _INDENTS[1] * size


def _right(prose: Sequence[Line], size: float) -> float:
    """Where full lines end: the furthest place where two of them do, for one alone may hang over."""
    rights = sorted((line.right for line in prose), reverse=True)
    return next((after for before, after in pairwise(rights) if before - after < _SLACK * size), rights[0])
