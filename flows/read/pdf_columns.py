"""Two columns of prose side by side on a page of a PDF file: the left one is read first.

Some programs draw them row by row, and PDFium then gives a line that goes on in the other column. A gutter tells: most
lines stand on one side of it or are parted by a blank above it, and what stands there is as wide as a column of prose,
which the cells of a table are not. What crosses the gutter (a title, a picture's name) parts what is above it from what
is below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from flows.read.pdf_line import Line

_FEWEST = 5  # lines of a column
_EDGE = 0.3  # share of the width of a page on either side within which there is no gutter
_MOST_EDGES = 5  # places where a second column may begin that are tried, those of most lines
_CROSSING = 0.2  # share of the lines that may go across the gutter
_SHORTEST = 8.0  # characters of the usual line of a column
_FULL = 0.5  # share of the lines of a column that reach its right side: prose does, cells do not


def in_columns(pages: Iterable[Sequence[Line]]) -> Iterator[list[Line]]:
    """The lines of pages as they are to be read: one list a page, or one for each column and what goes across.

    A page with few lines has the gutter of the page before, if no line of it goes across.
    """
    gutter: float | None = None
    for lines in pages:
        parts = [part for line in lines for part in _parts(line)]
        if any(line.is_row or line.left != line.left for line in lines) or not parts:
            yield list(lines)
            continue
        few = gutter is not None and len(parts) < 4 * _FEWEST and not any(_crosses(part, gutter) for part in parts)
        gutter = gutter if few else _gutter(parts)
        yield from [list(lines)] if gutter is None else _parted(lines, gutter)


def _parted(lines: Sequence[Line], gutter: float) -> list[list[Line]]:
    """The left column, then the right one, above and below each line that goes across."""
    found: list[list[Line]] = [[], []]
    for line in sorted((side for line in lines for side in _sides(line, gutter)), key=lambda line: -line.foot):
        if _crosses(line, gutter):
            found += [[line], [], []]
        else:
            found[-1 if line.left >= gutter else -2].append(line)
    return [column for column in found if column]


def _crosses(line: Line, gutter: float) -> bool:
    return line.left < gutter < line.right


def _parts(line: Line) -> list[Line]:
    if not line.pieces:
        return [line]
    return [replace(line, text=piece.text, left=piece.left, right=piece.right, pieces=()) for piece in line.pieces]


def _sides(line: Line, gutter: float) -> list[Line]:
    """A line as what stands left and right of the gutter; as it is where no blank of it lies there."""
    parts = _parts(line)
    sides = [[part for part in parts if part.right <= gutter], [part for part in parts if part.left >= gutter]]
    if len(sides[0]) + len(sides[1]) < len(parts) or not all(sides):
        return [line]
    return [
        replace(line, text=" ".join(part.text for part in side), left=side[0].left, right=side[-1].right, pieces=())
        for side in sides
    ]


def _gutter(parts: Sequence[Line]) -> float | None:
    """The middle of the blank between two columns of prose; None where a page has none."""
    if len(parts) < 2 * _FEWEST:
        return None
    size = median(part.size for part in parts)
    left, right = min(part.left for part in parts), max(part.right for part in parts)
    inner = (left + (right - left) * _EDGE, right - (right - left) * _EDGE)
    edges = Counter(round(part.left) for part in parts if inner[0] < part.left < inner[1]).most_common(_MOST_EDGES)
    for edge in sorted(edge for edge, _ in edges):
        gutter = edge - size / 2
        before = [part for part in parts if part.right <= gutter]
        behind = [part for part in parts if part.left >= gutter]
        across = len(parts) - len(before) - len(behind)
        if across <= _CROSSING * len(parts) and _is_prose(before, size) and _is_prose(behind, size):
            return gutter
    return None


def _is_prose(column: Sequence[Line], size: float) -> bool:
    """Whether lines fill a column as prose does."""
    if len(column) < _FEWEST or median(len(line.text) for line in column) < _SHORTEST:
        return False
    edge = sorted(line.right for line in column)[int(len(column) * 0.8)]
    return sum(line.right > edge - 2 * size for line in column) >= _FULL * len(column)
