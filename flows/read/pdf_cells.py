"""Tables without walls on a page of a PDF file (with rules above and below at most) → the rows of flows/read/rows.py.

What stands between wide blanks is a cell where lines below each other have three and more, and the cells of all of them
stand in columns that no cell of another column reaches into.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flows.read.pdf_line import Line, Piece
from flows.read.rows import Cell, table_lines

_FEWEST_ROWS = 3
_FEWEST_CELLS = 3  # two stand side by side in columns of prose, in signatures, in lists of contents too

_MOST_CELLS = 30


def with_cells(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page, rows of such tables among them."""
    found: list[Line] = []
    for run in _runs(lines):
        rows = _rows(run) if len(run) >= _FEWEST_ROWS else []
        found += [replace(run[0], text=text, is_row=True, pieces=()) for text in table_lines(rows)] if rows else run
    return found


def _rows(run: Sequence[Line]) -> list[list[Cell]]:
    """The cells of lines, one a column; none where two cells of a line stand in one column."""
    columns = _columns(run)
    if not _FEWEST_CELLS <= len(columns) <= _MOST_CELLS:
        return []
    rows = [[[piece.text for piece in line.pieces if _stands_in(piece, column)] for column in columns] for line in run]
    if any(len(cell) > 1 for row in rows for cell in row):
        return []
    return [[Cell(tuple(cell)) for cell in row] for row in rows]


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines of cells that stand below each other; any other line alone."""
    run: list[Line] = []
    for line in lines:
        if len(line.pieces) < 2 or line.is_row:
            if run:
                yield run
            yield [line]
            run = []
        else:
            run.append(line)
    if run:
        yield run


def _columns(run: Sequence[Line]) -> list[tuple[float, float]]:
    """From where to where each column reaches: stretches that the pieces of lines share."""
    columns: list[tuple[float, float]] = []
    for left, right in sorted((piece.left, piece.right) for line in run for piece in line.pieces):
        if columns and left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _stands_in(piece: Piece, column: tuple[float, float]) -> bool:
    return column[0] <= piece.left and piece.right <= column[1]
