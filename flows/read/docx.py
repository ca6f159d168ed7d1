"""DOCX → text: paragraphs with the numbers that Word shows before them, tables in their place.

Read with zipfile and lxml, for what libraries leave out is what counts here: automatic numbers, text boxes, tracked
changes. Kept: insertions, text boxes (behind the paragraph that anchors them), soft breaks (as line ends), results of
fields. Left out: deletions, hidden text, headers and footers, page numbers, footnotes and comments with their marks.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from flows.read.docx_chunk import chunk_lines
from flows.read.docx_numbers import Numbers
from flows.read.docx_package import RELATIONS, Package, W, flag, value
from flows.read.encoding import Decoded
from flows.read.refusal import Refusal
from flows.read.rows import Cell, table_lines

_DROPPED = frozenset(
    (
        "del", "moveFrom", "instrText", "delText", "delInstrText", "pPr", "rPr", "tblPr", "tblGrid", "trPr",
        "tcPr", "sdtPr", "sdtEndPr", "sectPr", "rt", "Fallback", "proofErr", "footnoteReference",
        "endnoteReference", "commentReference", "annotationRef", "customXmlDelRangeStart",
    )
)  # fmt: skip
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF")
MOST_CHARACTERS = 10_000_000  # of all lines; the longest plans have a tenth of it
_MOST_NESTED = 40  # elements inside elements between a paragraph and its text, tables in tables included


def read_docx(data: bytes) -> Decoded:
    """The text of a Word file. Raises Refusal when it is broken, encrypted, or far larger inside than a plan is."""
    package = Package(data)
    body = package.document().find(f"{W}body")
    if body is None:
        raise Refusal(
            "The Word file has no text in it: save it again, or save its text as plain text (.txt).", rule="no-text"
        )
    lines = _Reader(Numbers(package.part("numbering"), package.part("styles")), package).lines(body)
    return Decoded("\n".join(_bounded(lines)), "utf-8")


def _bounded(lines: Iterator[str]) -> Iterator[str]:
    """The lines that are not empty. Raises Refusal where they are more than a plan: what Word adds has no limit."""
    characters = 0
    for line in lines:
        characters += len(line)
        if characters > MOST_CHARACTERS:
            raise Refusal(
                f"The Word file holds more than {MOST_CHARACTERS:,} characters: split it into its plans.",
                rule="too-large",
            )
        if line:
            yield line


class _Reader:
    """The lines of a Word file; counts the numbers of its paragraphs on the way."""

    def __init__(self, numbers: Numbers, package: Package) -> None:
        self.numbers = numbers
        self.package = package
        self.field: list[str] = []  # the codes of the fields that are open
        self.in_result: list[bool] = []  # whether each has come to its result

    def lines(self, parent: etree._Element, depth: int = 0) -> Iterator[str]:
        """The lines of the paragraphs and tables in a body, a cell or a text box."""
        if depth > _MOST_NESTED:
            raise Refusal(
                "The Word file has tables or boxes nested too deeply: save its text as plain text (.txt).",
                rule="too-complex",
            )
        for element in parent.iterchildren(etree.Element):
            name = local(element)
            if name == "p":
                yield from self._paragraph(element, depth)
            elif name == "tbl":
                yield from self._table(element, depth)
            elif name == "altChunk":
                yield from chunk_lines(*self.package.chunk(element.get(f"{RELATIONS}id")))
            elif name not in _DROPPED:  # sdt, customXml, ins …
                yield from self.lines(element, depth + 1)

    def _paragraph(self, paragraph: etree._Element, depth: int) -> Iterator[str]:
        label = self.numbers.label(paragraph)
        pieces: list[str] = []
        boxes: list[etree._Element] = []
        self._collect(paragraph, pieces, boxes, depth)
        text = "".join(pieces)
        if text.strip():
            first, *rest = (line.strip() for line in text.split("\n") if line.strip())
            yield label + first
            yield from rest
        for box in boxes:
            yield from self.lines(box, depth + 1)

    def _collect(self, parent: etree._Element, pieces: list[str], boxes: list[etree._Element], depth: int) -> None:
        """Gather the text below an element, and the text boxes anchored in it."""
        if depth > _MOST_NESTED:
            raise Refusal(
                "The Word file has elements nested too deeply: save its text as plain text (.txt).", rule="too-complex"
            )
        for element in parent.iterchildren(etree.Element):
            name = local(element)
            if (name == "r" and self._is_hidden(element)) or (name in _DROPPED and name != "instrText"):
                continue
            if name == "t":
                pieces.append(element.text or "" if self._shows() else "")
            elif name in _SIGNS:
                pieces.append(_SIGNS[name] if self._shows() and value(element, "type") != "page" else "")
            elif name == "fldChar":
                self._field(value(element, "fldCharType"))
            elif name == "instrText":
                self._code(element.text or "")
            elif name == "fldSimple" and _is_page_field(value(element, "instr") or ""):
                continue
            elif name == "txbxContent":
                boxes.append(element)
            elif name == "sym":
                pieces.append(_symbol(element) if self._shows() else "")
            else:
                self._collect(element, pieces, boxes, depth + 1)

    def _is_hidden(self, run: etree._Element) -> bool:
        properties = run.find(f"{W}rPr")
        return properties is not None and flag(properties, "vanish")

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self.field.append("")
            self.in_result.append(False)
        elif kind == "separate" and self.in_result:
            self.in_result[-1] = True
        elif kind == "end" and self.field:
            self.field.pop()
            self.in_result.pop()

    def _code(self, code: str) -> None:
        if self.field and not self.in_result[-1]:
            self.field[-1] += code

    def _shows(self) -> bool:
        """Whether text here is seen: outside fields, or in the result of one that is no page number."""
        return not self.field or (all(self.in_result) and not any(map(_is_page_field, self.field)))

    def _table(self, table: etree._Element, depth: int) -> Iterator[str]:
        rows = [[self._cell(cell, depth) for cell in _below(row, "tc")] for row in _below(table, "tr")]
        yield from table_lines(rows)

    def _cell(self, cell: etree._Element, depth: int) -> Cell:
        properties = cell.find(f"{W}tcPr")
        span = value(properties.find(f"{W}gridSpan"), "val") if properties is not None else None
        lines = tuple(line for line in self.lines(cell, depth + 1) if line)
        return Cell(lines, int(span) if span and span.isdecimal() and len(span) < 4 else 1)


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _below(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, also in content controls and insertions; none of inner tables."""
    for element in parent.iterchildren(etree.Element):
        if local(element) == name:
            if not _is_deleted_row(element):
                yield element
        elif local(element) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _below(element, name)


def _is_deleted_row(row: etree._Element) -> bool:
    properties = row.find(f"{W}trPr")
    return properties is not None and properties.find(f"{W}del") is not None


def _is_page_field(code: str) -> bool:
    return code.split()[:1] != [] and code.split()[0].upper() in _PAGE_FIELDS


def _symbol(element: etree._Element) -> str:
    """A character of a symbol font, where it has a code outside the font's private area."""
    code = value(element, "char") or ""
    try:
        sign = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "" if "\ue000" <= sign <= "\uf8ff" else sign
