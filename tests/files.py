"""Files of other formats for tests, made from plain words: Word files by zipfile, PDF files by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)


def docx(body: str, numbering: str = "", styles: str = "", **parts: bytes) -> bytes:
    """A Word file: the XML inside its body, its lists, its styles."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f"<w:document {W} {MORE}><w:body>{body}</w:body></w:document>")
        if numbering:
            package.writestr("word/numbering.xml", f"<w:numbering {W}>{numbering}</w:numbering>")
        if styles:
            package.writestr("word/styles.xml", f"<w:styles {W}>{styles}</w:styles>")
        for name, data in parts.items():
            package.writestr(name, data)
    return file.getvalue()


def p(text: str, number: int | None = None, level: int = 0, style: str = "") -> str:
    """A paragraph, with an automatic number of a list or a style."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number is not None:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def tbl(*rows: str) -> str:
    """A table of rows made by `tr`."""
    return "<w:tbl><w:tblPr/>" + "".join(rows) + "</w:tbl>"


def tr(*cells: str) -> str:
    """A row; a cell is its text, or XML of its own."""
    return "<w:tr>" + "".join(cell if cell.startswith("<w:tc>") else tc(cell) for cell in cells) + "</w:tr>"


def tc(text: str, properties: str = "") -> str:
    """A cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def levels(*forms: tuple[str, str], definition: int = 0, more: str = "") -> str:
    """A definition of lists: form and pattern of each level."""
    made = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for i, (form, pattern) in enumerate(forms)
    )
    return f'<w:abstractNum w:abstractNumId="{definition}">{more}{made}</w:abstractNum>'


def num(number: int, definition: int = 0, changes: str = "") -> str:
    """A list that paragraphs name."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{changes}</w:num>'


def restart(level: int, start: int = 1) -> str:
    """The change by which a list starts anew."""
    return f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


Word = tuple[float, float, str]  # left, foot, text
Rule = tuple[float, float, float, float]  # from, to


def pdf(pages: Iterable[tuple[Sequence[Word], Sequence[Rule]]], size: float = 16, trailer: str = "") -> bytes:
    """A PDF file of words and rules at places of each page, in a font that every reader brings along."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/FontDescriptor 5 0 R"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880"
        "/Descent -120/CapHeight 880/StemV 80>>",
    ]
    kids = []
    for words, rules in pages:
        drawn = "".join(f"{a} {b} m {c} {d} l S\n" for a, b, c, d in rules)
        drawn += "".join(
            f"BT /F1 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n" for x, y, text in words
        )
        kids.append(len(objects) + 2)
        objects.append(f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {len(objects)} 0 R>>"
        )
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>"
    data, places = b"%PDF-1.7\n", []
    pieces = [data]
    at = len(data)
    for number, content in enumerate(objects, 1):
        piece = f"{number} 0 obj{content}endobj\n".encode("latin-1")
        places.append(at)
        pieces.append(piece)
        at += len(piece)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    pieces.append(
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{at}\n%%EOF".encode()
    )
    return b"".join(pieces)


def letter(paragraphs: Sequence[str], head: str = "", per_line: int = 28, per_page: int = 22) -> bytes:
    """A PDF file set as an official letter is: first lines indented by two characters, the rest full, pages numbered.

    A paragraph that begins with a blank stands in the middle of its line.
    """
    size, left = 16.0, 72.0
    lines: list[tuple[float, str]] = []
    for text in paragraphs:
        if text.startswith(" "):
            lines.append((left + 100, text.strip()))
            continue
        lines.append((left + 2 * size, text[: per_line - 2]))
        rest = text[per_line - 2 :]
        for i in range(0, len(rest), per_line):
            lines.append((left, rest[i : i + per_line]))
            if lines[-1][1] in "，。；：":  # a mark never opens a line, it hangs over the one before
                x, before = lines[-2]
                lines[-2:] = [(x, before + lines[-1][1])]
    pages = []
    for number, start in enumerate(range(0, len(lines), per_page), 1):
        words = [(left, 800.0, head)] if head else []
        words += [(x, 760.0 - 30 * i, text) for i, (x, text) in enumerate(lines[start : start + per_page])]
        words.append((280.0, 40.0, f"— {number} —"))
        pages.append((words, []))
    return pdf(pages)
