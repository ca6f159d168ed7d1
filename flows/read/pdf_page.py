"""A page of a PDF file: its lines with the place of each, its tables in place."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from flows.read.pdf_line import Line, mend_hyphens
from flows.read.refusal import Refusal

_MOST_ON_PAGE = 200_000  # characters, or items; more is an attack
_LINE_END = re.compile(r"\r\n|\r|\n")


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
    box = pdfium.FS_RECTF()
    where = ctypes.byref(box)
    nan = float("nan")
    lines, at = [], 0
    for match in (*_LINE_END.finditer(text), None):
        end = match.start() if match else len(text)
        bare = text[at:end].strip()
        if bare:
            start = text.index(bare, at)
            left = right = foot = size = nan
            if placed and pdfium.FPDFText_GetLooseCharBox(text_page.raw, start, where):
                left, foot, size = box.left, box.bottom, box.top - box.bottom
                if pdfium.FPDFText_GetLooseCharBox(text_page.raw, start + len(bare) - 1, where):
                    right = box.right
            lines.append(Line(mend_hyphens(bare), left, right, foot, size))
        at = match.end() if match else end
    return lines
