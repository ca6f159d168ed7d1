"""PDF files that unpack to, or draw, far more than they are: refused before PDFium, which has no limit, opens them.

Looked at are packed streams that are neither pictures nor fonts, so the text and drawing of pages: small in every plan.
A form (a drawing that pages and other forms show by name) is read anew each time that it is shown, and forms ten times
in each other, twelve deep, are read for ever: so what a page draws is counted with all forms that it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import PSLiteral, literal_name

from flows.read.pdf_streams import streams, unescaped, unpacked
from flows.read.refusal import Refusal

MOST_UNPACKED = 40_000_000  # bytes; a page of text and rules has some ten thousand
MOST_DRAWN = 200_000_000  # bytes of content of all pages, forms as often as they are shown
DEEPEST = 20  # forms in forms; a stamp on a page is one or two
_OTHERS = re.compile(rb"/Subtype\s*/(?:Image|CIDFontType0C|Type1C|OpenType)|/Length1\b|/Length3\b")
_FORM = re.compile(rb"/Subtype\s*/Form\b")
_SHOWN = re.compile(rb"/([^\s/\[\]()<>{}%]+)(?:\s|%[^\r\n]*[\r\n])+Do\b")


def refuse_bombs(data: bytes) -> None:
    """Raise Refusal when the pages of a PDF file unpack to, or draw, more than any plan does."""
    size, shows_forms = 0, False
    for stream in streams(data):
        if _OTHERS.search(stream.head):
            continue
        content = unpacked(stream.packed, stream.filters(), MOST_UNPACKED - size + 1)
        size += len(content)
        if size > MOST_UNPACKED:
            megabytes = MOST_UNPACKED // 1_000_000
            raise Refusal(
                f"The pages of the PDF file unpack to more than {megabytes} MB: it is not read.", rule="too-large"
            )
        shows_forms |= bool(_FORM.search(stream.head))
    if shows_forms and _draws_too_much(data):
        raise Refusal(
            "The pages of the PDF file show drawings in drawings, far more than a plan has: print it into a new PDF "
            "file, or save its text as plain text (.txt).",
            rule="too-complex",
        )


def _draws_too_much(data: bytes) -> bool:
    """Whether the content of all pages, with the forms that they show, is beyond the limit."""
    try:
        drawing = _Drawing()
        return any(
            drawing.add(page) > MOST_DRAWN for page in PDFPage.create_pages(PDFDocument(PDFParser(BytesIO(data))))
        )
    except _TooDeep:
        return True
    except Exception:  # it is damaged or encrypted: PDFium will say so, and the limits of a source hold in any case
        return False


class _TooDeep(Exception):
    """Forms are in each other deeper than in any plan."""


class _Drawing:
    """Counts what pages draw."""

    def __init__(self) -> None:
        self.size = 0
        self._sizes: dict[tuple[int, int], int] = {}  # of a form, by its number and that of whose resources it uses

    def add(self, page: PDFPage) -> int:
        """The bytes of content of all pages so far."""
        for content in map(resolve1, page.contents):
            if isinstance(content, PDFStream):
                self.size += self._size(content, page.resources, id(page), 0)
        return self.size

    def _size(self, stream: PDFStream, resources: Mapping[Any, Any], owner: int, depth: int) -> int:
        if depth > DEEPEST:
            raise _TooDeep
        content = _content(stream)
        size = len(content)
        forms: dict[str, Any] = {}
        if b"Do" in content and isinstance(found := resolve1(resources.get("XObject")), dict):
            forms = found
        for name in _names(content) if forms else ():
            reference = forms.get(name)
            form = resolve1(reference)
            if not isinstance(form, PDFStream) or _literal(form.get("Subtype")) != "Form":
                continue
            own = resolve1(form.get("Resources"))
            number = reference.objid if isinstance(reference, PDFObjRef) else id(form)
            key = (number, 0 if own else owner)
            if key not in self._sizes:
                self._sizes[key] = 0  # a form in itself is not shown again
                self._sizes[key] = self._size(form, own or resources, number if own else owner, depth + 1)
            size += self._sizes[key]
            if size > MOST_DRAWN:
                break
        return size


def _content(stream: PDFStream) -> bytes:
    if stream.decipher or stream.rawdata is None:
        return b""
    return unpacked(stream.rawdata, [_literal(name) for name, _ in stream.get_filters()], MOST_UNPACKED)


def _names(content: bytes) -> Iterator[str]:
    """The names of what a content shows, each as often as it does."""
    for match in _SHOWN.finditer(content):
        yield unescaped(match[1]).decode("utf-8", "replace")


def _literal(value: Any) -> str:
    value = resolve1(value)
    return str(literal_name(value)) if isinstance(value, PSLiteral) else ""
