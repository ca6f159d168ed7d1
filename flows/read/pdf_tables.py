"""Tables that are drawn with rules on a page of a PDF file → rows of text.

PDFium gives the rules and the text inside a cell, pdfplumber's functions find the cells between the rules.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium
from pdfplumber.table import Table, cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from flows.read.pdf_line import Line, mend_hyphens
from flows.read.rows import Cell, table_lines

_MOST_SEGMENTS = 4000  # of rules on a page; more is a drawing
_MOST_EDGES = 400
_THIN = 2.5  # points; a rectangle no wider is a rule
_STRAIGHT = 0.8  # points that a rule may slant
_SHORTEST = 6.0  # points
_TOLERANCE = 3.0
_FEWEST_CELLS = 4

Box = tuple[
    float, float, float, float
]  # left, top, right, bottom; heights from the head of the page, as pdfplumber has them


def with_tables(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, lines: list[Line]) -> list[Line]:
    """The lines of a page with those inside a ruled table replaced by the rows of the table."""
    height = page.get_height()
    for table in _tables(page, height):
        inside = [i for i, line in enumerate(lines) if _is_inside(line, table.bbox, height)]
        if not inside:
            continue
        rows = [list(_cells(text_page, table, row.cells, height)) for row in table.rows]
        first = lines[inside[0]]
        made = [Line(text, first.left, first.right, first.foot, first.size, is_row=True) for text in table_lines(rows)]
        dropped = set(inside)
        lines = [
            *(line for i, line in enumerate(lines) if i < inside[0]),
            *made,
            *(line for i, line in enumerate(lines) if i > inside[0] and i not in dropped),
        ]
    return lines


def _tables(page: pypdfium2.PdfPage, height: float) -> list[Table]:
    edges = []
    for x0, y0, x1, y1 in _rules(page):
        edges.append(_edge(min(x0, x1), height - max(y0, y1), max(x0, x1), height - min(y0, y1)))
        if len(edges) > _MOST_SEGMENTS:
            return []
    merged = merge_edges(edges, _TOLERANCE, _TOLERANCE, _TOLERANCE, _TOLERANCE)
    if not 4 <= len(merged) <= _MOST_EDGES:
        return []
    cells = intersections_to_cells(edges_to_intersections(merged, _TOLERANCE, _TOLERANCE))
    tables = [Table(None, group) for group in cells_to_tables(cells) if len(group) >= _FEWEST_CELLS]  # type: ignore[arg-type]
    return sorted((table for table in tables if len(table.columns) > 1), key=lambda table: table.bbox[1])


def _edge(left: float, top: float, right: float, bottom: float) -> dict[str, object]:
    """A rule as pdfplumber has it."""
    flat = right - left > bottom - top
    if flat:
        top = bottom = (top + bottom) / 2
    else:
        left = right = (left + right) / 2
    return {
        "x0": left, "x1": right, "top": top, "bottom": bottom, "width": right - left, "height": bottom - top,
        "orientation": "h" if flat else "v", "object_type": "line",
    }  # fmt: skip


def _rules(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """The straight lines that are drawn on a page, and the sides of its rectangles."""
    for item in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=3):
        matrix = item.get_matrix()
        drawn = item.get_bounds()
        if min(drawn[2] - drawn[0], drawn[3] - drawn[1]) <= _THIN:
            if max(drawn[2] - drawn[0], drawn[3] - drawn[1]) >= _SHORTEST:
                yield drawn
            continue
        count = pdfium.FPDFPath_CountSegments(item.raw)
        if count > _MOST_SEGMENTS:
            continue
        points = [_point(item.raw, i, matrix) for i in range(count)]
        for (x0, y0, _), (x1, y1, draws) in pairwise(points):
            slanted = min(abs(x1 - x0), abs(y1 - y0)) > _STRAIGHT
            if draws and not slanted and max(abs(x1 - x0), abs(y1 - y0)) >= _SHORTEST:
                yield x0, y0, x1, y1


def _point(path: pdfium.FPDF_PAGEOBJECT, index: int, matrix: pypdfium2.PdfMatrix) -> tuple[float, float, bool]:
    """The end of a segment on the page, and whether a straight line leads to it."""
    x, y = ctypes.c_float(), ctypes.c_float()
    segment = pdfium.FPDFPath_GetPathSegment(path, index)
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    left, foot = matrix.on_point(x.value, y.value)
    return left, foot, pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO


def _is_inside(line: Line, box: Box, height: float) -> bool:
    left, top, right, bottom = box
    middle = height - line.foot - line.size / 2
    return left - _TOLERANCE < line.left < right and top < middle < bottom


def _cells(
    text_page: pypdfium2.PdfTextPage, table: Table, boxes: Sequence[Box | None], height: float
) -> Iterator[Cell]:
    """The cells of a row, each as wide as the columns that it covers; empty where a tall one of a row above stands."""
    lefts = sorted({box[0] for box in table.cells})
    behind = 0.0  # what the last cell covers
    for left, box in zip(lefts, boxes, strict=True):
        if box:
            behind = box[2]
            columns = sum(box[0] <= other < box[2] - _TOLERANCE for other in lefts)
            yield _cell(text_page, box, height, columns)
        elif left >= behind - _TOLERANCE:
            yield Cell()


def _cell(text_page: pypdfium2.PdfTextPage, box: Box, height: float, columns: int) -> Cell:
    left, top, right, bottom = box
    text = text_page.get_text_bounded(left=left, bottom=height - bottom, right=right, top=height - top)
    pieces = [mend_hyphens(piece.strip()) for piece in re.split(r"[\r\n]+", text) if piece.strip()]
    return Cell((_joined(pieces),) if pieces else (), columns)


def _joined(pieces: list[str]) -> str:
    """The wrapped lines of a cell as one; a blank where two words of Latin letters meet."""
    text = pieces[0]
    for piece in pieces[1:]:
        latin = text[-1].isascii() and text[-1].isalpha() and piece[0].isascii() and piece[0].isalpha()
        text = text[:-1] + piece if text[-1] == "\ufffe" else text + (" " if latin else "") + piece
    return text.replace("\ufffe", "-")
