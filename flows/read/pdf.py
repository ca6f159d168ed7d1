"""PDF with a text layer → text: wrapped lines joined by where they stand, running heads and page numbers left out.

PDFium gives the characters; tables that are drawn with rules become rows (flows/read/rows.py). A scan, an encrypted or
a broken file is refused: what is on its pages cannot be known from here.
"""

from __future__ import annotations

import pypdfium2
import pypdfium2.raw as pdfium

from flows.read.encoding import Decoded, looks_chinese
from flows.read.pdf_bombs import refuse_bombs
from flows.read.pdf_cells import with_cells
from flows.read.pdf_columns import in_columns
from flows.read.pdf_flow import join_wraps
from flows.read.pdf_furniture import drop_furniture
from flows.read.pdf_page import Page, read_page
from flows.read.refusal import Refusal

MOST_PAGES = 1500  # the five-year plan of a country has 150
MOST_CHARACTERS = 5_000_000
MOST_ITEMS = 1_000_000  # pieces of text, lines and pictures
_SAMPLE = 300  # characters looked at, from the whole text, to see whether it is Chinese
_FEWEST = 20  # characters on a page that is no picture
_SCANNED = "recognise its text (OCR) and save that as plain text (.txt)"
_BROKEN = "The PDF file is broken and cannot be opened: look for a better copy, or save its text as plain text (.txt)."


def read_pdf(data: bytes) -> Decoded:
    """The text of a PDF file, one line a paragraph where the layout shows paragraphs, as in official letters."""
    refuse_bombs(data)
    document = _open(data)
    try:
        pages = _pages(document)
    finally:
        document.close()
    bare = sum(page.characters < _FEWEST for page in pages)
    if bare == len(pages):
        raise Refusal(f"The PDF file holds pictures of pages and no text: {_SCANNED}.", rule="no-text")
    if bare * 2 > len(pages):
        raise Refusal(
            f"{bare} of the {len(pages)} pages of the PDF file are pictures without text: {_SCANNED}.", rule="no-text"
        )
    text = "\n".join(join_wraps(in_columns(map(with_cells, drop_furniture(pages)))))
    if not looks_chinese(text[:: len(text) // _SAMPLE + 1]):
        raise Refusal(
            f"The text layer of the PDF file is garbled (no Chinese comes out of it): {_SCANNED}.", rule="no-text"
        )
    return Decoded(text, "utf-8")


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise Refusal(
                "The PDF file is encrypted: open it with its password and save it without one.", rule="encrypted-file"
            ) from None
        raise Refusal(_BROKEN, rule="broken-file") from None
    if len(document) > MOST_PAGES:
        count = len(document)
        document.close()
        raise Refusal(
            f"The PDF file has {count:,} pages, the limit is {MOST_PAGES:,}: split it into its plans.", rule="too-large"
        )
    return document


def _pages(document: pypdfium2.PdfDocument) -> list[Page]:
    pages: list[Page] = []
    characters = items = 0
    for number in range(len(document)):
        try:
            pages.append(read_page(document, number))
        except pypdfium2.PdfiumError:
            raise Refusal(
                f"Page {number + 1} of the PDF file is broken: look for a better copy.", rule="broken-file"
            ) from None
        characters += pages[-1].characters
        items += pages[-1].items
        if characters > MOST_CHARACTERS or items > MOST_ITEMS:
            raise Refusal(
                "The PDF file holds far more text or drawings than a plan: split it into its plans.", rule="too-large"
            )
    if not pages:
        raise Refusal(_BROKEN, rule="broken-file")
    return pages
