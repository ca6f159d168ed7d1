"""A page of a PDF file: its lines with the place of each, its tables in place."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from flows.read.pdf_line import Line, Piece, mend_hyphens
from flows.read.refusal import Refusal

_MOST_ON_PAGE = 200_000  # characters, or items; more is an attack
_MEASURED = 4  # characters whose boxes tell the height of a line
_MOST_PIECES = 12  # of a line
_BLANK = re.compile(r"[ \u3000\xa0]+")
_LINE_END = re.compile(r"\r\n|\r|\n")

Box = tuple[float, float, float, float]  # left, foot, right, top


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in reading order."""

    lines: tuple[Line, ...]
    height: float
    characters: int  # blanks aside
    items: int  # pieces of text, lines and pictures drawn on it


def read_page(document: pypdfium2.PdfDocument, number: int) -> Page:
    """Read a page. Raises PdfiumError when it is broken, Refusal when it is an attack."""
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            items = pdfium.FPDFPage_CountObjects(page.raw)
            if text_page.count_chars() > _MOST_ON_PAGE or items > _MOST_ON_PAGE:
                raise Refusal(
                    f"Page {number + 1} of the PDF file holds far more than a page can: it is not read.",
                    rule="too-complex",
                )
            lines = _lines(text_page)
            if lines and _has_rules(page, items):
                from flows.read.pdf_tables import with_tables  # only who has tables pays for the library

                lines = with_tables(page, text_page, lines)
            characters = sum(len(line.text) - line.text.count(" ") for line in lines)
            return Page(tuple(lines), page.get_height(), characters, items)
        finally:
            text_page.close()
    finally:
        page.close()


def _has_rules(page: pypdfium2.PdfPage, items: int, fewest: int = 4) -> bool:
    """Whether enough is drawn on a page, beside its text, to be a table. Cheap: looks at nothing but kinds."""
    drawn = 0
    for i in range(items):
        kind = pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page.raw, i))
        drawn += kind == pdfium.FPDF_PAGEOBJ_PATH
        if drawn >= fewest or kind == pdfium.FPDF_PAGEOBJ_FORM:
            return True
    return False


def _lines(text_page: pypdfium2.PdfTextPage) -> list[Line]:
    text = text_page.get_text_range()
    placed = len(text) == text_page.count_chars()  # characters of PDFium count one each, ours too but for rare ones
    boxes = _Boxes(text_page) if placed else None
    lines, at = [], 0
    for match in (*_LINE_END.finditer(text), None):
        end = match.start() if match else len(text)
        bare = text[at:end].strip()
        if bare:
            start = text.index(bare, at)
            lines.append(_line(bare, start, boxes))
        at = match.end() if match else end
    return lines


class _Boxes:
    """Where the characters of a page stand."""

    def __init__(self, text_page: pypdfium2.PdfTextPage) -> None:
        self.page = text_page.raw
        self.box = pdfium.FS_RECTF()
        self.where = ctypes.byref(self.box)

    def at(self, place: int) -> Box | None:
        """The box of a character; None where it has none."""
        if not pdfium.FPDFText_GetLooseCharBox(self.page, place, self.where):
            return None
        return self.box.left, self.box.bottom, self.box.right, self.box.top


def _line(bare: str, start: int, boxes: _Boxes | None) -> Line:
    """A line of text that begins at a character of its page. Some fonts have flat boxes for flat characters (一), so
    several tell how high it is.
    """
    nan = float("nan")
    text = mend_hyphens(bare)
    ends = (boxes.at(start), boxes.at(start + len(bare) - 1)) if boxes else (None, None)
    if boxes is None or ends[0] is None:
        return Line(text, nan, nan, nan, nan)
    measured = [box for i in range(min(len(bare), _MEASURED)) if (box := boxes.at(start + i))]
    foot, top = min(box[1] for box in measured), max(box[3] for box in measured)
    return Line(
        text,
        ends[0][0],
        ends[1][2] if ends[1] else nan,
        foot,
        top - foot,
        pieces=_pieces(bare, start, boxes, top - foot),
    )


def _pieces(bare: str, start: int, boxes: _Boxes, size: float) -> tuple[Piece, ...]:
    """What blanks wider than a character part; empty where none does."""
    cuts = []
    for blank in _BLANK.finditer(bare):
        before, after = boxes.at(start + blank.start() - 1), boxes.at(start + blank.end())
        if before and after and after[0] - before[2] > size:
            cuts.append((blank.start(), blank.end(), before[2], after[0]))
    if not cuts or len(cuts) > _MOST_PIECES:
        return ()
    first, last = boxes.at(start), boxes.at(start + len(bare) - 1)
    starts = [(0, first[0] if first else 0.0), *((end, left) for _, end, _, left in cuts)]
    ends = [*((begin, right) for begin, _, right, _ in cuts), (len(bare), last[2] if last else 0.0)]
    return tuple(
        Piece(mend_hyphens(bare[a:b]), left, right) for (a, left), (b, right) in zip(starts, ends, strict=True)
    )
