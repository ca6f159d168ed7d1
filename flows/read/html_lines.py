"""The lines of a page: a walk over its elements, without recursion, for pages nest as deep as they like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from flows.knowledge.fields import STAMP
from flows.read.html_main import find_main
from flows.read.metadata import is_fact, is_open_label, names_source, tidy_fact
from flows.read.numerals import numeral
from flows.read.rows import Cell, table_lines

BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "dir", "div",
        "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption",
    )
)  # fmt: skip
CELLS = frozenset(("td", "th"))
INDENTS = ("\u3000\u3000", "\xa0\xa0")  # open a paragraph in a field that knows no tags
TITLES = frozenset(("h1", "h2", "h3"))
_MOST_LINES = 12  # paragraphs in a cell of a table that is data; a cell with more lays out a page
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_LINE_ENDS = re.compile(r"\r\n?|\n")
_NUMBERED = re.compile(r"[\d（(①-⒛]|[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十\d]")
_LIST_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_DOC_NUMBER = re.compile(r"[^\s，。]{1,16}[〔\[［(（【]\s?(?:19|20)\d\d\s?[〕\]］)）】]\s?\d{1,5}\s?号")
_LONGEST_TITLE = 500  # characters of what a page is named that its lines are looked up in
_SHORTEST_PROSE = 15  # characters of a paragraph that is kept although it stands outside the main element


def lines_of(root: etree._Element) -> list[str]:
    """The lines of the text in a page."""
    main = find_main(root)
    named = _squeeze("".join(root.xpath("//title//text()")))[:_LONGEST_TITLE]
    walk = _Walk(root, main.element, main.dropped)
    kept: list[str] = []
    label: _Line | None = None  # a label whose value is still to come
    day = source = None  # the last bare day, and the last line on where the text is from
    for line in walk.lines():
        if line.place != "main":
            day = line if STAMP.fullmatch(line.text) else day
            source = line if names_source(line.text) else source
            if day and source and line in (day, source) and day.beside(source):  # sites put them side by side
                kept.append(f"发布日期：{day.text}")
        if label and line.beside(label) and not is_fact(line.text):
            kept[-1] += line.text
        elif line.place == "main" or is_fact(line.text) or line.place == "title" or _is_text(line.text, named):
            kept.append(tidy_fact(line.text))
        else:
            continue
        label = line if is_open_label(line.text) else None
    return kept


def _is_text(line: str, named: str) -> bool:
    """Whether a line outside the main element belongs to the text: the page's title, its number, loose prose."""
    if len(line) >= _SHORTEST_PROSE and ("。" in line or "；" in line):
        return True
    return (len(line) >= 8 and _squeeze(line) in named) or bool(_DOC_NUMBER.fullmatch(line))


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


_ABOVE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page, where it stands (main, title or around), and the block element that holds it."""

    text: str
    place: str
    block: etree._Element

    def beside(self, other: _Line) -> bool:
        """Whether this stands in a neighbour of the element that holds another line."""
        near = self.place == other.place and self.block.getparent() is other.block.getparent()
        return near and self.block is not other.block


class _Walk:
    """One pass over a page."""

    def __init__(self, root: etree._Element, main: etree._Element, dropped: frozenset[etree._Element]) -> None:
        self.root, self.main, self.dropped = root, main, dropped
        self.tables = _data_tables(root)
        self.out: list[_Line] = []
        self.block = root
        self.pieces: list[str] = []
        self.number = ""  # of a list item, to stand before its first line
        self.counts: dict[etree._Element, int] = {}  # of items, by list
        self.rows: list[list[Cell]] | None = None  # of the table of data that the walk is in
        self.cell: list[str] | None = None
        self.place = "around"
        self.preformatted = 0

    def lines(self) -> Iterator[_Line]:
        """The lines in reading order."""
        walker = etree.iterwalk(self.root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                if element in self.dropped:
                    walker.skip_subtree()
                else:
                    self._open(element)
                    self._text(_raised(element))
            else:
                if element not in self.dropped:
                    self._close(element)
                if element is not self.root:
                    self._text(element.tail)
                if self.out:
                    yield from self.out
                    self.out.clear()
        self._flush()
        yield from self.out

    def _open(self, element: etree._Element) -> None:
        tag = element.tag
        if tag not in BLOCKS:
            return
        self._flush()
        self.block = element
        if element is self.main:
            self.place = "main"
        elif tag in TITLES and self.place == "around":
            self.place = "title"
        if element in self.tables:
            self.rows = []
        elif self.rows is not None and tag == "tr":
            self.rows.append([])
        elif self.rows is not None and tag in CELLS:
            self.cell = []
        elif tag == "li":
            self.number = self._item_number(element)
        elif tag == "pre":
            self.preformatted += 1

    def _close(self, element: etree._Element) -> None:
        tag = element.tag
        if tag not in BLOCKS:
            return
        self._flush()
        if self.rows is not None and self.cell is not None and tag in CELLS:
            rows = self.rows or [[]]
            rows[-1].append(Cell(tuple(self.cell), _span(element, "colspan"), _span(element, "rowspan")))
            self.cell = None
        elif self.rows is not None and element in self.tables:
            self.out += [_Line(line, self.place, element) for line in table_lines(self.rows)]
            self.rows = None
        elif tag == "li":
            self.number = ""
        elif tag == "pre":
            self.preformatted -= 1
        if element is self.main or (self.place == "title" and tag in TITLES):
            self.place = "around"
        if element is not self.root:
            self.block = element.getparent()

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if not self.preformatted and not any(indent in text for indent in INDENTS):
            self.pieces.append(text)
            return
        for i, line in enumerate(_LINE_ENDS.split(text)):
            if i and (self.preformatted or line.lstrip(" \t").startswith(INDENTS)):
                self._flush()
            self.pieces += ("\n", line) if i else (line,)

    def _flush(self) -> None:
        """End a line."""
        line = _BLANKS.sub(" ", "".join(self.pieces)).strip()
        self.pieces.clear()
        if not line:
            return
        if self.number and not _NUMBERED.match(line):
            line = self.number + line
        self.number = ""
        if self.cell is not None:
            self.cell.append(line)
        else:
            self.out.append(_Line(line, self.place, self.block))

    def _item_number(self, item: etree._Element) -> str:
        """The number that a browser shows before an item of an ordered list."""
        above = item.getparent()
        if above is None or above.tag != "ol":
            return ""
        start = above.get("start", "1")
        self.counts[above] = self.counts.get(above, int(start) - 1 if start.isdecimal() else 0) + 1
        return numeral(self.counts[above], _LIST_KINDS.get(above.get("type", "1"), "decimal")) + "."


def _raised(element: etree._Element) -> str | None:
    """The text that an element opens with; digits set above the line stay so: 10<sup>4</sup>m<sup>3</sup> is 10⁴m³."""
    text: str | None = element.text
    return text.translate(_ABOVE) if text and element.tag == "sup" and text.strip().isdecimal() else text


def _data_tables(root: etree._Element) -> frozenset[etree._Element]:
    """The tables that hold data rather than lay out a page: no table inside, and no cell that is a text of its own."""
    outer = {above for table in root.iter("table") for above in table.iterancestors("table")}
    return frozenset(table for table in root.iter("table") if table not in outer and not _lays_out(table))


def _lays_out(table: etree._Element) -> bool:
    cells = list(table.iter("td", "th"))
    return not cells or any(sum(1 for _ in cell.iter("p", "br", "div", "li")) > _MOST_LINES for cell in cells)


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return int(value) if value.isdecimal() and len(value) < 6 else 1
